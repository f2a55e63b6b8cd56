"""Send what is due, now, through one messenger: for a platform that is nobody else's."""

from bot.ports import Messenger
from bot.services.core import Core
from bot.services.sender import Sender


async def deliver_due(core: Core, messenger: Messenger, *, worker: str, bot_id: int = 0) -> int:
    """Send all that is due on the messenger's platform; returns how many were tried."""
    return await Sender(core, messenger, worker=worker, bot_id=bot_id).drain()
