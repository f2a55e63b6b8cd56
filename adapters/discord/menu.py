"""The slash commands and the menu of a message, as Discord registers them: pure.

https://discord.com/developers/docs/interactions/application-commands
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.discord.places import Permission
from adapters.discord.traditional import to_traditional
from bot.commands.call import Command, Right
from bot.commands.options import Option
from bot.views.texts import N_, get_texts

Json = dict[str, Any]

SLASH, MESSAGE_MENU = 1, 3
TEXT, CHANNEL = 3, 7
#: Where a push can go: channels of text and announcements, their threads, and forums.
_WRITABLE = [0, 5, 10, 11, 12, 15]
#: Servers, the direct chat with the bot, other direct chats; installed by a server or a person.
_EVERYWHERE: Json = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
#: The message command that looks up the papers a message names.
LOOK_UP = N_("Look up papers")
#: Where no command can be typed, such as in a forum, is managed from another place.
_ELSEWHERE = N_("channel")
_WHICH = N_("Another channel, which you manage")
#: Shown as long as an option may be.
MAX_DESCRIPTION = 100


def make_menu(commands: Iterable[Command], options: Mapping[str, Sequence[Option]]) -> list[Json]:
    """All that is registered.

    A command that changes the chat itself is shown to those who may manage channels, unless the
    server's settings say otherwise; whoever uses it is asked for that right again.
    """
    menu = [
        _slash(command, options.get(command.name, ()))
        for command in commands
        if not command.hidden
    ]
    return [*menu, {"type": MESSAGE_MENU, **_named(LOOK_UP, LOOK_UP), **_EVERYWHERE}]


def is_same(wanted: object, registered: object) -> bool:
    """Whether Discord holds this menu already; it adds fields, and leaves out empty ones."""
    if isinstance(wanted, dict):
        held = registered if isinstance(registered, dict) else {}
        return all(is_same(value, held.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list) and wanted:
        found = registered if isinstance(registered, list) else []
        return len(wanted) == len(found) and all(map(is_same, wanted, found))
    return wanted == registered or not (wanted or registered)


def in_order(menu: Iterable[Json]) -> list[Json]:
    """A menu in an order that does not depend on who made it."""
    return sorted(menu, key=lambda command: (command["type"], command["name"]))


def _slash(command: Command, options: Sequence[Option]) -> Json:
    chinese = next(iter(command.aliases), command.name)
    needed = str(int(Permission.MANAGE_CHANNELS)) if command.right is Right.CHAT else None
    return {
        "type": SLASH,
        **_named(command.name, chinese),
        **_described(command.summary),
        "default_member_permissions": needed,
        "options": [*map(_option, options), *([] if command.looks_up else [_channel()])],
        **_EVERYWHERE,
    }


def _option(option: Option) -> Json:
    return {
        "type": TEXT,
        **_named(option.name, get_texts("zh").t(option.name)),
        **_described(option.summary),
        "required": option.required,
        "autocomplete": option.completer is not None,
        "choices": [
            {**_named(said, get_texts("zh").t(said)), "value": value}
            for value, said in option.choices
        ],
    }


def _channel() -> Json:
    chinese = get_texts("zh").t(_ELSEWHERE)
    return {
        "type": CHANNEL,
        **_named(_ELSEWHERE, chinese),
        **_described(_WHICH),
        "required": False,
        "channel_types": _WRITABLE,
    }


def _named(english: str, chinese: str) -> Json:
    return {"name": english, "name_localizations": _in_each(english, chinese)}


def _described(summary: str) -> Json:
    english, chinese = summary, get_texts("zh").t(summary)
    return {
        "description": english[:MAX_DESCRIPTION],
        "description_localizations": _in_each(
            english[:MAX_DESCRIPTION], chinese[:MAX_DESCRIPTION]
        ),
    }


def _in_each(english: str, chinese: str) -> dict[str, str]:
    return {"en-US": english, "zh-CN": chinese, "zh-TW": to_traditional(chinese)}
