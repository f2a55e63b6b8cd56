"""What becomes of a delivery whose message was not confirmed, one row for each fate; and writing it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryState
from bot.errors import DeliveryError, Fate
from bot.ports import Transaction
from bot.ports.store import Finish
from bot.services.notices import tell_around

log = logging.getLogger(__name__)

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
#: Where a nonce makes repeating safe, for as long as the platform remembers it: "the past few
#: minutes" (https://discord.com/developers/docs/resources/message#create-message).
NONCE_FOR = timedelta(minutes=2)
#: A wait that a platform asks for without saying how long, and the longest that is believed.
DEFAULT_WAIT, LONGEST_WAIT = 5.0, 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is decided about one try.

    Attributes:
        state: where the delivery goes.
        not_before_at: it waits until then.
        hold_chat: all that waits for its chat waits until then too.
        park_bot: and all chats of the bot.
        uncertain: it may have arrived, and that counts.
        suspend: the chat is suspended for this reason.
        tell_around: and the chat around it, of which it is a thread, is told.
        moved_to: the chat's new platform id.
    """

    state: DeliveryState
    not_before_at: datetime | None = None
    hold_chat: bool = False
    park_bot: bool = False
    uncertain: bool = False
    suspend: str | None = None
    tell_around: bool = False
    moved_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One try that is over, as it is to be written."""

    delivery: Delivery
    outcome: Outcome
    platform_message_id: str | None = None
    error: str | None = None


def _not_sent(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    if delivery.attempts >= MAX_ATTEMPTS:
        return Outcome(state=DeliveryState.FAILED)
    wait = BACKOFF[min(delivery.attempts, len(BACKOFF) - 1)]
    return Outcome(state=DeliveryState.PENDING, not_before_at=now + wait)


def _maybe_sent(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    if delivery.uncertain + 1 >= MAX_UNCERTAIN:
        return Outcome(state=DeliveryState.UNCERTAIN, uncertain=True)
    return Outcome(state=DeliveryState.PENDING, not_before_at=now + BACKOFF[0], uncertain=True)


def _limited(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    until = now + timedelta(seconds=min(LONGEST_WAIT, error.retry_after or DEFAULT_WAIT))
    return Outcome(
        state=DeliveryState.PENDING,
        not_before_at=until,
        hold_chat=not error.everywhere,
        park_bot=error.everywhere,
    )


def _refused(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    return Outcome(state=DeliveryState.FAILED)


def _closed(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    return Outcome(state=DeliveryState.FAILED, suspend=str(error), tell_around=error.thread_alone)


def _moved(delivery: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    if error.moved_to is None or delivery.attempts >= MAX_ATTEMPTS:
        return Outcome(state=DeliveryState.FAILED)
    return Outcome(state=DeliveryState.PENDING, moved_to=error.moved_to)


_RULES: Mapping[Fate, Callable[[Delivery, DeliveryError, datetime], Outcome]] = {
    Fate.NOT_SENT: _not_sent,
    Fate.MAYBE_SENT: _maybe_sent,
    Fate.LIMITED: _limited,
    Fate.REFUSED: _refused,
    Fate.CLOSED: _closed,
    Fate.MOVED: _moved,
}


def decide(
    delivery: Delivery, error: DeliveryError, now: datetime, *, repeatable: bool = False
) -> Outcome:
    """What becomes of `delivery`, whose `attempts` counts the tries before this one.

    Args:
        repeatable: the platform shows a repeated message once, by its nonce; so what may have
            arrived is simply tried again, soon, before the nonce is forgotten.
    """
    if repeatable and error.fate is Fate.MAYBE_SENT:
        tries_in_time = 3
        if delivery.attempts < tries_in_time:
            return Outcome(
                state=DeliveryState.PENDING, not_before_at=now + BACKOFF[delivery.attempts]
            )
    return _RULES[error.fate](delivery, error, now)


def parked_mark(platform: str, bot_id: int) -> str:
    """The mark that holds until when a bot has to be silent."""
    return f"parked {platform} {bot_id}"


def write_endings(tx: Transaction, endings: Sequence[Ending], worker: str, now: datetime) -> None:
    """Write how these tries ended, and what follows for their chats."""
    # In one order always: those who plan lock chats too.
    for ending in sorted(endings, key=lambda one: one.delivery.chat_key):
        _write_consequences(tx, ending, now)
    ours = tx.deliveries.finish_many(
        [
            Finish(
                key=ending.delivery.key,
                state=ending.outcome.state,
                platform_message_id=ending.platform_message_id,
                error=ending.error,
                not_before_at=ending.outcome.not_before_at,
                uncertain=ending.outcome.uncertain,
            )
            for ending in endings
        ],
        worker,
        now,
    )
    if ours < len(endings):
        keys = [ending.delivery.key for ending in endings]
        log.warning(
            "%d of these were no longer ours to finish",
            len(endings) - ours,
            extra={"delivery_ids": keys},
        )


def _write_consequences(tx: Transaction, ending: Ending, now: datetime) -> None:
    delivery, outcome = ending.delivery, ending.outcome
    address = delivery.address
    if outcome.hold_chat:
        tx.chats.hold(delivery.chat_key, outcome.not_before_at)
    if outcome.park_bot and outcome.not_before_at is not None:
        mark = parked_mark(address.platform, address.bot_id)
        tx.marks.put(mark, outcome.not_before_at.isoformat())
    if outcome.suspend is not None:
        tx.chats.set_suspended(delivery.chat_key, now, outcome.suspend)
    if outcome.tell_around:
        tell_around(tx, delivery.chat_key, now)
    if outcome.moved_to is not None:
        tx.chats.move(address.platform, address.bot_id, address.chat_id, outcome.moved_to)
