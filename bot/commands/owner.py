"""What only those ask who run the bot: /status."""

from bot.commands.call import Call
from bot.domain.message import Message
from bot.services.status import get_bot_status
from bot.views import status as view


async def status(call: Call) -> Message:
    """How the bot stands."""
    measure = call.core.get_free_bytes
    found = await call.transact(
        get_bot_status,
        call.now,
        free_bytes=None if measure is None else measure(),
        learned=call.core.lexicon.learned,
    )
    settings = call.chat.settings if call.chat else call.core.defaults
    return view.status(call.texts, found, zone=settings.schedule.zone, now=call.now)
