"""arXiv as a source: expect every mailing of every category, and bring in what is due."""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.batch import Batch
from bot.domain.calendar import Calendar, Mailing
from bot.errors import ParseError, SourceError
from bot.ports import Transaction
from bot.services.batches import first_try_at
from bot.sources.arxiv.batches import BatchRun
from bot.sources.arxiv.seen import Seen
from bot.sources.arxiv.services import ArxivServices
from bot.sources.newsroom import ROUTINE, Fetched, Newsroom, Order, SourceOptions

#: An outage longer than so many mailings is caught up with by `fetch --since`.
_MOST_MISSED = 45
#: A holiday is looked back at for so long: as long as arXiv lists its last five dates.
_DOUBTED_FOR = timedelta(days=5)
#: What could not be asked is asked again after this.
_RETRY_MINUTES = 10


async def fetch_announcements(
    room: Newsroom, arxiv: ArxivServices, order: Order = ROUTINE
) -> Fetched:
    """Bring in every batch that is due.

    What fails is said in `problems`; a service that cannot be reached ends the run, and everything
    left is tried again.
    """
    fetched, seen = Fetched(), {name: Seen() for name in room.options.categories}
    now = room.clock.now()
    first = await room.store.transact(lambda tx: expect(tx, room.options, now, order.since))
    await room.store.transact(lambda tx: _reopen(tx, room.options, now, order))
    if first is not None:
        fetched.problems.append(
            f"more than {_MOST_MISSED} announcements were missed; "
            f"chenbao fetch arxiv --since {first} brings the older ones too"
        )
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
) -> date | None:
    """Open a batch for every mailing since the last one known, and for the next one.

    The next one is opened ahead, so that even a program that fetches no more knows what is missing.
    Returns the date of the oldest announcement that is left out because there were too many.
    """
    calendar, left_out = options.calendar, []
    doubtful = _list_doubtful(calendar, now)
    for category in options.categories:
        newest = tx.batches.find_newest_on(category)
        if newest is not None:
            for mailing in doubtful:
                tx.batches.open(category, mailing, now)
        if since is None and newest is not None and newest >= calendar.next(now).on:
            continue
        missed, asked = _list_missed(calendar, newest, now), _list_asked(calendar, since, now)
        if len(missed) > _MOST_MISSED and not asked:
            left_out.append(missed[0].on)
        for mailing in [*asked, *missed[-_MOST_MISSED:], calendar.next(now)]:
            tx.batches.open(category, mailing, first_try_at(mailing))
    return min(left_out, default=None)


def _reopen(tx: Transaction, options: SourceOptions, now: datetime, order: Order) -> None:
    """What is not complete of what was asked for is due again; with force, what is, too."""
    if order == ROUTINE:
        return
    newest = options.calendar.last(now).on
    complete_since = (order.since or newest) if order.force else None
    for category in options.categories:
        tx.batches.reopen(category, order.since or date.min, now, complete_since=complete_since)


def _list_missed(calendar: Calendar, newest: date | None, now: datetime) -> list[Mailing]:
    """What appeared since the newest batch; of a category that is new here, the last one."""
    if newest is None:
        return [calendar.last(now)]
    return calendar.list_between(calendar.of_date(newest).at, now)


def _list_doubtful(calendar: Calendar, now: datetime) -> list[Mailing]:
    """Holidays that are over: should arXiv have announced something all the same, it is listed
    among the last dates by now, and else it is known that there was nothing."""
    return calendar.list_holidays_between(now - _DOUBTED_FOR, calendar.last(now).at)


def _list_asked(calendar: Calendar, since: date | None, now: datetime) -> list[Mailing]:
    """What carries this date or a later one: each that of the day after its evening."""
    if since is None:
        return []
    start = datetime.combine(since, time(0), UTC) - timedelta(days=2)
    return [one for one in calendar.list_between(start, now) if one.on >= since]
