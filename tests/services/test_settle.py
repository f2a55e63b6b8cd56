"""Settings as people write them."""

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import ChatSettings, Scope
from bot.domain.schedule import WEEK, Rhythm
from bot.domain.topic import Amount
from bot.errors import UsageError
from bot.services.settle import change, parse_days, parse_time
from bot.services.zones import find_zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("東京", "Asia/Tokyo"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("硅谷", "America/Los_Angeles"),
        ("UTC", "UTC"),
        ("UTC+8", "UTC+08:00"),
        ("gmt-3:30", "UTC-03:30"),
        ("＋５：３０", "UTC+05:30"),
        ("东八区", "UTC+08:00"),
        ("西五区", "UTC-05:00"),
    ],
)
def test_a_zone_is_found_by_name_city_and_offset(typed: str, zone: str) -> None:
    assert find_zone(typed) == zone


@pytest.mark.parametrize("typed", ["Mars", "", "UTC+15", "+25:00", "../etc/passwd", "东二十区"])
def test_what_is_no_zone_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="no time zone"):
        find_zone(typed)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("8", time(8)),
        ("08:30", time(8, 30)),
        ("8点", time(8)),
        ("8点30分", time(8, 30)),
        ("8点半", time(8, 30)),
        ("早上8点", time(8)),
        ("晚上 8 点", time(20)),
        ("中午12点", time(12)),
        ("晚上12点", time(0)),
        ("8:30 PM", time(20, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("晚上22点", time(22)),
    ],
)
def test_times_of_day(typed: str, at: time) -> None:
    assert parse_time(typed) == at


@pytest.mark.parametrize("typed", ["24:00", "8:60", "noon", "", "8:", "13时70", "pm"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("每天", WEEK),
        ("weekdays", {1, 2, 3, 4, 5}),
        ("工作日", {1, 2, 3, 4, 5}),
        ("1-5", {1, 2, 3, 4, 5}),
        ("周一至周五", {1, 2, 3, 4, 5}),
        ("fri-mon", {5, 6, 7, 1}),
        ("mon,wed,fri", {1, 3, 5}),
        ("周一三五", {1, 3, 5}),
        ("星期天", {7}),
    ],
)
def test_days_of_the_week(typed: str, days: set[int]) -> None:
    assert parse_days(typed) == days


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("language English", "language", "en"),
        ("语言 中文", "language", "zh"),
        ("language auto", "language", None),
        ("max 5", "max_papers", 5),
        ("篇数=20", "max_papers", 20),
        ("最多：20", "max_papers", 20),
        ("amount 多", "amount", Amount.MORE),
        ("scope all", "scope", Scope.ALL),
        ("empty 开", "tell_empty", True),
    ],
)
def test_each_setting_in_both_languages(typed: str, field: str, value: object) -> None:
    assert getattr(change(ChatSettings(), typed), field) == value


def test_the_schedule_is_set_piece_by_piece() -> None:
    settings = ChatSettings()
    for line in ("time 21:15", "zone 东京", "days 1-5", "rhythm weekly", "quiet 22:00-08:00"):
        settings = change(settings, line)
    schedule = settings.schedule
    assert (schedule.at, schedule.zone) == (time(21, 15), "Asia/Tokyo")
    assert (schedule.rhythm, schedule.days) == (Rhythm.WEEKLY, {1, 2, 3, 4, 5})
    assert (schedule.quiet_from, schedule.quiet_until) == (time(22), time(8))
    assert change(settings, "quiet off").schedule.quiet_from is None


@pytest.mark.parametrize(
    "typed", ["max 0", "max 51", "max many", "amount lots", "quiet 22:00", "quiet 8-8", "time"]
)
def test_values_out_of_range_are_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        change(ChatSettings(), typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_setting_or_a_usage_error(typed: str) -> None:
    with suppress(UsageError):
        assert isinstance(change(ChatSettings(), typed), ChatSettings)


@pytest.mark.parametrize("name", ["有人发 arXiv 链接时", "有人發 arXiv 連結時", "連結卡片"])
def test_the_cards_are_set_by_what_the_list_of_settings_calls_them(name: str) -> None:
    assert not change(ChatSettings(), f"{name} off").link_cards
    assert change(ChatSettings(), f"{name} on").link_cards
