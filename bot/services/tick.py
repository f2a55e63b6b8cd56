"""One turn of the wheel: match what is new, plan who is due, send what is planned."""

from bot.ports import Messenger
from bot.ports.store import Receipts
from bot.services.core import Core
from bot.services.deliver import deliver_due
from bot.services.fan_out import fan_out_new
from bot.services.match import Matching
from bot.services.measured import Steps
from bot.services.plan import BATCH, FIRST_BATCH, LEAST_BATCH, plan_due


async def match_all(core: Core) -> int:
    """Match every paper whose text is new; returns how many there were."""

    matching = Matching(core)
    total = 0
    while done := await core.store.transact(lambda tx: matching.match_new(tx, core.clock.now())):
        total += done
    return total


async def plan_all(core: Core) -> int:
    """Make the issues of all chats that are due; returns how many chats were."""
    total, now = 0, core.clock.now()
    receipts: Receipts = {}
    steps = Steps(core.store, first=FIRST_BATCH, most=BATCH, least=LEAST_BATCH)
    # All of one moment: what arrived by then is counted once, and what comes meanwhile is for later.
    while due := await steps.run(
        lambda tx, size: plan_due(tx, now, limit=size, receipts=receipts)
    ):
        total += due
    return total


async def prepare(core: Core) -> int:
    """Fill the outbox with all that is due; returns how many issues and pushes there may be new.

    Everything in it can be broken off and done again.
    """
    await match_all(core)
    return await fan_out_new(core) + await plan_all(core)


async def tick(core: Core, messenger: Messenger, *, worker: str) -> int:
    """Do all that is due; returns how many deliveries were tried."""
    await prepare(core)
    return await deliver_due(core, messenger, worker=worker)
