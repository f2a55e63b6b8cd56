"""The parts of arguments, and what is suggested while somebody types."""

import asyncio
import re

import pytest

from bot.commands.completion import MOST, complete
from bot.commands.dispatch import parse_line
from bot.commands.options import OPTIONS, to_argument
from bot.commands.table import COMMANDS
from bot.services.settle import SETTINGS, change
from bot.views.texts import get_texts
from tests.papers import entry, medical
from tests.talk import Talk


def suggest(talk: Talk, command: str, option: str, typed: str, **given: str) -> list[str]:
    completer = next(one.completer for one in OPTIONS[command] if one.name == option)
    assert completer is not None
    found = asyncio.run(
        complete(talk.core, talk.address, completer, typed, language=talk.language, given=given)
    )
    assert all(len(one.label) <= 100 and len(one.value) <= 100 for one in found)
    assert len(found) <= MOST
    return [one.value for one in found]


def test_every_command_with_an_argument_has_options_and_no_other_has():
    shown = {command.name for command in COMMANDS if command.arguments and not command.hidden}
    assert shown == set(OPTIONS)


def test_names_of_options_can_stand_in_a_menu_in_both_languages():
    for command, options in OPTIONS.items():
        for language in ("zh", "en"):
            names = [get_texts(language).t(option.name) for option in options]
            assert len(set(names)) == len(names), command
            assert all(re.fullmatch(r"[a-z]+|[一-鿿]+", name) for name in names), names


def test_options_make_the_line_that_would_be_typed():
    given = {"show": "notes", "paper": " 2403.15603 "}
    assert to_argument("paper", given) == "2403.15603 notes"
    assert to_argument("subscriptions", {"number": "2", "amount": "more"}) == "2 more"
    assert to_argument("search", {"words": "a\n/deleteme"}) == "a /deleteme"
    line = parse_line(f"/settings {to_argument('settings', {'name': 'zone', 'value': 'UTC'})}")
    assert line is not None
    assert line.argument == "zone UTC"


def test_topics_are_found_by_either_name_and_come_in_the_readers_language(talk: Talk):
    assert suggest(talk, "subscribe", "topic", "医学图")[0] == "医学图像"
    assert suggest(talk, "subscribe", "topic", "medical ima")[0] == "医学图像"
    talk.language = "en"
    assert suggest(talk, "subscribe", "topic", "医学图像")[0] == "medical imaging"
    assert suggest(talk, "subscribe", "topic", "") != []
    assert suggest(talk, "subscribe", "topic", "qqqqxxxx") == []


def test_only_what_the_chat_follows_is_offered_to_end(talk: Talk):
    assert suggest(talk, "unsubscribe", "topic", "") == ["all"]
    talk.say("/subscribe 医学图像")
    talk.say("/subscribe diffusion model")
    assert suggest(talk, "unsubscribe", "topic", "") == ["医学图像", "diffusion model", "all"]
    assert suggest(talk, "unsubscribe", "topic", "diff") == ["diffusion model"]
    assert suggest(talk, "subscriptions", "number", "") == ["1", "2"]


def test_papers_are_found_by_id_link_and_words(talk: Talk):
    talk.read(
        medical("2403.00001", 1, title="A " + "very long title " * 20),
        entry("2403.00002", 2, title="Graphene"),
    )
    assert suggest(talk, "paper", "paper", "2403.00002") == ["2403.00002"]
    assert suggest(talk, "paper", "paper", "https://arxiv.org/abs/2403.00002v3") == ["2403.00002"]
    assert suggest(talk, "paper", "paper", "very long") == ["2403.00001"]
    assert suggest(talk, "paper", "paper", "2403.09999") == []


def test_only_what_the_chat_keeps_is_offered_to_be_kept_no_longer(talk: Talk):
    talk.read(entry("2403.00001", 1), entry("2403.00002", 2))
    assert suggest(talk, "unsave", "paper", "") == []
    talk.say("/save 2403.00002")
    assert suggest(talk, "unsave", "paper", "") == ["2403.00002"]
    assert suggest(talk, "unsave", "paper", "xx") == []


def test_before_anything_is_typed_the_papers_of_the_newest_issue_are_offered(talk: Talk):
    assert suggest(talk, "why", "paper", "") == []
    talk.say("/subscribe 医学图像")
    talk.read(medical("2403.00001", 1))
    talk.until_push()
    assert suggest(talk, "why", "paper", "") == ["2403.00001"]


@pytest.mark.parametrize("name", [setting.names[0] for setting in SETTINGS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_that_is_offered_for_a_setting_is_taken(talk: Talk, name: str, language: str):
    talk.language = language
    offered = suggest(talk, "settings", "value", "", name=name)
    assert offered
    for value in offered:
        change(talk.core.defaults, f"{name} {value}")


def test_zones_are_found_by_city_in_either_language(talk: Talk):
    assert suggest(talk, "settings", "value", "上海", name="zone")[0] == "Asia/Shanghai"
    assert suggest(talk, "settings", "value", "new york", name="zone")[0] == "America/New_York"
    assert "Europe/London" in suggest(talk, "settings", "value", "lond", name="zone")


def test_every_setting_can_be_chosen():
    offered = {value for value, _ in OPTIONS["settings"][0].choices}
    assert offered == {setting.names[0] for setting in SETTINGS}
