"""Hugging Face's daily papers as JSON (`/api/daily_papers?date=`).

Some keys stand at the top of an item, some in its `paper`, and they have moved between the two: each
is looked for in both. The date is that of Hugging Face's list, not of arXiv's announcement.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Document, Entry
from bot.domain.paper import Reading, Section
from bot.errors import ParseError
from bot.parsers.arxiv_feed import flatten, read_day
from bot.parsers.decoding import decode

NAME = "huggingface-daily"
SOURCE = "huggingface"
_ATTRIBUTION = "Hugging Face Daily Papers, https://huggingface.co/papers"
_MAX_AUTHORS = 500


def parse_daily(content: bytes, issued_on: date) -> Document:
    """Read one page of one day.

    Raises:
        ParseError: it is no list of papers.
    """
    try:
        items = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"this is no JSON: {error}") from error
    if not isinstance(items, list):
        raise ParseError("this is no list of daily papers")
    found = (_read_item(item) for item in items if isinstance(item, Mapping))
    entries = {entry.arxiv_id: entry for entry in found if entry is not None}
    return Document(
        format=NAME,
        source=SOURCE,
        issued_on=issued_on,
        entries=tuple(_number(list(entries.values()))),
    )


def _number(entries: Sequence[Entry]) -> Sequence[Entry]:
    return [replace(entry, position=place) for place, entry in enumerate(entries, start=1)]


class _Item:
    """The keys of an item and of its paper as one."""

    def __init__(self, item: Mapping[str, Any]) -> None:
        paper = item.get("paper")
        self._places = (paper if isinstance(paper, Mapping) else {}, item)

    def get(self, name: str) -> Any:
        """The first value that is any."""
        values = (place.get(name) for place in self._places)
        return next((value for value in values if value not in (None, "", [])), None)

    def text(self, name: str) -> str:
        """The same, if it is a text."""
        value = self.get(name)
        return flatten(value) if isinstance(value, str) else ""


def _read_item(raw: Mapping[str, Any]) -> Entry | None:
    item = _Item(raw)
    arxiv_id = ArxivId.find(item.text("id"))
    title = item.text("title")
    if arxiv_id is None or not title:
        return None
    links = [item.text(name) for name in ("githubRepo", "projectPage")]
    return Entry(
        position=1,
        arxiv_id=arxiv_id,
        title=title,
        authors=_read_authors(item.get("authors")),
        abstract=item.text("summary") or None,
        published_on=read_day(item.text("publishedAt")),
        url=f"https://huggingface.co/papers/{arxiv_id.number}",
        links=tuple(link for link in links if link.startswith(("http://", "https://"))),
        readings=(_read_reading(item),),
    )


def _read_authors(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    names = (one.get("name") if isinstance(one, Mapping) else one for one in found[:_MAX_AUTHORS])
    return tuple(flatten(name) for name in names if isinstance(name, str) and name.strip())


def _read_reading(item: _Item) -> Reading:
    """What Hugging Face and its readers add: a summary by machine, keywords, upvotes."""
    sections = []
    keywords = item.get("ai_keywords")
    if isinstance(keywords, list):
        words = [flatten(word) for word in keywords if isinstance(word, str)]
        sections.append(Section("Keywords", ", ".join(words)))
    upvotes = item.get("upvotes")
    if isinstance(upvotes, int) and not isinstance(upvotes, bool):
        sections.append(Section("Upvotes", str(upvotes)))
    return Reading(
        source=SOURCE,
        lang="en",
        tldr=item.text("ai_summary") or None,
        sections=tuple(sections),
        attribution=_ATTRIBUTION,
    )
