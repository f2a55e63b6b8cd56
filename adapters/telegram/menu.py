"""The menu that opens at `/`, for each sort of chat and each language.

https://core.telegram.org/bots/features#commands. A list without a language is the English one; `zh`
covers simplified and traditional.
"""

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from adapters.telegram.refusals import explain
from bot.commands.call import Command
from bot.views.texts import get_texts

log = logging.getLogger(__name__)

#: How Telegram calls a language -> ours.
LANGUAGES = {"": "en", "zh": "zh"}

Menu = tuple[BotCommand, ...]


def make_menus(commands: Iterable[Command]) -> list[tuple[BotCommandScope, Iterable[Command]]]:
    """Which commands are shown where: in groups those that everybody may use, to those who manage
    one all of them."""
    shown = [command for command in commands if not command.hidden]
    return [
        (BotCommandScopeDefault(), shown),
        (BotCommandScopeAllGroupChats(), [one for one in shown if one.right is None]),
        (BotCommandScopeAllChatAdministrators(), shown),
    ]


async def set_menus(bot: Bot, commands: Iterable[Command]) -> None:
    """Tell Telegram the menus, where it has others. What it refuses is logged: it is no reason not
    to talk."""
    try:
        for scope, shown in make_menus(commands):
            for code, language in LANGUAGES.items():
                await _set_menu(bot, scope, code, _to_menu(shown, language))
    except TelegramError as error:
        log.warning("the menu of commands could not be set: %s", explain(error))


async def _set_menu(bot: Bot, scope: BotCommandScope, code: str, menu: Menu) -> None:
    if await bot.get_my_commands(scope, code or None) != menu:
        await bot.set_my_commands(menu, scope, code or None)


def _to_menu(commands: Iterable[Command], language: str) -> Menu:
    texts = get_texts(language)
    return tuple(BotCommand(one.name, texts.t(one.summary)) for one in commands)
