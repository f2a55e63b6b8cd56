"""arXiv as a source: expect every mailing of every category, and bring in what is due."""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.batch import Batch
from bot.domain.calendar import Calendar, Mailing
from bot.errors import ParseError, SourceError
from bot.ports import Transaction
from bot.services.batches import first_try_at
from bot.sources.arxiv.batches import BatchRun, Seen
from bot.sources.arxiv.services import ArxivServices
from bot.sources.newsroom import Fetched, Newsroom, SourceOptions

#: An outage longer than so many mailings is caught up with by `fetch --since`.
_MOST_MISSED = 45
#: What could not be asked is asked again after this.
_RETRY_MINUTES = 10


async def fetch_announcements(
    room: Newsroom, arxiv: ArxivServices, *, since: date | None = None
) -> Fetched:
    """Bring in every batch that is due.

    What fails is said in `problems`; a service that cannot be reached ends the run, and everything
    left is tried again.

    Args:
        since: expect the mailings from this date on too.
    """
    await room.store.transact(lambda tx: expect(tx, room.options, room.clock.now(), since))
    fetched, seen = Fetched(), {name: Seen() for name in room.options.categories}
    while due := await _list_due(room):
        for batch in due:
            run = BatchRun(room, arxiv, batch, seen[batch.category])
            if not await _bring_in(room, run, fetched):
                await _put_off(room, due[due.index(batch) + 1 :])
                break
            await _expect_seen(room, run.seen, batch.category)
    fetched.next_try_at = await _find_next_try(room)
    return fetched


async def _list_due(room: Newsroom) -> list[Batch]:
    """What is due of the categories that are wanted today."""
    due = await room.store.transact(lambda tx: tx.batches.list_due(room.clock.now()))
    return [batch for batch in due if batch.category in room.options.categories]


async def _bring_in(room: Newsroom, run: BatchRun, fetched: Fetched) -> bool:
    """One batch; False where arXiv cannot be reached at all."""
    try:
        await run.bring_in()
    except (SourceError, ParseError) as error:
        said = str(error)
        if said not in " ".join(run.problems):
            run.problems.append(f"{run.batch.category}: {said}")
        await run.settle()
        return error.permanent
    finally:
        fetched.counts.add(run.counts)
        fetched.problems += run.problems
    return True


async def _put_off(room: Newsroom, batches: list[Batch]) -> None:
    """Ask for these again in a while, as they stand."""
    later = room.later(minutes=_RETRY_MINUTES)

    def put_off(tx: Transaction) -> None:
        for batch in batches:
            tx.batches.save(
                batch.category,
                batch.announced_on,
                state=batch.state,
                next_try_at=later,
                completed_at=batch.completed_at,
            )

    await room.store.transact(put_off)


async def _expect_seen(room: Newsroom, seen: Seen, category: str) -> None:
    """A date that the calendar did not expect is brought in all the same."""
    if seen.new is None or not seen.new.listed:
        return
    mailing = room.options.calendar.of_date(seen.new.announced_on)
    now = room.clock.now()
    await room.store.transact(lambda tx: tx.batches.open(category, mailing, now))


async def _find_next_try(room: Newsroom) -> datetime | None:
    since = room.options.calendar.last(room.later(days=-60)).on
    batches = await room.store.transact(lambda tx: tx.batches.list_since(since))
    tries = [batch.next_try_at for batch in batches if batch.next_try_at is not None]
    return min(tries, default=None)


def expect(
    tx: Transaction, options: SourceOptions, now: datetime, since: date | None = None
) -> None:
    """Open a batch for every mailing since the last one known, and for the next one.

    The next one is opened ahead, so that even a program that fetches no more knows what is missing.
    """
    calendar = options.calendar
    for category in options.categories:
        newest = tx.batches.find_newest_on(category)
        if since is None and newest is not None and newest >= calendar.next(now).on:
            continue
        for mailing in _expected(calendar, newest, since, now):
            tx.batches.open(category, mailing, first_try_at(mailing))


def _expected(
    calendar: Calendar, newest: date | None, since: date | None, now: datetime
) -> list[Mailing]:
    known = calendar.of_date(newest).at if newest else None
    missed = [calendar.last(now)] if known is None else calendar.list_between(known, now)
    asked: list[Mailing] = []
    if since is not None:
        start = datetime.combine(since, time(0), UTC)
        # A date is that of the day after its evening.
        asked = [
            one for one in calendar.list_between(start - timedelta(days=2), now) if one.on >= since
        ]
    return [*asked, *missed[-_MOST_MISSED:], calendar.next(now)]
