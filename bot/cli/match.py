"""`chenbao match`: topics and papers from files, matches as JSON lines, without a database."""

import json
import sys
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import get_options
from bot.config import Settings
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.matching.lexicon import Lexicon


class Part(StrEnum):
    """What the matcher can do without."""

    LEXICON = "lexicon"
    TABLE = "table"
    SPACE = "space"
    # There where chenbao[semantic] is installed and the settings allow it.
    SEMANTIC = "semantic"


def match(
    context: typer.Context,
    topics: Annotated[Path, typer.Option(help="JSON lines {topic, query}.")],
    papers: Annotated[Path, typer.Option(help="JSON lines {id, title, abstract, title_zh, …}.")],
    without: Annotated[
        list[Part] | None,
        typer.Option(help="Leave a part of the matcher out, to see what the others can do."),
    ] = None,
) -> None:
    """Match topics with papers; prints {topic, paper, score, matched, reason}."""
    from bot.matching.batch import match_lines

    lexicon = _load(frozenset(without or ()), get_options(context).load())
    for row in match_lines(_lines(topics), _lines(papers), lexicon):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _load(without: Collection[Part], settings: Settings) -> "Lexicon":
    from bot.matching.learned.learned import Learned
    from bot.matching.lexicon import Lexicon
    from bot.matching.semantic import find_semantic

    learned = Learned(
        settings.learned_folder,
        terms=Part.TABLE not in without,
        space=Part.SPACE not in without,
    )
    is_semantic = settings.semantic and Part.SEMANTIC not in without
    semantic = find_semantic() if is_semantic else None
    if Part.LEXICON in without:
        return Lexicon((), learned, semantic)
    return Lexicon.load(learned, semantic)


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
