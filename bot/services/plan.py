"""Plan issues: decide which chats are due, and write what they are to get."""

from datetime import datetime
from functools import lru_cache

from bot.domain.schedule import Schedule, Slot, due_slot, next_slot, quiet_end
from bot.ports import Transaction
from bot.ports.store import DueChat, PlannedIssue

#: Chats planned in one transaction.
BATCH = 1_000


def decide(chat: DueChat, now: datetime) -> PlannedIssue:
    """What one due chat gets: pure, so that every corner of the calendar can be tested."""
    slot, following, not_before_at = _decide_slots(chat.schedule, chat.pending, now)
    return PlannedIssue(
        chat_key=chat.key,
        pending=chat.pending,
        slot=slot,
        next_slot=following,
        not_before_at=not_before_at,
    )


@lru_cache(maxsize=1024)
def _decide_slots(
    schedule: Schedule, pending: Slot, now: datetime
) -> tuple[Slot, Slot, datetime | None]:
    """The slot of the issue, the next one, and the end of quiet hours: one for many chats."""
    slot = due_slot(schedule, pending, now)
    return slot, next_slot(schedule, slot.on, now), quiet_end(schedule, now)


def plan_due(tx: Transaction, now: datetime) -> int:
    """Plan up to `BATCH` chats; returns how many were due. Call again until it returns 0."""
    due = tx.chats.list_due(now, limit=BATCH)
    if due:
        tx.issues.plan([decide(chat, now) for chat in due], now)
    return len(due)
