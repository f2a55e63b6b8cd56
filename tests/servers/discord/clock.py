"""Time as the server sees it."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Seconds since 1970, as `time.time` gives them.
Clock = Callable[[], float]

#: Discord's ids count milliseconds from the first second of 2015.
EPOCH_MS = 1_420_070_400_000


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = (start or datetime(2026, 11, 20, 1, 0, tzinfo=UTC)).timestamp()

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self._now += seconds


class Snowflakes:
    """Makes ids that carry their time and only grow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """One id."""
        self._last = max(self._last + 1, (int(self._clock() * 1000) - EPOCH_MS) << 22)
        return self._last

    def next_apart(self) -> int:
        """One id in a millisecond of its own, so that ids made in a row fall on shards in a row."""
        self._last = ((self.next() >> 22) + 1) << 22
        return self._last


def iso(seconds: float) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
