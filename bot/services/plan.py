"""Plan issues: decide which chats are due, and write what they are to get."""

from datetime import datetime

from bot.domain.schedule import due_slot, next_slot, quiet_end
from bot.ports import Transaction
from bot.ports.store import DueChats, PlannedIssues, Receipts

#: Chats planned in one transaction: at the most, at first, and on a machine that is slow.
BATCH, FIRST_BATCH, LEAST_BATCH = 10_000, 1_000, 500


def decide(due: DueChats, now: datetime) -> PlannedIssues:
    """What chats of one schedule get: pure, so that every corner of the calendar can be tested."""
    slot = due_slot(due.schedule, due.pending, now)
    return PlannedIssues(
        chat_keys=due.keys,
        pending=due.pending,
        slot=slot,
        next_slot=next_slot(due.schedule, slot.on, now),
        not_before_at=quiet_end(due.schedule, now),
    )


def plan_due(
    tx: Transaction,
    now: datetime,
    *,
    limit: int = FIRST_BATCH,
    receipts: Receipts | None = None,
) -> int:
    """Plan up to `limit` chats; returns how many were due. Call again until it returns 0.

    Args:
        receipts: those of the calls before this one, for the same `now`.
    """
    due = tx.chats.list_due(now, limit=limit)
    if due:
        tx.issues.plan([decide(chats, now) for chats in due], now, receipts)
    return sum(len(chats.keys) for chats in due)
