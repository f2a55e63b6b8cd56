"""arXiv's evenings: known dates, and what must hold at any instant in any zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import EASTERN, Calendar, holidays_of, knows_year
from bot.errors import ConfigError

CALENDAR = Calendar()
BEIJING = ZoneInfo("Asia/Shanghai")
instants = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]
).map(ZoneInfo)
many = settings(max_examples=80, deadline=None)


def beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)


def test_thursday_evening_in_new_york_is_fridays_listing_on_friday_morning_in_beijing():
    mailing = CALENDAR.last(beijing(2026, 11, 20, 9, 0))
    assert mailing.on == date(2026, 11, 20)
    assert mailing.at == beijing(2026, 11, 20, 9, 0)
    assert CALENDAR.last(beijing(2026, 11, 20, 8, 59)).on == date(2026, 11, 19)


def test_in_summer_it_comes_an_hour_earlier_in_beijing():
    assert CALENDAR.next(beijing(2026, 7, 8, 0, 0)).at == beijing(2026, 7, 8, 8, 0)


def test_after_friday_mornings_mailing_beijing_waits_until_monday():
    assert CALENDAR.next(beijing(2026, 11, 20, 9, 0)).at == beijing(2026, 11, 23, 9, 0)


def test_thanksgiving_leaves_friday_morning_in_beijing_without_papers():
    assert CALENDAR.next(beijing(2026, 11, 26, 12, 0)).at == beijing(2026, 11, 30, 9, 0)
    assert not CALENDAR.is_announcement_day(date(2026, 11, 27), BEIJING)
    assert CALENDAR.is_holiday(date(2026, 11, 26))


def test_a_holiday_on_a_friday_takes_nothing_away():
    assert not CALENDAR.is_holiday(date(2026, 12, 25))
    assert not CALENDAR.announces(date(2026, 12, 25))


def test_a_holiday_can_be_added():
    calendar = Calendar(holidays_of([date(2026, 11, 23)]))
    assert calendar.next(beijing(2026, 11, 23, 12, 0)).on == date(2026, 11, 25)


def test_the_years_whose_holidays_are_listed_are_known():
    assert knows_year(2026)
    assert not knows_year(2025)


def test_what_a_mailing_covers_ends_at_two_in_the_afternoon():
    monday = CALENDAR.of_date(date(2026, 11, 17))
    since, until = CALENDAR.received_between(monday)
    assert since == datetime(2026, 11, 13, 14, tzinfo=EASTERN)
    assert until == datetime(2026, 11, 16, 14, tzinfo=EASTERN)


def test_after_a_holiday_the_next_mailing_covers_its_papers_too():
    sunday = CALENDAR.of_date(date(2026, 11, 30))
    since, until = CALENDAR.received_between(sunday)
    assert since == datetime(2026, 11, 25, 14, tzinfo=EASTERN)
    assert until == datetime(2026, 11, 27, 14, tzinfo=EASTERN)


def test_a_calendar_of_nothing_but_holidays_is_refused_and_does_not_search_for_ever():
    every_day = frozenset(date(2026, 11, 1) + timedelta(days=day) for day in range(-90, 90))
    with pytest.raises(ConfigError, match="announces nothing"):
        Calendar(every_day).next(datetime(2026, 11, 1, tzinfo=UTC))


@many
@given(instants)
def test_the_last_mailing_is_not_later_than_now_and_the_next_one_is(now: datetime):
    last, following = CALENDAR.last(now), CALENDAR.next(now)
    assert last.at <= now < following.at
    assert CALENDAR.last(following.at) == following
    assert CALENDAR.list_between(last.at, following.at) == [following]
    assert CALENDAR.next(last.at) == following


@many
@given(instants)
def test_every_mailing_is_at_eight_in_the_evening_of_a_sunday_to_thursday(now: datetime):
    local = CALENDAR.next(now).at.astimezone(EASTERN)
    assert (local.hour, local.minute) == (20, 0)
    assert local.isoweekday() in (7, 1, 2, 3, 4)
    assert CALENDAR.of_date(CALENDAR.next(now).on) == CALENDAR.next(now)


@many
@given(instants, zones)
def test_a_day_is_one_of_announcement_exactly_if_a_mailing_falls_on_it(
    now: datetime, zone: ZoneInfo
):
    assert CALENDAR.is_announcement_day(CALENDAR.next(now).at.astimezone(zone).date(), zone)
    seen = {
        mailing.at.astimezone(zone).date()
        for mailing in CALENDAR.list_between(now - timedelta(days=3), now + timedelta(days=3))
    }
    for offset in (-1, 0, 1):
        day = now.astimezone(zone).date() + timedelta(days=offset)
        assert CALENDAR.is_announcement_day(day, zone) == (day in seen)


@many
@given(instants, st.integers(min_value=0, max_value=40))
def test_mailings_cover_all_time_without_a_gap(now: datetime, days: int):
    mailings = CALENDAR.list_between(now, now + timedelta(days=days))
    for before, after in pairwise(mailings):
        assert CALENDAR.received_between(before)[1] == CALENDAR.received_between(after)[0]
