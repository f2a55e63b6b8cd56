"""After a backup was put back: what may have been sent since is not sent again."""

from datetime import datetime

from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from bot.services.tick import plan_all


async def settle_restored(core: Core, taken_at: datetime) -> int:
    """Make what was due since the backup, and mark all of it as uncertain: its chats may have it.

    The issues are there for /digest. Returns how many deliveries were marked.
    """
    await fan_out_new(core)
    await plan_all(core)
    return await core.store.transact(
        lambda tx: tx.deliveries.mark_uncertain(taken_at, core.clock.now())
    )
