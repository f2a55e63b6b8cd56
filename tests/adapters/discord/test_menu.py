"""The menu by value."""

import copy

from opencc import OpenCC

from adapters.discord.menu import MAX_DESCRIPTION, is_same, make_menu
from bot.commands.options import OPTIONS
from bot.commands.table import COMMANDS
from bot.views.texts import get_texts

MENU = make_menu(COMMANDS, OPTIONS)


def localised(thing):
    """Every pair of a simplified and a traditional text."""
    if isinstance(thing, dict):
        if "zh-CN" in thing:
            yield thing["zh-CN"], thing["zh-TW"]
        for value in thing.values():
            yield from localised(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from localised(value)


def test_traditional_texts_are_those_that_opencc_makes():
    convert = OpenCC("s2twp").convert
    wrong = [(simple, told) for simple, told in localised(MENU) if told != convert(simple)]
    assert wrong == []


def test_no_description_is_cut():
    for command in COMMANDS:
        for text in (command.summary, *(one.summary for one in OPTIONS.get(command.name, ()))):
            assert len(text) <= MAX_DESCRIPTION
            assert len(get_texts("zh").t(text)) <= MAX_DESCRIPTION


def test_what_discord_adds_makes_no_difference():
    stored = copy.deepcopy(MENU)
    for command in stored:
        command |= {"id": "1", "version": "2", "nsfw": False, "application_id": "3"}
        for option in command.get("options", []):
            # Discord leaves out what is not so.
            for name in ("required", "autocomplete", "choices"):
                if not option.get(name):
                    option.pop(name, None)
    assert is_same(MENU, stored)


def test_every_change_makes_a_difference():
    for change in (
        lambda menu: menu.pop(),
        lambda menu: menu[0].update(name="other"),
        lambda menu: menu[2].update(contexts=[0]),
        lambda menu: menu[2]["name_localizations"].update({"zh-TW": "x"}),
        lambda menu: menu[2]["options"][0].update(required=False),
        lambda menu: menu[2]["options"].pop(),
        lambda menu: menu[-2].update(default_member_permissions=None),
    ):
        stored = copy.deepcopy(MENU)
        change(stored)
        assert not is_same(MENU, stored)
