"""Issues: /today, /digest."""

from bot.commands.call import Call
from bot.domain.message import Message
from bot.services.look_up import find_issue, find_today
from bot.views import issue as view

_ALL = ("all", "全部")


def _asks_for_all(call: Call) -> bool:
    return call.argument.casefold() in _ALL


async def today(call: Call) -> Message:
    """What arrived today on the chat's topics."""
    chat = await call.get_chat()
    most = view.MAX_SHOWN if _asks_for_all(call) else chat.settings.max_papers
    found = await call.transact(find_today, chat, call.now, limit=most)
    return view.today(call.texts, found.matches, count=found.count, chat=chat, now=call.now)


async def digest(call: Call) -> Message:
    """The chat's current issue again."""
    chat = await call.get_chat()
    found = await call.transact(find_issue, chat)
    if found is None:
        return view.no_issue(call.texts, chat, call.now)
    return view.issue(call.texts, found, chat, show_all=_asks_for_all(call))
