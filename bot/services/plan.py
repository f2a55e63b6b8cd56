"""Plan issues: decide which chats are due, and write what they are to get."""

from datetime import datetime

from bot.domain.schedule import Slot, due_slot, next_slot, quiet_end
from bot.ports import Transaction
from bot.ports.store import DueChat, PlannedIssue

#: Chats planned in one transaction.
BATCH = 1_000


def decide(chat: DueChat, now: datetime) -> PlannedIssue:
    """What one due chat gets: pure, so that every corner of the calendar can be tested."""
    slot = due_slot(chat.schedule, chat.pending, now)
    return PlannedIssue(
        chat_key=chat.key,
        pending=chat.pending,
        slot=Slot(slot.on, slot.due_at),
        next_slot=next_slot(chat.schedule, slot.on, now),
        not_before_at=quiet_end(chat.schedule, now),
    )


def plan_due(tx: Transaction, now: datetime) -> int:
    """Plan up to `BATCH` chats; returns how many were due. Call again until it returns 0."""
    due = tx.chats.list_due(now, limit=BATCH)
    if due:
        tx.issues.plan([decide(chat, now) for chat in due], now)
    return len(due)
