"""What is done every night, and can be done again at any time."""

import logging
from datetime import timedelta

from bot.domain.schedule import Slot, moved_slot
from bot.ports import Transaction
from bot.services.core import Core

log = logging.getLogger(__name__)

#: Deliveries older than this are cleared away; that they were made is remembered.
KEPT_FOR = timedelta(days=30)
#: Texts that buttons name by a key; who presses one after so long is told that it is too old.
PHRASES_KEPT_FOR = timedelta(days=400)
_ROWS = 5_000
_CHATS = 1_000
_ZONES = "zones"


async def clear_away(core: Core) -> int:
    """Clear away old deliveries, and texts of old buttons; returns how many deliveries went."""
    now = core.clock.now()
    await core.store.transact(lambda tx: tx.phrases.clear_away(now - PHRASES_KEPT_FOR))
    before, total = now - KEPT_FOR, 0
    while gone := await core.store.transact(
        lambda tx: tx.deliveries.clear_away(before, limit=_ROWS)
    ):
        total += gone
    return total


async def renew_zones(core: Core, version: str) -> int:
    """After an update of the time zone database: compute every pending hour anew.

    Returns how many chats have another hour now.
    """
    if await core.store.transact(lambda tx: tx.marks.get(_ZONES)) == version:
        return 0
    after: int | None = 0
    moved = 0
    while after is not None:
        after, changed = await core.store.transact(
            lambda tx, a=after: _renew(tx, core, a or 0)  # type: ignore[misc]
        )
        moved += changed
    await core.store.transact(lambda tx: tx.marks.put(_ZONES, version))
    log.info("the time zones are those of %s; %d chats have another hour", version, moved)
    return moved


def _renew(tx: Transaction, core: Core, after: int) -> tuple[int | None, int]:
    now, moved = core.clock.now(), 0
    chats = tx.chats.list_pending(after=after, limit=_CHATS)
    for chat in chats:
        if chat.pending.due_at <= now:
            continue
        slot: Slot = moved_slot(chat.schedule, chat.pending.on, now)
        if slot != chat.pending:
            tx.chats.set_pending(chat.key, slot)
            moved += 1
    return (chats[-1].key if chats else None), moved
