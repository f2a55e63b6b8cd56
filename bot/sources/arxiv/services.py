"""arXiv's four services, each question and its answer; all of them behind one gate."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.domain.document import Document
from bot.errors import SourceError
from bot.parsers import parse
from bot.parsers.arxiv_listing import Listing, parse_new, parse_recent
from bot.parsers.arxiv_oai import RecordPage, parse_records
from bot.ports.sources import Page
from bot.sources.asking import Asker
from bot.sources.newsroom import Hosts

#: A listing gives no more at once.
PAGE = 2000
#: The forms of the daily feed, in the order in which they are asked for.
FEEDS = ("rss", "atom")
#: Papers asked of the API at once: enough for a day in a dozen questions, few enough for a URL.
CHUNK = 100


_TOTAL = re.compile(rb"<opensearch:totalResults[^>]{0,200}>\s*(\d{1,9})\s*<")


@dataclass(frozen=True, slots=True)
class Answered:
    """A document with the bytes it was read from.

    Attributes:
        total: how many papers the API says a search has, on all its pages; None where it does not.
    """

    content: bytes
    document: Document
    total: int | None = None


class ArxivServices:
    """Asks arXiv.

    Every method raises SourceError where there is no answer, ParseError where it is not what was
    asked for.
    """

    def __init__(self, asker: Asker, hosts: Hosts) -> None:
        self._asker = asker
        self._hosts = hosts

    async def fetch_new(self, category: str) -> tuple[Listing | None, Page]:
        """The newest listing; None where it is the one that was read before."""
        url = f"{self._hosts.arxiv}/list/{category}/new"
        answer = await self._asker.ask(url, {"skip": 0, "show": PAGE}, conditional=True)
        if answer.content is None:
            return None, answer.page
        listing = await asyncio.to_thread(parse_new, answer.content)
        pages = 1
        while listing.rows >= pages * PAGE and listing.rows < max(listing.total, listing.stated):
            more = await self._fetch_rest(url, pages * PAGE)
            if more.announced_on != listing.announced_on or not more.listed:
                break
            listing, pages = listing.with_page(more), pages + 1
        return listing, answer.page

    async def _fetch_rest(self, url: str, skip: int) -> Listing:
        answer = await self._asker.ask(url, {"skip": skip, "show": PAGE})
        return await asyncio.to_thread(parse_new, _content(answer.content))

    async def fetch_recent(self, category: str) -> list[Listing]:
        """New papers and cross-lists of the last five dates."""
        url = f"{self._hosts.arxiv}/list/{category}/recent"
        answer = await self._asker.ask(url, {"skip": 0, "show": PAGE})
        return await asyncio.to_thread(parse_recent, _content(answer.content))

    async def fetch_papers(
        self, numbers: Sequence[str], *, deadline: datetime | None = None
    ) -> Answered:
        """The newest versions of these papers, as many of them as the API knows."""
        query: dict[str, str | int] = {"id_list": ",".join(numbers), "max_results": len(numbers)}
        return await self._query(query, deadline=deadline)

    async def search(
        self, words: str, *, start: int = 0, limit: int = CHUNK, deadline: datetime | None = None
    ) -> Answered:
        """What fits a query of the API, oldest submission first."""
        query: dict[str, str | int] = {
            "search_query": words,
            "start": start,
            "max_results": limit,
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
        }
        return await self._query(query, deadline=deadline)

    async def _query(
        self, query: dict[str, str | int], *, deadline: datetime | None = None
    ) -> Answered:
        url = f"{self._hosts.api}/api/query"
        content = _content((await self._asker.ask(url, query, deadline=deadline)).content)
        stated = _TOTAL.search(content)
        total = int(stated[1]) if stated else None
        return Answered(content, await _parse(content, "arxiv-atom"), total)

    async def fetch_feed(self, category: str, form: str) -> Answered:
        """The daily feed of one category: never of several, of which the newest would be left out.

        Args:
            form: `rss` or `atom`; they are kept apart on the way here, and one may be fresh while
                the other is yesterday's.
        """
        answer = await self._asker.ask(f"{self._hosts.rss}/{form}/{category}")
        content = _content(answer.content)
        return Answered(content, await _parse(content, f"arxiv-{form}"))

    async def fetch_records(self, category: str, since: date, token: str = "") -> RecordPage:
        """What changed in a category since a date; page after page by the token of the last."""
        query: dict[str, str | int] = {"verb": "ListRecords"}
        if token:
            query["resumptionToken"] = token
        else:
            query |= {
                "metadataPrefix": "arXivRaw",
                "from": since.isoformat(),
                "set": _set_of(category),
            }
        answer = await self._asker.ask(f"{self._hosts.oai}/oai", query)
        return await asyncio.to_thread(parse_records, _content(answer.content))


async def _parse(content: bytes, form: str) -> Document:
    """Megabytes take a second: on a thread, where nobody is kept waiting for it."""
    return await asyncio.to_thread(parse, content, format=form)


def submitted_query(category: str, since: datetime, until: datetime) -> str:
    """The API's query for a category's papers of a time of submission; `until` is not included."""
    from_, to = (f"{at.astimezone(UTC):%Y%m%d%H%M}" for at in (since, until))
    return f"cat:{category} AND submittedDate:[{from_} TO {to}]"


def _set_of(category: str) -> str:
    """OAI's name of a category: `cs:cs:CV`; of an archive of its own: `physics:hep-th`."""
    archive, _, subject = category.partition(".")
    groups = {
        "cs": "cs",
        "math": "math",
        "stat": "stat",
        "eess": "eess",
        "econ": "econ",
        "q-bio": "q-bio",
        "q-fin": "q-fin",
    }
    group = groups.get(archive, "physics")
    return ":".join(part for part in (group, archive, subject) if part)


def _content(content: bytes | None) -> bytes:
    if content is None:
        raise SourceError("a server answered that a page is unchanged that nobody asked about so")
    return content
