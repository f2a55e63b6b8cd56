"""When a chat's issues come: exactly one for each local date, over every zone and clock change.

A slot is a local date on which an issue is due. Arithmetic goes from local date to local date,
never by 24 hours. Where the clock shows a time twice, the first counts (`fold=0`); where it skips
it, the issue comes at the first instant after the gap; a date that a zone skips altogether (Apia,
2011-12-30) has no slot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import UsageError

WEEK = frozenset(range(1, 8))
_OFFSET = re.compile(r"UTC([+-])(\d{2}):(\d{2})")
#: Slots are looked for this many days ahead; a week's schedule always has one.
_HORIZON = 15


class Rhythm(StrEnum):
    """How often a chat hears from us."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A chat's hour.

    Attributes:
        at: local time of the push; seconds are zero.
        zone: an IANA name, or a fixed offset written `UTC+05:30`.
        days: ISO weekdays (Monday is 1) on which issues may come; of a weekly rhythm the first
            of them is the day.
        quiet_from, quiet_until: no push between these local times; both None for none. The span
            may cross midnight.
    """

    rhythm: Rhythm = Rhythm.DAILY
    at: time = time(9, 30)
    zone: str = "Asia/Shanghai"
    days: frozenset[int] = WEEK
    quiet_from: time | None = None
    quiet_until: time | None = None

    @property
    def issue_days(self) -> frozenset[int]:
        """The weekdays that have an issue."""
        return frozenset({min(self.days)}) if self.rhythm is Rhythm.WEEKLY else self.days

    @property
    def pushed_at(self) -> time:
        """Local time at which the issue leaves: `at`, or the end of the quiet hours over it."""
        if self.quiet_until is not None and is_within(self.at, self.quiet_from, self.quiet_until):
            return self.quiet_until
        return self.at


@dataclass(frozen=True, slots=True)
class Slot:
    """One local date on which an issue is due.

    Attributes:
        on: the local date.
        due_at: the instant (aware UTC).
    """

    on: date
    due_at: datetime


@lru_cache(maxsize=1024)
def get_zone(name: str) -> tzinfo:
    """The zone of an IANA name or of a fixed offset `UTC+05:30`.

    Raises:
        UsageError: there is no such zone.
    """
    if match := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        if offset <= timedelta(hours=14) and int(match[3]) < 60:
            return timezone(-offset if match[1] == "-" else offset, name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            "There is no time zone “{zone}”. Try a city, Asia/Shanghai or UTC+8.", zone=name[:60]
        ) from error


def is_within(moment: time, start: time | None, end: time | None) -> bool:
    """Whether a local time lies in [start, end), which may cross midnight."""
    if start is None or end is None:
        return False
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


@lru_cache(maxsize=65_536)
def _due_at(on: date, at: time, zone: str) -> datetime | None:
    """The instant of a local time; None where the zone has no such date."""
    tz = get_zone(zone)
    instant = datetime.combine(on, at, tz).astimezone(UTC)
    if instant.astimezone(tz).replace(tzinfo=None) == datetime.combine(on, at):
        return instant
    last = datetime.combine(on + timedelta(days=1), time(0), tz).astimezone(UTC)
    if (last - timedelta(seconds=1)).astimezone(tz).date() != on and (
        datetime.combine(on, time(0), tz).astimezone(UTC).astimezone(tz).date() != on
    ):
        return None
    return _end_of_gap(on, at, tz)


def _end_of_gap(on: date, at: time, tz: tzinfo) -> datetime:
    """The first instant after the clock change that skips this local time."""
    # With the offset from before the change the time lies behind it, with the one after, before.
    late = datetime.combine(on, at, tz).astimezone(UTC)
    early = datetime.combine(on, at.replace(fold=1), tz).astimezone(UTC)
    new_offset = late.astimezone(tz).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(tz).utcoffset() == new_offset:
            late = middle
        else:
            early = middle
    return late


def _slots(schedule: Schedule, first: date) -> Iterator[Slot]:
    """The slots from `first` on, in order."""
    for offset in range(_HORIZON):
        on = first + timedelta(days=offset)
        if on.isoweekday() not in schedule.issue_days:
            continue
        due_at = _due_at(on, schedule.pushed_at, schedule.zone)
        if due_at is not None:
            yield Slot(on, due_at)


def local_date(instant: datetime, zone: str) -> date:
    """The date that a calendar on the wall shows in `zone`."""
    return instant.astimezone(get_zone(zone)).date()


def first_slot(schedule: Schedule, now: datetime, *, last_on: date | None = None) -> Slot:
    """The next slot after `now` of a chat that has none pending.

    Args:
        last_on: the local date of its newest issue, which is not given a second one.
    """
    first = local_date(now, schedule.zone)
    if last_on is not None:
        first = max(first, last_on + timedelta(days=1))
    return next(slot for slot in _slots(schedule, first) if slot.due_at > now)


def moved_slot(
    schedule: Schedule, pending_on: date, now: datetime, *, last_on: date | None = None
) -> Slot:
    """The pending slot of a chat whose settings have just changed to `schedule`.

    The date that was pending keeps its issue: where the new hour has already passed on that date,
    it is due at once, so that no date is skipped and none comes twice.

    Args:
        last_on: the local date of the chat's newest issue; dates after it are free, so that a
            weekly chat that becomes a daily one need not wait for its day. None where it is not
            known: then nothing comes before the pending date.
    """
    free = pending_on if last_on is None else min(pending_on, last_on + timedelta(days=1))
    first = max(free, min(pending_on, local_date(now, schedule.zone)))
    return next(
        Slot(slot.on, max(slot.due_at, now))
        for slot in _slots(schedule, first)
        if slot.on >= pending_on or slot.due_at > now
    )


def due_slot(schedule: Schedule, pending: Slot, now: datetime) -> Slot:
    """The slot that an issue made `now` is of: the newest one due, `pending` at the least.

    After days of absence the slots in between are one catch-up issue (ACCEPTANCE.md 34).
    """
    today = local_date(now, schedule.zone)
    newest = pending
    for slot in _slots(schedule, max(pending.on, today - timedelta(days=8))):
        if slot.on > pending.on and slot.due_at <= now:
            newest = slot
    return newest


def next_slot(schedule: Schedule, after: date, now: datetime) -> Slot:
    """The slot that follows the issue of local date `after`."""
    today = local_date(now, schedule.zone)
    first = max(after + timedelta(days=1), today - timedelta(days=1))
    return next(slot for slot in _slots(schedule, first) if slot.due_at > now)


def quiet_end(schedule: Schedule, now: datetime) -> datetime | None:
    """When the quiet hours that `now` lies in are over; None outside of them."""
    start, end = schedule.quiet_from, schedule.quiet_until
    if start is None or end is None:
        return None
    # Instants are compared, not local times, which a clock set back shows twice.
    today = local_date(now, schedule.zone)
    for offset in (-1, 0):
        on = today + timedelta(days=offset)
        until = on if start <= end else on + timedelta(days=1)
        begins, ends = (
            _due_at(on, start, schedule.zone),
            _due_at(until, end, schedule.zone),
        )
        if begins is not None and ends is not None and begins <= now < ends:
            return ends
    return None
