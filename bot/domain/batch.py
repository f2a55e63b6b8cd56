"""What one arXiv category announced on one date, and how much of it has come in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.paper import AnnounceType

#: What has not come this long after its announcement is late, and is reported so.
DEADLINE = timedelta(hours=6)

#: What was announced this long ago (or published, where nobody announced it) is left to the next
#: issue: after an outage, nobody is pushed days of papers at once.
TOO_LATE_TO_PUSH = timedelta(days=1)
_OLD = timedelta(days=7)


def is_too_late_to_push(
    now: datetime, announced_at: datetime | None, published_on: date | None
) -> bool:
    """Whether a paper is too old to be pushed at once.

    Args:
        announced_at: when it was last announced, as far as is known.
    """
    if announced_at is not None:
        return now - announced_at > TOO_LATE_TO_PUSH
    return published_on is not None and now.date() - published_on > _OLD


class BatchState(StrEnum):
    """How far a batch has come."""

    #: Nothing of it has been seen: not yet, which is not the same as nothing.
    WAITING = "waiting"
    #: Some of its papers are known to be missing.
    PARTIAL = "partial"
    #: Everything the listing states is here.
    COMPLETE = "complete"
    #: arXiv went on without it: there was no announcement after all.
    CANCELLED = "cancelled"


OPEN = frozenset({BatchState.WAITING, BatchState.PARTIAL})


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper in a listing: the number without version, and how it was announced."""

    number: str
    kind: AnnounceType


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One category's announcements of one date.

    Attributes:
        announced_on: the date that the listing carries.
        announced_at: when its mailing appeared or will appear.
        stated: how many papers the listing says it has; 0 while nobody knows.
        listed: how many of them are known by their ids.
        fetched: how many of those are in the database.
        late: how many of these came after the deadline.
        next_try_at: when it is asked for again; None when there is nothing left to ask.
    """

    category: str
    announced_on: date
    announced_at: datetime
    state: BatchState = BatchState.WAITING
    stated: int = 0
    listed: int = 0
    fetched: int = 0
    late: int = 0
    next_try_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def expected(self) -> int:
        """How many papers there should be, as far as is known."""
        return max(self.stated, self.listed)

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to come."""
        return self.state in OPEN

    def is_late(self, now: datetime) -> bool:
        """Whether something of it should have come by now."""
        return self.is_open and now >= self.announced_at + DEADLINE
