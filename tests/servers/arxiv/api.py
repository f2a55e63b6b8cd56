"""`/api/query`: Atom, ten papers unless asked for more, errors as a feed with one entry."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

from tests.servers.arxiv.world import Paper, Version, World

MAX_SLICE = 2000
_DATES = re.compile(r"submittedDate:\[(\d{12}) TO (\d{12})\]")
_CATEGORY = re.compile(r"cat:([\w.-]+)")
_TITLE = re.compile(r'ti:"([^"]+)"')


class BadQueryError(Exception):
    """What the API refuses with 400."""


def answer(world: World, on: date, query: Mapping[str, str], hidden: frozenset[str]) -> str:
    """The feed for a query, of what was announced until a date; `hidden` is not indexed yet."""
    start, limit = int(query.get("start", "0")), int(query.get("max_results", "10"))
    if limit > MAX_SLICE or start + limit > 30_000:
        raise BadQueryError("max_results must be less than or equal to 2000")
    found = [
        (paper, version)
        for paper in _select(world, on, query)
        if paper.number not in hidden and (version := paper.newest(on)) is not None
    ]
    if query.get("sortBy") == "submittedDate":
        found.sort(key=lambda pair: pair[0].versions[0].submitted_at)
        if query.get("sortOrder") != "ascending":
            found.reverse()
    return _feed(found[start : start + limit], total=len(found), on=on)


def _select(world: World, on: date, query: Mapping[str, str]) -> Sequence[Paper]:
    if "id_list" in query:
        numbers = [one.partition("v")[0] for one in query["id_list"].split(",")]
        if any(not re.fullmatch(r"\d{4}\.\d{5}", number) for number in numbers):
            raise BadQueryError(f"incorrect id format for {numbers[0]}")
        return [world.papers[number] for number in numbers if number in world.papers]
    words = query.get("search_query", "")
    category, dates, title = (p.search(words) for p in (_CATEGORY, _DATES, _TITLE))
    found = list(world.papers.values())
    if category:
        found = [paper for paper in found if category[1] in paper.categories_on(on)]
    if dates:
        # Both ends are included, to the minute.
        since, until = (datetime.strptime(f"{one}+0000", "%Y%m%d%H%M%z") for one in dates.groups())
        found = [
            paper
            for paper in found
            if since <= paper.versions[0].submitted_at.replace(second=0) <= until
        ]
    if title:
        # Punctuation separates words and counts for nothing.
        wanted = _words(title[1])
        found = [paper for paper in found if wanted in _words(paper.versions[-1].title)]
    return found


def _words(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "


def error_feed(message: str) -> str:
    """How the API says that it does not understand."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: error</title>
  <id>http://arxiv.org/api/errors</id>
  <entry><id>http://arxiv.org/api/errors#bad_query</id>
    <title>Error</title><summary>{escape(message)}</summary>
    <link href="http://arxiv.org/api/errors#bad_query" rel="alternate" type="text/html"/>
    <author><name>arXiv api core</name></author></entry>
</feed>"""


def empty_page(*, total: int) -> str:
    """What the API gives under load: no papers, and how many there would be."""
    return _feed([], total=total, on=date(2026, 1, 1))


def _feed(found: Sequence[tuple[Paper, Version]], *, total: int, on: date) -> str:
    entries = "".join(_entry(paper, version, on) for paper, version in found)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query=" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=&amp;id_list=&amp;start=0</title>
  <id>http://arxiv.org/api/abc</id>
  <updated>{on:%Y-%m-%d}T00:00:00-04:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{total}</opensearch:totalResults>
{entries}</feed>"""


def _entry(paper: Paper, version: Version, on: date) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in paper.authors)
    categories = "".join(f'<category term="{one}"/>' for one in paper.categories_on(on))
    comment = (
        f'<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">{escape(version.comment)}</arxiv:comment>'
        if version.comment
        else ""
    )
    identifier = f"http://arxiv.org/abs/{paper.number}v{version.number}"
    first = paper.versions[0].submitted_at.astimezone(UTC)
    return f"""  <entry>
    <id>{identifier}</id>
    <updated>{version.submitted_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</updated>
    <published>{first:%Y-%m-%dT%H:%M:%SZ}</published>
    <title>{escape(version.title)}</title>
    <summary>  {escape(paper.abstract)}
</summary>
    {authors}{comment}
    <link href="{identifier}" rel="alternate" type="text/html"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="{paper.categories[0]}"/>
    {categories}
  </entry>
"""
