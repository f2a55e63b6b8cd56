"""When arXiv announces papers.

Sunday to Thursday at 20:00 Eastern time, but for some holidays; what was received until 14:00 of a
working day is announced that evening, Friday's on Sunday
(https://info.arxiv.org/help/availability.html). A listing carries the date of the day after its
evening: Thursday evening's is Friday's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.errors import ConfigError

EASTERN = ZoneInfo("America/New_York")
ANNOUNCED_AT = time(20)
RECEIVED_UNTIL = time(14)
#: Evenings without announcement that fall on a Sunday to Thursday or may do so, as arXiv lists
#: them for each year. More can be named in the configuration. Of a year that is not listed none
#: is guessed: arXiv's rest is no rule of the calendar (it kept 29 and 31 December 2026, and
#: neither Presidents' Day nor Memorial Day), and a guess that fails says that there was no
#: announcement where there was one. An evening that was expected in vain is only waited for.
HOLIDAYS: Mapping[int, tuple[str, ...]] = {
    2026: (
        "2026-01-01",
        "2026-01-19",
        "2026-06-19",
        "2026-07-03",
        "2026-09-07",
        "2026-11-26",
        "2026-12-25",
        "2026-12-29",
        "2026-12-31",
    ),
}
#: ISO weekdays whose evenings have an announcement.
_EVENINGS = frozenset({7, 1, 2, 3, 4})
_DAY = timedelta(days=1)
#: No rest of arXiv is longer than this; a calendar of nothing but holidays is a mistake.
_HORIZON = 60


@dataclass(frozen=True, slots=True, order=True)
class Mailing:
    """One evening's announcements in all categories.

    Attributes:
        at: when it appears, aware, UTC.
        on: the date that its listings carry: that of the day after its evening.
    """

    at: datetime
    on: date


def holidays_of(more: Iterable[date] = ()) -> frozenset[date]:
    """The listed holidays and these."""
    listed = (date.fromisoformat(day) for days in HOLIDAYS.values() for day in days)
    return frozenset({*listed, *more})


@dataclass(frozen=True, slots=True)
class Calendar:
    """arXiv's evenings.

    Attributes:
        holidays: Eastern dates whose evenings have no announcement.
    """

    holidays: frozenset[date] = field(default_factory=holidays_of)

    def announces(self, evening: date) -> bool:
        """Whether there is an announcement on the evening of this Eastern date."""
        return evening.isoweekday() in _EVENINGS and evening not in self.holidays

    def is_holiday(self, evening: date) -> bool:
        """Whether the evening of this Eastern date would have an announcement, were it no holiday."""
        return evening.isoweekday() in _EVENINGS and evening in self.holidays

    def next(self, now: datetime) -> Mailing:
        """The first mailing after this instant."""
        evening = now.astimezone(EASTERN).date()
        days = (evening + _DAY * count for count in range(_HORIZON))
        return self._first(mailing for mailing in self._of(days) if mailing.at > now)

    def last(self, now: datetime) -> Mailing:
        """The newest mailing at this instant."""
        evening = now.astimezone(EASTERN).date()
        days = (evening - _DAY * count for count in range(_HORIZON))
        return self._first(mailing for mailing in self._of(days) if mailing.at <= now)

    def of_date(self, on: date) -> Mailing:
        """The mailing whose listings carry this date, whether or not one was to be expected."""
        return _mailing(on - _DAY)

    def list_between(self, after: datetime, until: datetime) -> list[Mailing]:
        """Every mailing later than `after` and not later than `until`, oldest first."""
        found: list[Mailing] = []
        evening, end = after.astimezone(EASTERN).date(), until.astimezone(EASTERN).date()
        while evening <= end:
            if self.announces(evening) and after < _mailing(evening).at <= until:
                found.append(_mailing(evening))
            evening += _DAY
        return found

    def list_holidays_between(self, after: datetime, until: datetime) -> list[Mailing]:
        """The mailings that holidays took away in (after, until], oldest first."""
        off = sorted(evening for evening in self.holidays if self.is_holiday(evening))
        return [one for one in map(_mailing, off) if after < one.at <= until]

    def is_announcement_day(self, on: date, zone: tzinfo) -> bool:
        """Whether a mailing appears on this date as clocks in `zone` show it."""
        midnight = datetime.combine(on, time(0), zone).astimezone(UTC)
        following = datetime.combine(on + _DAY, time(0), zone).astimezone(UTC)
        moment = timedelta(microseconds=1)
        return bool(self.list_between(midnight - moment, following - moment))

    def received_between(self, mailing: Mailing) -> tuple[datetime, datetime]:
        """The times of submission that a mailing covers: from (included) and until (not)."""
        before = self.last(mailing.at - timedelta(microseconds=1))
        return _closed_at(before), _closed_at(mailing)

    def _of(self, days: Iterable[date]) -> Iterator[Mailing]:
        return (_mailing(day) for day in days if self.announces(day))

    @staticmethod
    def _first(mailings: Iterator[Mailing]) -> Mailing:
        found = next(mailings, None)
        if found is None:
            raise ConfigError(f"by its holidays arXiv announces nothing in {_HORIZON} days")
        return found


def knows_year(year: int) -> bool:
    """Whether the holidays of a year are listed here."""
    return year in HOLIDAYS


def _mailing(evening: date) -> Mailing:
    at = datetime.combine(evening, ANNOUNCED_AT, EASTERN).astimezone(UTC)
    return Mailing(at, evening + _DAY)


def _closed_at(mailing: Mailing) -> datetime:
    """When what a mailing announces had to be received: Sunday's on Friday."""
    evening = mailing.on - _DAY
    closed = evening - 2 * _DAY if evening.isoweekday() == 7 else evening
    return datetime.combine(closed, RECEIVED_UNTIL, EASTERN).astimezone(UTC)
