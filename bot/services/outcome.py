"""What becomes of a delivery whose message was not confirmed: pure, one row for each fate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryState
from bot.errors import DeliveryError, Fate

#: How long a try that never left waits before the next: the n-th, and the last for all further.
BACKOFF = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=45),
    timedelta(minutes=5),
    timedelta(hours=1),
)
#: Something that never left is given up after so many tries (about a day).
MAX_ATTEMPTS = 28
#: What may have arrived is sent once more, then never again (ACCEPTANCE.md 36).
MAX_UNCERTAIN = 2
#: A wait that a platform asks for without saying how long.
DEFAULT_WAIT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is written about one try.

    Attributes:
        state: where the delivery goes.
        not_before_at: it waits until then.
        park_bot: all chats of the bot wait until then too.
        suspend: the chat is suspended for this reason.
        moved_to: the chat's new platform id.
    """

    state: DeliveryState
    not_before_at: datetime | None = None
    park_bot: bool = False
    suspend: str | None = None
    moved_to: int | None = None


def _not_sent(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    if delivery.attempts >= MAX_ATTEMPTS:
        return Outcome(state=DeliveryState.FAILED)
    wait = BACKOFF[min(delivery.attempts, len(BACKOFF) - 1)]
    return Outcome(state=DeliveryState.PENDING, not_before_at=now + wait)


def _maybe_sent(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    if delivery.uncertain + 1 >= MAX_UNCERTAIN:
        return Outcome(state=DeliveryState.UNCERTAIN)
    return Outcome(state=DeliveryState.PENDING, not_before_at=now + BACKOFF[0])


def _limited(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    wait = timedelta(seconds=error.retry_after or DEFAULT_WAIT)
    return Outcome(
        state=DeliveryState.PENDING, not_before_at=now + wait, park_bot=error.everywhere
    )


def _refused(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    return Outcome(state=DeliveryState.FAILED)


def _closed(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    return Outcome(state=DeliveryState.PENDING, suspend=str(error))


def _moved(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    return Outcome(state=DeliveryState.PENDING, moved_to=error.moved_to)


_RULES: Mapping[Fate, Callable[[Delivery, DeliveryError, datetime], Outcome]] = {
    Fate.NOT_SENT: _not_sent,
    Fate.MAYBE_SENT: _maybe_sent,
    Fate.LIMITED: _limited,
    Fate.REFUSED: _refused,
    Fate.CLOSED: _closed,
    Fate.MOVED: _moved,
}


def decide(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    """What becomes of `delivery`, whose `attempts` counts the tries before this one."""
    return _RULES[error.fate](delivery, error, now)
