"""When a batch is asked for again, and when it is complete: decisions without input or output."""

from datetime import datetime, timedelta

from bot.domain.batch import DEADLINE, Batch, BatchState
from bot.domain.calendar import Mailing

#: arXiv needs a few minutes, and nobody should come at the very second.
FIRST_TRY = timedelta(minutes=5)
#: RSS is made at midnight Eastern, four hours after the announcement; then it is a cross-check.
CONFIRM = timedelta(hours=4, minutes=20)
#: A listing that says in words that it is empty is believed after this.
_BELIEVE_EMPTY = timedelta(hours=1)
#: (until so long after the announcement, ask again after): more patiently as time goes by.
_PATIENCE = (
    (timedelta(hours=1), timedelta(minutes=10)),
    (DEADLINE, timedelta(minutes=20)),
    (timedelta(days=3), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
)


def first_try_at(mailing: Mailing) -> datetime:
    """When a mailing is looked for first."""
    return mailing.at + FIRST_TRY


def next_try_at(batch: Batch, now: datetime) -> datetime | None:
    """When an open batch is asked for again, a complete one confirmed; None for never."""
    age = now - batch.announced_at
    if batch.state is BatchState.COMPLETE:
        return batch.announced_at + CONFIRM if age < CONFIRM else None
    if not batch.is_open:
        return None
    return next((now + pause for until, pause in _PATIENCE if age < until), None)


def state_of(batch: Batch, now: datetime, *, says_none: bool = False) -> BatchState:
    """How far a batch has come.

    A page that lists nothing is *not yet*, however often it says so, unless it says in words that
    there is nothing, and still does so an hour after the announcement. What no listing has counted
    is not complete, whatever has come.
    """
    if batch.state is BatchState.CANCELLED:
        return batch.state
    if batch.stated and batch.fetched >= batch.expected:
        return BatchState.COMPLETE
    if batch.expected:
        return BatchState.PARTIAL
    if says_none and now >= batch.announced_at + _BELIEVE_EMPTY:
        return BatchState.COMPLETE
    return BatchState.WAITING
