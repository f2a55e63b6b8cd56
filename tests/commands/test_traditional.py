"""Whoever reads traditional characters may type them: what is shown can be sent."""

import re

import pytest

from bot.commands.dispatch import parse_line
from bot.ports import Store
from tests.fakes import FakeClock
from tests.papers import medical
from tests.talk import Talk


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    talk = Talk(sqlite_store, clock)
    talk.say("/settings language 繁體中文")
    return talk


def test_every_command_is_named_in_them_and_taken_by_that_name(talk: Talk) -> None:
    named = re.findall(r"^/(\w+).* · (\w+)：", talk.say("/help"), re.M)
    assert ("settings", "設定") in named
    assert ("help", "幫助") in named
    for name, alias in named:
        line = parse_line(alias)
        assert line is not None
        assert line.command is not None
        assert line.command.name == name


def test_every_line_of_the_settings_can_be_sent_with_the_name_that_it_has(talk: Talk) -> None:
    lines = re.findall(r"^(\w+)：.* · \w+ (\S+)$", talk.say("/settings"), re.M)
    assert {"語言", "時區", "頻率", "範圍", "靜音"} <= {name for name, _ in lines}
    for name, value in lines:
        assert talk.say(f"/settings {name} {value.split('|')[0]}").startswith(("已儲存", "Saved"))
        talk.say("/settings language 繁體中文")


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("時間 晚上8點", "推送時間：20:00"),
        ("推送日 週一三五", "推送日：週一、週三、週五"),
        ("頻率 每週", "頻率：每週"),
        ("數量 較多", "數量：較多"),
        ("靜音 開", "靜音：開"),
        ("時區 倫敦", "時區：Europe/London"),
    ],
)
def test_values_are_taken_in_them_too(talk: Talk, typed: str, saved: str) -> None:
    assert saved in talk.say(f"/settings {typed}")


def test_what_a_refusal_names_is_in_them_and_what_was_typed_as_it_was(talk: Talk) -> None:
    said = talk.say("/settings 颜色 红")
    assert said.startswith("沒有 “颜色” 這項設定")
    assert "語言（language）、時區（zone）" in said
    assert "每週（weekly）" in talk.say("/settings 頻率 hourly")


def test_the_words_of_a_paper_are_quoted_as_the_paper_is_shown(talk: Talk) -> None:
    talk.read(medical("2403.00001", 1))
    talk.say("/subscribe 標註")
    assert not re.search("[标学医图]", talk.say("/why 2403.00001"))


def test_the_first_command_to_type_is_in_them(talk: Talk) -> None:
    assert "/subscribe 醫學圖像" in talk.say("/start").split("\n")
