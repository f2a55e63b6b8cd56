"""How the program is: what it says to those who ask whether it lives, is ready, does its work."""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import StorageError
from bot.ports import Store
from bot.services.core import Core

#: The loop may be busy for so long.
MAX_LAG = 5.0
#: The planner runs every few seconds; a day without it means that nobody gets anything.
MAX_PLAN_AGE = timedelta(hours=26)
#: The mark that says when issues were last planned, by whichever process.
PLANNED = "planned at"
_WORKS = "issues are planned"
#: The mark is not written more often than this.
_WRITTEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An answer: all is well, or what is not."""

    checks: Mapping[str, bool]

    @property
    def is_well(self) -> bool:
        """Whether every check holds."""
        return all(self.checks.values())


def get_free_bytes(folder: Path) -> int:
    """How much is free where the data lie, or will."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def has_room(folder: Path, min_free_mb: int) -> bool:
    """Whether so much is free where the data lie."""
    return get_free_bytes(folder) >= min_free_mb * 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Health:
    """What is known of the program's health.

    Attributes:
        has_room: whether there is room on the disk.
        is_draining: it has been told to stop.
        platforms: those with a token, and whether their messenger is connected.
    """

    core: Core
    started_at: datetime
    has_room: Callable[[], bool]
    is_draining: bool = False
    platforms: dict[str, bool] = field(default_factory=dict)
    _planned_at: datetime | None = None
    _written_at: datetime | None = None
    _lag: float = 0.0

    async def watch_loop(self) -> None:
        """Measure how late the event loop is, once a second, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            expected = loop.time() + 1
            await asyncio.sleep(1)
            self._lag = loop.time() - expected

    async def note_plan(self) -> None:
        """The planner has done its round."""
        now = self._planned_at = self.core.clock.now()
        if self._written_at is None or now - self._written_at >= _WRITTEN_EVERY:
            await self.core.store.transact(lambda tx: tx.marks.put(PLANNED, now.isoformat()))
            self._written_at = now

    def get_tick_lag(self) -> timedelta:
        """How long ago the planner did its last round here; since the start where it did none."""
        return self.core.clock.now() - (self._planned_at or self.started_at)

    def live(self) -> Report:
        """Whether the process answers in time."""
        return Report(checks={"loop": self._lag < MAX_LAG})

    async def ready(self) -> Report:
        """Whether work can be given to it."""
        store: Store = self.core.store
        is_there = await asyncio.to_thread(store.is_current)
        return Report(
            checks={
                "database": is_there,
                **(await self.works()).checks,
                "free space": self.has_room(),
                "not stopping": not self.is_draining,
                **self.platforms,
            }
        )

    async def works(self) -> Report:
        """Whether issues are being planned, by whichever process it is."""
        try:
            planned = await self.core.store.transact(lambda tx: tx.marks.get(PLANNED))
        except StorageError:
            return Report(checks={_WORKS: False})
        last = datetime.fromisoformat(planned) if planned else self.started_at
        return Report(checks={_WORKS: self.core.clock.now() - last <= MAX_PLAN_AGE})
