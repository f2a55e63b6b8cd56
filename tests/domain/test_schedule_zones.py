"""Exactly one issue for each local date, over every IANA zone and clock change of two years."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain.schedule import Schedule, first_slot, next_slot

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
DATES = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
DAY = timedelta(days=1)
#: Every clock change of these years falls on a multiple of this.
STEP = timedelta(minutes=15)


def offsets(zone: ZoneInfo) -> tuple[tuple[datetime, timedelta | None], ...]:
    """The offset that a zone begins with, and every change of it: all that a schedule sees."""
    begin = datetime.combine(FIRST - 2 * DAY, time(0), UTC)
    seen = [(begin, begin.astimezone(zone).utcoffset())]
    for count in range(1, len(DATES) + 5):
        day = begin + count * DAY
        if day.astimezone(zone).utcoffset() == seen[-1][1]:
            continue
        for step in range(1, DAY // STEP + 1):
            instant = day - DAY + step * STEP
            offset = instant.astimezone(zone).utcoffset()
            if offset != seen[-1][1]:
                seen.append((instant, offset))
    return tuple(seen)


@cache
def zones_by_clock() -> dict[tuple[tuple[datetime, timedelta | None], ...], list[str]]:
    """All zones; those whose clocks agree through these years stand together, to be walked once."""
    groups = defaultdict(list)
    for name in sorted(available_timezones()):
        groups[offsets(ZoneInfo(name))].append(name)
    return groups


def test_every_zone_takes_part():
    walked = {name for names in zones_by_clock().values() for name in names}
    assert walked == available_timezones()
    assert {"Asia/Shanghai", "Europe/Berlin", "Pacific/Apia", "Africa/Casablanca"} <= walked


@pytest.mark.parametrize("at", [time(0), time(2), time(2, 30), time(9)], ids=str)
def test_there_is_exactly_one_issue_on_each_local_date(at):
    for names in zones_by_clock().values():
        schedule = Schedule(at=at, zone=names[0])
        zone = ZoneInfo(names[0])
        slot = first_slot(schedule, datetime.combine(FIRST, time(0), zone) - timedelta(seconds=1))
        dates, odd = [], 0
        while slot.on <= LAST:
            dates.append(slot.on)
            local = slot.due_at.astimezone(zone)
            assert local.date() == slot.on, names
            odd += local.time() != at
            following = next_slot(schedule, slot.on, slot.due_at)
            assert following.due_at > slot.due_at, names
            slot = following
        assert dates == DATES, names
        # Only a gap moves the hour, and a zone has at most a few in two years.
        assert odd <= 4, names
