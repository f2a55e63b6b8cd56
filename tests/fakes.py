"""Stand-ins for the world outside, in one place."""

from datetime import UTC, datetime, timedelta

from bot.ports import Clock

#: A Monday morning in Shanghai, after arXiv's announcement and before the push.
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class FakeClock(Clock):
    """The clock that tests turn by hand."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Let time pass: a timedelta, or `hours=1`; returns the new present."""
        self._now += by if by is not None else timedelta(**parts)
        return self._now

    def set(self, now: datetime) -> None:
        """Let it be `now`."""
        self._now = now
