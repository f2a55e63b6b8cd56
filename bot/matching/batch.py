"""Topics and papers as JSON lines in, matches out; the whole of `chenbao match` but the files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.domain.topic import Amount
from bot.errors import QueryError, UsageError
from bot.matching.evidence import PaperText
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import THRESHOLDS, Matcher
from bot.matching.query import Query, parse_query

_TEXTS = ("title", "abstract", "title_zh", "abstract_zh", "tldr_zh")
_LISTS = ("categories", "authors", "listed_under")


def match_lines(
    topics: Iterable[Mapping[str, Any]], papers: Iterable[Mapping[str, Any]], lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    """Every pair of a topic and a paper that has a score, paper by paper, best first.

    Args:
        topics: `{topic, query}` each; a topic that comes twice has its last query.
        papers: `{id, title, abstract[, title_zh, abstract_zh, tldr_zh, categories, authors,
            listed_under]}` each; null is the same as absent.

    Yields:
        `{topic, paper, score, matched, reason}`; `matched` at the normal threshold.

    Raises:
        UsageError: a line lacks a field, or has one of another type; or a query is malformed.
    """
    matcher = Matcher(lexicon)
    for number, line in enumerate(topics, 1):
        query = _text(line, "query", f"topic {number}")
        matcher.add(_text(line, "topic", f"topic {number}"), _read_query(query, number))
    for number, line in enumerate(papers, 1):
        key = _text(line, "id", f"paper {number}")
        for match in matcher.match(_read_paper(line, f"paper {number}")):
            yield {
                "topic": match.topic,
                "paper": key,
                "score": round(match.score, 4),
                "matched": match.score >= THRESHOLDS[Amount.NORMAL],
                "reason": str(match.reason),
            }


def _read_query(query: str, number: int) -> Query:
    try:
        return parse_query(query)
    except QueryError as error:
        place = f"topic {number}, at character {error.position + 1} of its query"
        raise UsageError(f"{place}: {error}") from error


def _read_paper(line: Mapping[str, Any], place: str) -> PaperText:
    texts = {name: _text(line, name, place) for name in _TEXTS if line.get(name) is not None}
    lists = {name: _list(line, name, place) for name in _LISTS if line.get(name) is not None}
    return PaperText(**texts, **lists)  # type: ignore[arg-type]


def _text(line: Mapping[str, Any], name: str, place: str) -> str:
    value = line.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{place}: “{name}” has to be a text")
    return value


def _list(line: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = line.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UsageError(f"{place}: “{name}” has to be a list of texts")
    return tuple(value)
