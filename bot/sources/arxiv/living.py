"""What became of papers that are here: new versions, withdrawals, licences; by OAI-PMH, at night.

Only papers that are known: of a category's thousands of changes a night, those of others are read
page by page and forgotten.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.calendar import EASTERN
from bot.domain.document import Document, Entry
from bot.domain.paper import Paper
from bot.domain.version import says_withdrawn
from bot.errors import ParseError, SourceError
from bot.parsers.arxiv_oai import Record
from bot.parsers.publishers import ARXIV
from bot.ports import Transaction
from bot.services.ingest import Counts, ingest
from bot.sources.arxiv.finder import take_in
from bot.sources.arxiv.services import CHUNK, ArxivServices
from bot.sources.newsroom import Fetched, Newsroom

NAME = "living"
#: Records are fresh at about 22:30 Eastern (https://info.arxiv.org/help/oa/index.html).
_FRESH_AT = time(23, 10)
#: How far back the first run looks, and how many days the next ones overlap.
_FIRST_DAYS, _OVERLAP_DAYS = 2, 1
_MAX_PAGES = 100
#: Papers of other categories are followed for so long after they came, and so many of them.
_WATCHED_FOR = timedelta(days=30)
_MOST_WATCHED = 2_000


async def fetch_changes(
    room: Newsroom, arxiv: ArxivServices, *, since: date | None = None
) -> Fetched:
    """Read what changed since the last run, and keep what concerns papers that are here."""
    fetched = Fetched(next_try_at=_tonight(room.clock.now()))
    state = await room.store.transact(lambda tx: tx.sources.get_state(NAME))
    today = room.clock.now().astimezone(UTC).date()
    first = today - timedelta(days=_FIRST_DAYS)
    if state.succeeded_at is not None:
        first = state.succeeded_at.date() - timedelta(days=_OVERLAP_DAYS)
    for category in room.options.categories:
        try:
            await _fetch_category(room, arxiv, category, min(since or first, first), fetched)
        except (SourceError, ParseError) as error:
            fetched.problems.append(f"{category}: {error}")
            fetched.next_try_at = room.later(hours=1)
            if not error.permanent:
                return fetched
    await _fetch_watched(room, arxiv, fetched)
    return fetched


async def _fetch_watched(room: Newsroom, arxiv: ArxivServices, fetched: Fetched) -> None:
    """Papers of other categories, which came by digests or were looked up, that somebody saved or
    that matched of late: there are few, and the API is asked for them by their ids."""
    since, ours = room.clock.now() - _WATCHED_FOR, room.options.categories
    papers = await room.store.transact(
        lambda tx: tx.papers.list_watched(outside=ours, since=since, limit=_MOST_WATCHED)
    )
    others = {paper.arxiv_id.number: paper for paper in papers if paper.arxiv_id is not None}
    numbers = list(others)
    for start in range(0, len(numbers), CHUNK):
        try:
            answered = await arxiv.fetch_papers(numbers[start : start + CHUNK])
        except (SourceError, ParseError) as error:
            fetched.problems.append(f"papers of other categories: {error}")
            return
        news = [one for one in answered.document.entries if _is_news(one, others)]
        await take_in(room, answered, news, fetched=fetched)
        room.report("changes elsewhere", min(start + CHUNK, len(numbers)), len(numbers))


def _is_news(entry: Entry, known: Mapping[str, Paper]) -> bool:
    """Whether it is another version than the one that is here, or a withdrawal of it."""
    paper = known.get(entry.arxiv_id.number) if entry.arxiv_id else None
    if paper is None or paper.arxiv_id is None or entry.arxiv_id is None:
        return False
    is_other = paper.arxiv_id.version != entry.arxiv_id.version
    return is_other or says_withdrawn(entry.comment, entry.abstract) is not paper.is_withdrawn


async def _fetch_category(
    room: Newsroom, arxiv: ArxivServices, category: str, since: date, fetched: Fetched
) -> None:
    token = ""
    for page in range(1, _MAX_PAGES + 1):
        found = await arxiv.fetch_records(category, since, token)
        fetched.counts.add(await _take_in(room, category, found.records))
        token = found.token
        room.report(f"{category} (changes)", page, page + bool(token))
        if not token:
            return
    raise SourceError(f"more than {_MAX_PAGES} pages of changes", permanent=True)


async def _take_in(room: Newsroom, category: str, records: Sequence[Record]) -> Counts:
    now = room.clock.now()

    def take_in(tx: Transaction) -> Counts:
        known = tx.papers.select_known([one.arxiv_id.number for one in records])
        ours = [one for one in records if one.arxiv_id.number in known]
        if not ours:
            return Counts()
        document = Document(
            format="arxiv-oai",
            source=ARXIV.source,
            entries=tuple(_entry(place, one) for place, one in enumerate(ours, start=1)),
        )
        return ingest(tx, f"arxiv:changes:{category}", repr(ours).encode(), document, now)

    return await room.store.transact(take_in)


def _entry(position: int, record: Record) -> Entry:
    return Entry(
        position=position,
        arxiv_id=record.arxiv_id,
        title=record.title,
        authors=record.authors,
        abstract=record.abstract,
        categories=record.categories,
        comment=record.comment,
        licence=record.licence,
    )


def _tonight(now: datetime) -> datetime:
    """The next time at which the records are fresh."""
    local = now.astimezone(EASTERN)
    fresh = datetime.combine(local.date(), _FRESH_AT, EASTERN)
    if fresh <= local:
        fresh = datetime.combine(local.date() + timedelta(days=1), _FRESH_AT, EASTERN)
    return fresh.astimezone(UTC)
