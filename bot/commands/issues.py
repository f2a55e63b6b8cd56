"""Issues: /today, /digest."""

from datetime import date

from bot.commands.call import Call
from bot.domain.message import Message
from bot.services.look_up import find_issue, find_today
from bot.views import issue as view
from bot.views.paging import MAX_SHOWN

_ALL = ("all", "全部")


def _asks_for_all(call: Call) -> bool:
    return call.argument.casefold() in _ALL


async def today(call: Call) -> Message:
    """What arrived today on the chat's topics."""
    chat = call.see_chat()
    most = MAX_SHOWN if _asks_for_all(call) else chat.settings.max_papers
    found = await call.transact(find_today, chat, call.now, limit=most)
    return view.today(call.texts, found.matches, count=found.count, chat=chat, now=call.now)


async def digest(call: Call) -> Message:
    """The chat's current issue again, or that of a date: `[DATE] [PAGE|all]`."""
    chat = call.see_chat()
    on, which = _read(call.argument.casefold())
    found = await call.transact(find_issue, chat, on)
    if found is None:
        return view.no_issue(call.texts, chat, call.now)
    page = int(which) if which.isdecimal() and len(which) < 5 else 1
    return view.issue(call.texts, found, chat, page=page, show_all=which in _ALL)


def _read(argument: str) -> tuple[date | None, str]:
    """The date, if one is named, and what else is said."""
    first, _, rest = argument.partition(" ")
    try:
        return date.fromisoformat(first), rest.strip()
    except ValueError:
        return None, argument
