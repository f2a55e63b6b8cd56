"""Issues: /today, /digest."""

from datetime import date

from bot.commands.call import Call
from bot.domain.clean import clean_line
from bot.domain.message import Message
from bot.errors import UsageError
from bot.services.look_up import find_issue, find_today
from bot.views import issue as view
from bot.views.paging import MAX_SHOWN

_ALL = ("all", "全部", "所有")
#: Characters of what was not understood that are shown again.
_MAX_SHOWN = 40


def _asks_for_all(call: Call) -> bool:
    return call.argument.casefold() in _ALL


async def today(call: Call) -> Message:
    """What arrived today on the chat's topics."""
    if call.argument and not _asks_for_all(call):
        raise UsageError(
            "“{typed}” says nothing here: there is /today, and /today all.", typed=_shown(call)
        )
    chat = call.see_chat()
    most = MAX_SHOWN if _asks_for_all(call) else chat.settings.max_papers
    found = await call.transact(find_today, chat, call.now, limit=most)
    return view.today(call.texts, found.matches, count=found.count, chat=chat, now=call.now)


async def digest(call: Call) -> Message:
    """The chat's current issue again, or that of a date: `[DATE] [PAGE|all]`."""
    chat = call.see_chat()
    on, which = _read(call.argument.casefold())
    is_page = which.isdecimal() and len(which) < 5
    if which and not is_page and which not in _ALL:
        raise UsageError(
            "“{typed}” is no issue: there is /digest 2026-11-23, with a page or all behind it.",
            typed=_shown(call),
        )
    found = await call.transact(find_issue, chat, on)
    if found is None:
        return view.no_issue(call.texts, chat, call.now, on=on)
    page = int(which) if is_page else 1
    return view.issue(call.texts, found, chat, page=page, show_all=which in _ALL)


def _shown(call: Call) -> str:
    """What was typed, as far as it is repeated."""
    return clean_line(call.argument)[:_MAX_SHOWN]


def _read(argument: str) -> tuple[date | None, str]:
    """The date, if one is named, and what else is said."""
    first, _, rest = argument.partition(" ")
    try:
        return date.fromisoformat(first), rest.strip()
    except ValueError:
        return None, argument
