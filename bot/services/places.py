"""How many deliveries one sender may have under way at once: one place for each."""

import asyncio
import math
from typing import Any

from bot.domain.pace import Limit

#: What one delivery is thought to take before any has been timed, in seconds.
_FIRST_GUESS = 0.1
_Task = asyncio.Task[Any]


class Places:
    """As many as the overall rate times the time that one delivery takes.

    Args:
        limit: the overall rate.
        most: places at the most.
    """

    def __init__(self, limit: Limit, *, most: int) -> None:
        self._limit = limit
        self._most = most
        self._seconds = _FIRST_GUESS
        self._taken: set[_Task] = set()
        self._one_left = asyncio.Event()

    @property
    def width(self) -> int:
        """How many there are."""
        wanted = math.ceil(self._limit.messages / self._limit.seconds * self._seconds) + 1
        return max(1, min(self._most, wanted))

    def has_room(self, *, beside: int) -> bool:
        """Whether one is free, where so many are taken by what holds none here."""
        return len(self._taken) + beside < self.width

    async def wait(self) -> None:
        """Until somebody leaves."""
        self._one_left.clear()
        await self._one_left.wait()

    def take(self, task: _Task) -> None:
        """This one has a place now."""
        self._taken.add(task)

    def leave(self, task: _Task | None) -> None:
        """Its place is free, if it had one still."""
        if task is not None:
            self._taken.discard(task)
        self._one_left.set()

    def note(self, seconds: float) -> None:
        """That a delivery has held its place for so long."""
        self._seconds += (seconds - self._seconds) / 16
