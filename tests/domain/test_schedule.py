"""When issues come, seen from a chat: one on each local date, at its hour, whatever clocks do."""

import os
import time as machine
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from bot.domain.schedule import (
    Rhythm,
    Schedule,
    Slot,
    due_slot,
    first_slot,
    get_zone,
    local_date,
    moved_slot,
    next_slot,
    quiet_end,
)
from bot.errors import UsageError


def at(text: str, zone: str = "UTC") -> datetime:
    """`2026-03-29 02:30` in a zone, as an aware UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=get_zone(zone)).astimezone(UTC)


def schedule(hour: str = "09:30", zone: str = "Asia/Shanghai", **others) -> Schedule:
    return Schedule(at=time.fromisoformat(hour), zone=zone, **others)


def slot_on(on: str, plan: Schedule) -> Slot:
    """The slot that is found on the morning of a date."""
    day = date.fromisoformat(on)
    return next_slot(plan, day - timedelta(days=1), at(f"{day - timedelta(days=2)} 12:00"))


def walk(plan: Schedule, start: datetime, count: int) -> list[Slot]:
    """The slots that a chat is given when every issue is made on time."""
    slots = [first_slot(plan, start)]
    while len(slots) < count:
        slots.append(next_slot(plan, slots[-1].on, slots[-1].due_at))
    return slots


def test_the_first_issue_comes_today_if_the_hour_is_still_ahead():
    slot = first_slot(schedule("09:30"), at("2026-11-23 09:29", "Asia/Shanghai"))
    assert slot == Slot(date(2026, 11, 23), at("2026-11-23 09:30", "Asia/Shanghai"))


def test_the_first_issue_comes_tomorrow_once_the_hour_has_struck():
    slot = first_slot(schedule("09:30"), at("2026-11-23 09:30", "Asia/Shanghai"))
    assert slot.on == date(2026, 11, 24)


def test_a_chat_that_follows_again_on_the_same_day_gets_no_second_issue():
    now = at("2026-11-23 10:00", "Asia/Shanghai")
    assert first_slot(schedule("20:00"), now).on == date(2026, 11, 23)
    assert first_slot(schedule("20:00"), now, last_on=date(2026, 11, 23)).on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03 15:30"),
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-23 22:00"),
        ("America/Nuuk", "2026-03-28 23:30", "2026-03-29 01:00"),
    ],
)
def test_a_time_that_the_clock_skips_goes_to_the_first_instant_after(zone, local, expected):
    on, hour = local.split()
    assert slot_on(on, schedule(hour, zone)).due_at == at(expected)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ],
)
def test_a_time_that_the_clock_shows_twice_goes_the_first_time(zone, local, expected):
    on, hour = local.split()
    assert slot_on(on, schedule(hour, zone)).due_at == at(expected)


@pytest.mark.parametrize("hour", ["00:00", "09:00", "23:59"])
def test_a_date_that_a_zone_skips_has_no_issue(hour):
    slots = walk(schedule(hour, "Pacific/Apia"), at("2011-12-28 00:00", "Pacific/Apia"), 6)
    assert [slot.on.day for slot in slots if slot.on > date(2011, 12, 28)][:3] == [29, 31, 1]
    assert all(earlier.due_at < later.due_at for earlier, later in pairwise(slots))


def test_the_two_ends_of_the_earth_have_their_own_dates_at_one_instant():
    now = at("2026-11-23 10:30")
    assert local_date(now, "Pacific/Kiritimati") == date(2026, 11, 24)
    assert local_date(now, "Pacific/Pago_Pago") == date(2026, 11, 22)
    east = first_slot(schedule("08:00", "Pacific/Kiritimati"), now)
    west = first_slot(schedule("08:00", "Pacific/Pago_Pago"), now)
    assert east == Slot(date(2026, 11, 24), at("2026-11-23 18:00"))
    assert west == Slot(date(2026, 11, 23), at("2026-11-23 19:00"))


def test_a_leap_day_has_its_issue():
    slots = walk(schedule(), at("2028-02-27 12:00"), 3)
    assert [slot.on for slot in slots] == [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]


def test_a_chat_with_chosen_days_hears_on_those_alone():
    plan = schedule(days=frozenset({2, 4}))
    assert {slot.on.isoweekday() for slot in walk(plan, at("2026-11-21 00:00"), 8)} == {2, 4}


def test_a_weekly_chat_hears_on_the_first_of_its_days():
    plan = schedule(rhythm=Rhythm.WEEKLY, days=frozenset({5, 3}))
    slots = walk(plan, at("2026-11-21 00:00"), 4)
    assert [slot.on for slot in slots] == [
        date(2026, 11, 25) + timedelta(weeks=week) for week in range(4)
    ]


@pytest.mark.parametrize(
    ("hour", "pushed"),
    [("23:00", "08:00"), ("07:59", "08:00"), ("08:00", "08:00"), ("21:59", "21:59")],
)
def test_a_push_within_the_quiet_hours_waits_for_their_end(hour, pushed):
    plan = schedule(hour, quiet_from=time(22), quiet_until=time(8))
    assert plan.pushed_at == time.fromisoformat(pushed)
    slot = slot_on("2026-11-24", plan)
    assert slot.due_at == at(f"2026-11-24 {pushed}", "Asia/Shanghai")
    assert quiet_end(plan, slot.due_at) is None


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-23 21:59", None),
        ("2026-11-23 22:00", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", None),
    ],
)
def test_quiet_hours_cross_midnight(now, end):
    plan = schedule(quiet_from=time(22), quiet_until=time(8))
    found = quiet_end(plan, at(now, "Asia/Shanghai"))
    assert found == (at(end, "Asia/Shanghai") if end else None)


def test_quiet_hours_within_a_day_end_on_it():
    plan = schedule(quiet_from=time(12), quiet_until=time(14))
    noon = at("2026-11-23 12:30", "Asia/Shanghai")
    assert quiet_end(plan, noon) == at("2026-11-23 14:00", "Asia/Shanghai")
    assert quiet_end(plan, noon + timedelta(hours=2)) is None


def test_no_quiet_hours_never_hold_anything_back():
    assert quiet_end(schedule(), at("2026-11-23 03:00")) is None
    assert (
        quiet_end(schedule(quiet_from=time(3), quiet_until=time(3)), at("2026-11-23 19:00"))
        is None
    )


def test_quiet_hours_whose_end_the_clock_shows_twice_end_the_first_time():
    plan = schedule(zone="Europe/Berlin", quiet_from=time(22), quiet_until=time(2, 30))
    end = at("2026-10-25 00:30")
    assert quiet_end(plan, end - timedelta(minutes=1)) == end
    # 02:10 for the second time: later than the end, though the clock shows an earlier time.
    assert quiet_end(plan, at("2026-10-25 01:10")) is None


def test_an_hour_moved_later_moves_todays_pending_issue():
    plan = schedule("09:30")
    now = at("2026-11-23 08:00", "Asia/Shanghai")
    moved = moved_slot(schedule("20:00"), first_slot(plan, now).on, now)
    assert moved == Slot(date(2026, 11, 23), at("2026-11-23 20:00", "Asia/Shanghai"))


def test_an_hour_moved_into_the_past_makes_todays_pending_issue_due_at_once():
    now = at("2026-11-23 09:00", "Asia/Shanghai")
    moved = moved_slot(schedule("08:00"), first_slot(schedule("09:30"), now).on, now)
    assert moved == Slot(date(2026, 11, 23), now)


def test_an_hour_moved_after_todays_issue_brings_no_second_one():
    now = at("2026-11-23 10:00", "Asia/Shanghai")
    pending = next_slot(schedule("09:30"), date(2026, 11, 23), now)
    moved = moved_slot(schedule("20:00"), pending.on, now, last_on=date(2026, 11, 23))
    assert moved.on == date(2026, 11, 24)


def test_a_zone_in_which_the_pending_date_is_already_over_brings_it_at_once():
    now = at("2026-11-23 20:00", "America/New_York")
    pending = first_slot(schedule("21:00", "America/New_York"), now)
    assert local_date(now, "Asia/Shanghai") == date(2026, 11, 24)
    moved = moved_slot(schedule("21:00", "Asia/Shanghai"), pending.on, now)
    assert moved == Slot(date(2026, 11, 23), now)
    following = next_slot(schedule("21:00", "Asia/Shanghai"), moved.on, now)
    assert following.on == date(2026, 11, 24)


def test_a_weekly_chat_that_becomes_daily_need_not_wait_for_its_day():
    weekly = schedule(rhythm=Rhythm.WEEKLY, days=frozenset({5}))
    now = at("2026-11-23 08:00", "Asia/Shanghai")
    pending = first_slot(weekly, now)
    assert pending.on == date(2026, 11, 27)
    moved = moved_slot(schedule(), pending.on, now, last_on=date(2026, 11, 20))
    assert moved.on == date(2026, 11, 23)


def test_an_overdue_issue_stays_due_when_the_settings_change():
    pending = slot_on("2026-09-01", schedule())
    now = at("2026-11-23 12:00", "Asia/Shanghai")
    moved = moved_slot(schedule("20:00"), pending.on, now, last_on=date(2026, 8, 31))
    assert moved.due_at == now
    assert due_slot(schedule("20:00"), moved, now).on == date(2026, 11, 22)


def test_an_issue_made_in_time_is_of_the_pending_date():
    pending = slot_on("2026-11-23", schedule())
    assert due_slot(schedule(), pending, pending.due_at) == pending
    assert due_slot(schedule(), pending, pending.due_at + timedelta(minutes=40)) == pending


@pytest.mark.parametrize("days", [1, 3, 7, 40])
def test_after_days_of_absence_there_is_one_issue_to_catch_up(days):
    pending = slot_on("2026-09-01", schedule())
    now = pending.due_at + timedelta(days=days, minutes=5)
    slot = due_slot(schedule(), pending, now)
    assert slot.on == pending.on + timedelta(days=days)
    assert next_slot(schedule(), slot.on, now).on == slot.on + timedelta(days=1)


def test_a_weekly_issue_is_caught_up_too():
    plan = schedule(rhythm=Rhythm.WEEKLY, days=frozenset({1}))
    pending = slot_on("2026-11-02", plan)
    now = at("2026-11-22 12:00")
    assert due_slot(plan, pending, now).on == date(2026, 11, 16)


@pytest.mark.skipif(not hasattr(machine, "tzset"), reason="the machine's zone cannot be changed")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Apia"])
def test_the_zone_of_the_machine_does_not_matter(zone, monkeypatch):
    expected = walk(schedule("02:30", "Europe/Berlin"), at("2026-03-27 00:00"), 4)
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", zone)
    machine.tzset()
    try:
        assert walk(schedule("02:30", "Europe/Berlin"), at("2026-03-27 00:00"), 4) == expected
    finally:
        monkeypatch.delenv("TZ") if before is None else monkeypatch.setenv("TZ", before)
        machine.tzset()


@pytest.mark.parametrize(
    ("name", "hours"),
    [("UTC+05:30", 5.5), ("UTC-03:30", -3.5), ("UTC+14:00", 14), ("UTC+00:00", 0)],
)
def test_a_zone_can_be_a_fixed_offset(name, hours):
    assert get_zone(name).utcoffset(at("2026-11-23 12:00")) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Asia",
        "Mars/Olympus",
        "UTC+14:30",
        "UTC+05:60",
        "UTC+5",
        "../etc/passwd",
        "/etc",
        "a\0b",
        "中国",
    ],
)
def test_an_unknown_zone_is_refused_in_words(name):
    with pytest.raises(UsageError, match="no time zone"):
        get_zone(name)
