"""Papers by id or title while somebody waits, and ids for papers that came without one.

Never a guess: a title counts when it is the same letter for letter (without case, accents and TeX's
marks), and for a paper that somebody else published, an author has to be the same too.
"""

import asyncio
import re
import unicodedata
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.document import Entry
from bot.domain.paper import Paper, title_key
from bot.errors import ParseError, SourceError
from bot.ports import Transaction
from bot.ports.sources import Page
from bot.services.ingest import ingest
from bot.sources.arxiv.services import Answered, ArxivServices
from bot.sources.newsroom import Fetched, Newsroom

#: How long a person waits for an answer.
WAIT = timedelta(seconds=8)
#: Words of a title that are asked for: enough to be the only one, few enough for the API.
_WORDS = 12
_FEWEST_WORDS = 3
_LIMIT = 10
#: Papers without an id are looked for so long after they came, so many in one run.
_NAMELESS_FOR = timedelta(days=14)
_NAMELESS_AT_ONCE = 10
_WORD = re.compile(r"[A-Za-z0-9]+")


class ArxivFinder:
    """`bot.ports.finder.Finder`, at the API and through its gate."""

    def __init__(self, room: Newsroom, arxiv: ArxivServices) -> None:
        self._room = room
        self._arxiv = arxiv

    async def bring_in(self, numbers: Sequence[str]) -> None:
        await self._wait(self._bring_in(numbers))

    async def bring_in_titled(self, title: str) -> None:
        await self._wait(self._bring_in_titled(title))

    async def _wait(self, work: Coroutine[None, None, None]) -> None:
        try:
            async with asyncio.timeout(WAIT.total_seconds()):
                await work
        except TimeoutError as error:
            raise SourceError("arXiv did not answer in time") from error
        except ParseError as error:
            raise SourceError(str(error)) from error

    async def _bring_in(self, numbers: Sequence[str]) -> None:
        deadline = self._room.clock.now() + WAIT
        answered = await self._arxiv.fetch_papers(numbers, deadline=deadline)
        wanted = set(numbers)
        await take_in(
            self._room,
            answered,
            [
                entry
                for entry in answered.document.entries
                if entry.arxiv_id is not None and entry.arxiv_id.number in wanted
            ],
        )

    async def _bring_in_titled(self, title: str) -> None:
        query = title_query(title)
        if query is None:
            return
        deadline = self._room.clock.now() + WAIT
        answered = await self._arxiv.search(query, limit=_LIMIT, deadline=deadline)
        await take_in(self._room, answered, _titled(answered.document.entries, title))


async def name_papers(room: Newsroom, arxiv: ArxivServices) -> Fetched:
    """Look for the ids of papers that came without one; each is asked for once a week."""
    fetched = Fetched(next_try_at=room.later(hours=6))
    now = room.clock.now()
    nameless = await room.store.transact(
        lambda tx: tx.papers.list_nameless(since=now - _NAMELESS_FOR, limit=200)
    )
    asked = 0
    for paper in nameless:
        query = title_query(paper.title)
        memo = Page(url=f"title:{now:%G-%V}:{paper.key}")
        if query is None or asked >= _NAMELESS_AT_ONCE or await _is_known(room, memo):
            continue
        asked += 1
        try:
            answered = await arxiv.search(query, limit=_LIMIT)
        except (SourceError, ParseError) as error:
            fetched.problems.append(str(error))
            break
        same = _titled(answered.document.entries, paper.title)
        found = [entry for entry in same if have_common_author(entry.authors, paper)]
        await take_in(room, answered, found if len(found) == 1 else [], memo, fetched)
    return fetched


async def _is_known(room: Newsroom, memo: Page) -> bool:
    return await room.store.transact(lambda tx: tx.sources.find_page(memo.url)) is not None


async def take_in(
    room: Newsroom,
    answered: Answered,
    entries: Sequence[Entry],
    memo: Page | None = None,
    fetched: Fetched | None = None,
) -> None:
    """Write these entries of an answer into the database, and remember that it was asked."""
    now = room.clock.now()
    document = replace(answered.document, entries=tuple(entries), issued_on=None, topic=None)
    key = ",".join(str(entry.arxiv_id) for entry in entries)

    def work(tx: Transaction) -> None:
        if memo is not None:
            tx.sources.put_page(memo, now)
        if entries:
            counts = ingest(tx, f"arxiv:look-up:{key}", answered.content, document, now)
            if fetched is not None:
                fetched.counts.add(counts)

    await room.store.transact(work)


def title_query(title: str) -> str | None:
    """The API's query for a title; None for one that is too short to be the only one."""
    words = _WORD.findall(unicodedata.normalize("NFKD", title))[:_WORDS]
    if len(words) < _FEWEST_WORDS:
        return None
    return f'ti:"{" ".join(words)}"'


def _titled(entries: Iterable[Entry], title: str) -> list[Entry]:
    wanted = title_key(title)
    return [entry for entry in entries if title_key(entry.title) == wanted]


def have_common_author(authors: Sequence[str], paper: Paper) -> bool:
    """Whether a family name stands in both lists; of a paper without authors nothing is known."""
    return bool(_family_names(authors) & _family_names(paper.authors))


def _family_names(authors: Iterable[str]) -> set[str]:
    names = (_WORD.findall(_plain(author)) for author in authors)
    return {words[-1] for words in names if words and len(words[-1]) > 1}


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))
