"""One request at a time and one in three seconds, whoever asks.

arXiv's terms (https://info.arxiv.org/help/api/tou.html) hold for all its services together and for
all machines of one user. So there is one gate: in this process a lock gives turns in order, and a
row in the database that one conditional UPDATE takes makes other processes wait their turn too. The
time counts from the end of a request, and machines that share a database are taken to agree on the
time to within a second.
"""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.errors import SourceError
from bot.ports import Clock, Store

Sleep = Callable[[float], Awaitable[None]]

#: arXiv: "no more than one request every three seconds".
EVERY = timedelta(seconds=3)
#: Whoever does not come back loses the gate after this; longer than the longest request.
_LEASE = timedelta(minutes=2)
#: Everybody's clocks start their jobs now; ours do not.
_FULL_HOUR = timedelta(minutes=1)
#: The first wait after a refusal, and the longest.
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
#: A server that asks for more than this is asked again all the same.
_MOST_ASKED = timedelta(days=1)


class Turn:
    """The right to make one request.

    Attributes:
        wait: how long nobody may ask after this request.
    """

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait


class Gate:
    """The door to one service.

    Args:
        every: between the end of one request and the begin of the next.
        sleep: `asyncio.sleep`, or what a test puts in its place.
        jitter: spreads the waits of many programs.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        name: str = "arxiv",
        every: timedelta = EVERY,
        sleep: Sleep = asyncio.sleep,
        jitter: random.Random | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._name = name
        self._every = every
        self._sleep = sleep
        self._jitter = jitter or random.Random()  # noqa: S311 - spreads load, guards nothing
        self._holder = secrets.token_hex(8)
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, *, deadline: datetime | None = None) -> AsyncIterator[Turn]:
        """Wait for the turn to make one request.

        Args:
            deadline: somebody waits for the answer: the turn comes before this or not at all. What
                has none keeps away from the full hour.

        Raises:
            SourceError: it cannot come in time.
        """
        await self._enter(deadline)
        turn = Turn(self._every)
        try:
            yield turn
        finally:
            free_at = self._clock.now() + turn.wait
            try:
                await self._store.transact(
                    lambda tx: tx.gates.release(self._name, self._holder, free_at=free_at)
                )
            finally:
                self._lock.release()

    def wait_after(self, refusals: int, retry_after: float | None) -> timedelta:
        """How long to keep away after so many refusals (429, 503) in a row.

        Doubled each time, with jitter; never less than the server asks for, up to a day.
        """
        doubled: timedelta = min(_FIRST_WAIT * int(2 ** min(refusals, 10)), _LONGEST_WAIT)
        spread = doubled * self._jitter.uniform(0.75, 1.25)
        asked = timedelta(seconds=min(retry_after or 0.0, _MOST_ASKED.total_seconds()))
        return max(spread, asked, self._every)

    async def _enter(self, deadline: datetime | None) -> None:
        """Take the lock of this process and the row of all; give both back when that takes long."""
        while True:
            if deadline is None:
                await self._avoid_full_hour()
            await self._lock.acquire()
            try:
                if await self._take(deadline):
                    return
            except BaseException:
                self._lock.release()
                raise
            self._lock.release()

    async def _avoid_full_hour(self) -> None:
        pause = _full_hour_left(self._clock.now())
        if pause:
            pause += _FULL_HOUR * self._jitter.uniform(0, 0.5)
            await self._sleep(pause.total_seconds())

    async def _take(self, deadline: datetime | None) -> bool:
        """Wait until the row is ours; False where the full hour came meanwhile."""
        while True:
            now = self._clock.now()
            if deadline is None and _full_hour_left(now):
                return False
            if deadline is not None and now >= deadline:
                raise SourceError("the gate is busy; try again in a minute")
            again_at = await self._ask_for_row(now)
            if again_at <= now:
                return True
            if deadline is not None and again_at >= deadline:
                raise SourceError("the gate is busy; try again in a minute")
            await self._sleep((again_at - now).total_seconds())

    async def _ask_for_row(self, now: datetime) -> datetime:
        until = now + _LEASE
        return await self._store.transact(
            lambda tx: tx.gates.take(self._name, self._holder, now, until)
        )


def _full_hour_left(now: datetime) -> timedelta:
    """How much is left of the first minute of the hour."""
    into = now - now.replace(minute=0, second=0, microsecond=0)
    return max(_FULL_HOUR - into, timedelta(0))
