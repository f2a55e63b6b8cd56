"""Issues: /today, /digest."""

from bot.commands.call import Call
from bot.domain.message import Message
from bot.services.look_up import find_issue, list_today
from bot.views import issue as view

_ALL = ("all", "全部")


async def today(call: Call) -> Message:
    """What arrived today on the chat's topics."""
    chat = await call.get_chat()
    matches = await call.transact(list_today, chat, call.now)
    return view.today(call.texts, matches, chat=chat, now=call.now)


async def digest(call: Call) -> Message:
    """The chat's current issue again."""
    chat = await call.get_chat()
    found = await call.transact(find_issue, chat)
    if found is None:
        return view.no_issue(call.texts, chat, call.now)
    return view.issue(call.texts, found, chat, show_all=call.argument.casefold() in _ALL)
