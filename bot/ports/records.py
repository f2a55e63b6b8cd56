"""What services and the database hand each other: plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.delivery import DeliveryState
from bot.domain.schedule import Schedule, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What an entry did to the papers: exactly one of the first three is true."""

    paper_key: int
    new: bool = False
    merged: bool = False
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatch:
    """A match to be kept. `reason` is plain JSON data."""

    paper_key: int
    topic_key: int
    score: float
    reason: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChat:
    """A chat that has a slot to come, and its schedule."""

    key: int
    schedule: Schedule
    pending: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChats:
    """Chats with one schedule whose slot has come. Many share one, and are planned as one."""

    keys: tuple[int, ...]
    schedule: Schedule
    pending: Slot


#: What is said of the time from an issue to the next, by when the first was made. It is counted up to
#: one moment, once for all steps of a plan of that moment, whose own it is.
Receipts = dict[datetime, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedIssues:
    """The decision to make an issue for each of these chats.

    Attributes:
        pending: the slot that was found due; nothing is written for a chat that has another now.
        slot: the slot that the issues are of.
        next_slot: the chats' next one.
        not_before_at: hold the deliveries until then (quiet hours); None for at once.
    """

    chat_keys: tuple[int, ...]
    pending: Slot
    slot: Slot
    next_slot: Slot
    not_before_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How one try of a delivery ended.

    Attributes:
        error: the platform's words.
        uncertain: it may have arrived all the same.
    """

    key: int
    state: DeliveryState
    platform_message_id: str | None = None
    error: str | None = None
    not_before_at: datetime | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FanOut:
    """A match whose instant pushes are not all made.

    Attributes:
        after: subscriptions up to this key have been served.
    """

    paper_key: int
    topic_key: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """One step of a fan-out.

    Attributes:
        made: pushes that were made.
        suppressed: chats that had the paper already, under another of their topics.
        left: what is left to do; None where it is done.
    """

    made: int = 0
    suppressed: int = 0
    left: FanOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of deliveries whose sender stopped while it was sending them.

    Attributes:
        total: how many there were.
        uncertain: those of them that are not sent again.
    """

    total: int
    uncertain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How the outbox of one bot stands.

    Attributes:
        due: deliveries whose time has come, of chats that may be written to.
        oldest_due_at: since when the oldest of them waits; None where nothing does.
    """

    due: int
    oldest_due_at: datetime | None
