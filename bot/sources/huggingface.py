"""Hugging Face's daily papers, day by day; the last days again, as they fill up."""

import asyncio
from datetime import UTC, date, timedelta

from bot.domain.document import Document
from bot.errors import ParseError, SourceError
from bot.parsers.huggingface import parse_daily
from bot.services.ingest import ingest
from bot.sources.asking import Asker
from bot.sources.newsroom import Fetched, Newsroom

NAME = "huggingface"
#: After an outage so many days are caught up with; `fetch --since` brings older ones.
_MOST_MISSED = timedelta(days=60)
#: Days whose lists still change: papers are added, and votes.
_OPEN_DAYS = 3
_NOT_YET = (400, 404)
_PAGE = 100
#: A page with fewer papers than this is the last one; some of a full page may not be readable.
_FULL = _PAGE // 2
_MAX_PAGES = 20
_EVERY_HOURS = 2


async def fetch_daily_papers(
    room: Newsroom, asker: Asker, *, since: date | None = None
) -> Fetched:
    """Fetch the days that still change, those that still did the last time, and those since a
    date."""
    today = room.clock.now().astimezone(UTC).date()
    open_days = timedelta(days=_OPEN_DAYS - 1)
    first = min(since or today, today - open_days)
    state = await room.store.transact(lambda tx: tx.sources.get_state(NAME))
    if state.succeeded_at is not None:
        missed = max(state.succeeded_at.date() - open_days, today - _MOST_MISSED)
        first = min(first, missed)
    days = [first + timedelta(days=count) for count in range((today - first).days + 1)]
    fetched = Fetched(next_try_at=room.later(hours=_EVERY_HOURS))
    # No lists are made on weekends.
    workdays = [day for day in days if day.isoweekday() <= 5]
    for done, day in enumerate(workdays, start=1):
        try:
            await _fetch_day(room, asker, day, today, fetched)
        except (SourceError, ParseError) as error:
            fetched.problems.append(f"{day}: {error}")
            if not error.permanent:
                break
        room.report("huggingface", done, len(workdays))
    return fetched


async def _fetch_day(
    room: Newsroom, asker: Asker, day: date, today: date, fetched: Fetched
) -> None:
    url = f"{room.options.hosts.huggingface}/api/daily_papers"
    for page in range(_MAX_PAGES):
        query: dict[str, str | int] = {"date": day.isoformat(), "limit": _PAGE, "p": page}
        try:
            answer = await asker.ask(url, query)
        except SourceError as error:
            # A day that Hugging Face has not opened yet is refused, not empty.
            if error.status in _NOT_YET and day == today:
                return
            raise
        content = answer.content or b""
        document = await asyncio.to_thread(parse_daily, content, day)
        if document.entries:
            await _take_in(room, f"{url}?date={day}&p={page}", content, document, fetched)
        if len(document.entries) < _FULL:
            return


async def _take_in(
    room: Newsroom, location: str, content: bytes, document: Document, fetched: Fetched
) -> None:
    now = room.clock.now()
    fetched.counts.add(
        await room.store.transact(lambda tx: ingest(tx, location, content, document, now))
    )
