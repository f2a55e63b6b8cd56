"""Dates, numbers and plurals, as each language writes them."""

from datetime import UTC, date, datetime, time

import pytest

from bot.views.texts import get_texts
from tests.views.builders import EN, NOW, TODAY, ZH

MORNING = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


def test_a_sentence_is_said_in_the_readers_language():
    assert ZH.t("Settings") == "设置"
    assert EN.t("Settings") == "Settings"


def test_a_sentence_that_nobody_translated_is_said_in_english():
    assert ZH.t("Said by nobody") == "Said by nobody"


def test_braces_in_what_a_person_typed_are_left_alone():
    assert ZH.t("Usage: {command}", command="{command} {0}") == "用法：{command} {0}"


@pytest.mark.parametrize(("n", "english"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers")])
def test_english_has_two_forms_and_chinese_one(n, english):
    assert EN.n("{n} paper", "{n} papers", n) == english
    assert ZH.n("{n} paper", "{n} papers", n) == f"{n} 篇"


def test_thousands_stand_apart():
    assert ZH.n("{n} paper", "{n} papers", 12345) == "12,345 篇"


def test_the_year_is_left_out_only_where_it_is_this_one():
    assert ZH.date(date(2026, 11, 2), today=TODAY) == "11-02"
    assert EN.date(date(2026, 11, 2), today=TODAY) == "Nov 2"
    assert ZH.date(date(2024, 3, 22), today=TODAY) == "2024-03-22"
    assert EN.date(date(2024, 3, 22), today=TODAY) == "Mar 22, 2024"
    assert EN.date(date(2026, 11, 2)) == "Nov 2, 2026"


def test_a_date_has_its_weekday():
    assert ZH.date_and_weekday(TODAY, today=TODAY) == "11-22 周日"
    assert EN.date_and_weekday(TODAY, today=TODAY) == "Sun, Nov 22"


def test_an_instant_is_told_by_the_clock_of_its_zone():
    assert ZH.day_and_time(MORNING, "Asia/Shanghai", now=NOW) == "11-22 08:00"
    assert EN.day_and_time(MORNING, "Asia/Shanghai", now=NOW) == "Nov 22, 08:00"
    assert ZH.day_and_time(MORNING, "America/New_York", now=NOW) == "11-21 19:00"


def test_an_instant_in_another_year_says_which():
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert ZH.day_and_time(new_year, "Asia/Shanghai", now=NOW) == "2027-01-01 00:30"
    assert ZH.day_and_time(new_year, "UTC", now=NOW) == "12-31 16:30"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Shanghai", "Asia/Shanghai (UTC+8)"),
        ("America/New_York", "America/New_York (UTC-5)"),
        ("Asia/Kolkata", "Asia/Kolkata (UTC+5:30)"),
        ("UTC", "UTC"),
        ("UTC+05:30", "UTC+05:30"),
    ],
)
def test_a_zone_is_shown_with_its_offset(zone, shown):
    assert EN.zone(zone, now=NOW) == shown


def test_midnight_is_the_hour_zero():
    assert EN.time(time(0, 5)) == ZH.time(time(0, 5)) == "00:05"


def test_the_catalogue_is_read_once():
    assert get_texts("zh") is ZH


def test_there_is_no_third_language():
    with pytest.raises(KeyError):
        get_texts("fr")
