"""`chenbao match`: topics and papers from files, matches as JSON lines, without a database."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import UsageError


def match(
    topics: Annotated[Path, typer.Option(help="JSON lines {topic, query}.")],
    papers: Annotated[Path, typer.Option(help="JSON lines {id, title, abstract, title_zh, …}.")],
) -> None:
    """Match topics with papers; prints {topic, paper, score, matched, reason}."""
    from bot.matching.batch import match_lines
    from bot.matching.lexicon import Lexicon

    for row in match_lines(_lines(topics), _lines(papers), Lexicon.load()):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _object(line, path, number)
    except OSError as error:
        raise UsageError("{path}: {reason}", path=str(path), reason=str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise UsageError("{path} is not UTF-8", path=str(path)) from error


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(
            "{path}, line {number}: not JSON ({reason})",
            path=str(path),
            number=number,
            reason=str(error),
        ) from error
    if not isinstance(row, dict):
        raise UsageError("{path}, line {number}: not an object", path=str(path), number=number)
    return row
