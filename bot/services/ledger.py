"""Group commit: what concurrent sends have to write is written together.

A commit costs far more than its rows. While one runs, what comes meanwhile is collected, and the
next takes all of it: under load a commit is shared by many messages, without it nobody waits.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import StorageError
from bot.ports import Clock, Store, Transaction
from bot.services.outcome import Ending, write_endings

log = logging.getLogger(__name__)
#: Seconds until endings that the database did not take are offered again.
RETRY = 1.0
#: How often that is done with one that it does not take while it takes others.
TRIES = 5
#: Turns of the event loop that a commit waits for company.
TURNS = 20


@dataclass(slots=True)
class _Waiting:
    key: int
    started: asyncio.Future[bool]


@dataclass(slots=True)
class _Ended:
    ending: Ending
    written: asyncio.Future[None]
    tries: int = 0
    #: The fault is its own: the database takes others.
    is_refused: bool = False


class Ledger:
    """The starts and endings of one sender's deliveries.

    Args:
        lease: how long a start may go without an ending before somebody else settles it.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        worker: str,
        lease: timedelta,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._worker = worker
        self._lease = lease
        self._sleep = sleep
        self._starts: list[_Waiting] = []
        self._endings: list[_Ended] = []
        #: What was sent is known here and cannot be written now (no room, no connection): whoever
        #: settled what has no ending would send it again.
        self.is_behind = False
        #: Endings that the database has refused so far: for it these are being sent.
        self.late = 0
        self._writing: asyncio.Task[None] | None = None

    async def start(self, key: int) -> bool:
        """Commit that a delivery is being sent; False where it must not be.

        Raises:
            StorageError: it could not be written, so nothing may be sent.
        """
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._starts.append(_Waiting(key, future))
        self._wake()
        return await future

    def end(self, ending: Ending) -> asyncio.Future[None]:
        """Take down what became of a delivery; what is returned is done when that is committed.

        It is tried until the database takes it, before any start that comes later or with it. One
        that it never takes, while it takes others, is given up, and settled by its lease.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._endings.append(_Ended(ending, future))
        self._wake()
        return future

    def _wake(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._starts or self._endings:
            # An idle loop turns at once; a busy one brings company in each turn.
            for _ in range(TURNS):
                await asyncio.sleep(0)
            starts, self._starts = self._starts, []
            endings, self._endings = self._endings, []
            try:
                started = await self._commit(starts, endings)
            except StorageError as error:
                # These messages are out: that must be known, however long it takes.
                left = await self._write_apart(starts, endings, error)
                self._endings, self.late = left + self._endings, len(left)
                if left:
                    log.warning("what was sent cannot be written yet: %s", error)
                    await self._sleep(RETRY)
                continue
            self.is_behind, self.late = False, 0
            _tell(starts, started)
            for one in endings:
                _settle(one)

    async def _write_apart(
        self, starts: list[_Waiting], endings: list[_Ended], error: StorageError
    ) -> list[_Ended]:
        """After what was written together was refused: each ending for itself, so that one that
        cannot be written holds up no other, then the starts. Returns those to be offered again."""
        try:
            await self._commit([], [])
        except StorageError:
            _refuse(starts, error)
            self.is_behind = bool(endings)
            return endings  # The database does not answer: none of them is at fault.
        # Until each was offered, nobody is to settle the others as if nothing were known of them.
        self.is_behind = bool(endings)
        left = [one for one in endings if not await self._write_one(one)]
        # A full disk takes what writes nothing, and lets endings wait as well.
        self.is_behind = any(not one.is_refused for one in left)
        # An ending that is not written leaves its place to nobody.
        room = max(0, len(starts) - len(left))
        starts, self._starts = starts[:room], starts[room:] + self._starts
        try:
            _tell(starts, await self._commit(starts, []))
        except StorageError as error:
            _refuse(starts, error)
        return left

    async def _write_one(self, one: _Ended) -> bool:
        """False where it is to be offered again."""
        try:
            await self._commit([], [one])
        except StorageError as error:
            one.is_refused = error.permanent
            one.tries += error.permanent
            if one.tries < TRIES:
                return False
            facts = {"delivery_id": one.ending.delivery.key}
            log.error("what became of it cannot be written: %s", error, extra=facts)  # noqa: TRY400 (one line says all)
        _settle(one)
        return True

    async def _commit(self, starts: list[_Waiting], endings: list[_Ended]) -> set[int]:
        """Write these in one transaction; the keys of those that may be sent.

        Raises:
            StorageError: nothing was written.
        """

        def work(tx: Transaction) -> set[int]:
            now = self._clock.now()
            if endings:
                write_endings(tx, [one.ending for one in endings], self._worker, now)
            if not starts:
                return set()
            keys, until = [one.key for one in starts], now + self._lease
            return tx.deliveries.start_many(keys, self._worker, now=now, lease_until=until)

        try:
            return await self._store.transact(work)
        except StorageError:
            raise
        except Exception as error:
            # A fault of ours. Whoever waits must be told, or the sender stands still.
            log.exception("the ledger failed")
            raise StorageError(f"{type(error).__name__}: {error}", permanent=True) from error


def _tell(starts: list[_Waiting], started: set[int]) -> None:
    for waiting in starts:
        if not waiting.started.done():
            waiting.started.set_result(waiting.key in started)


def _refuse(starts: list[_Waiting], error: StorageError) -> None:
    for waiting in starts:
        if not waiting.started.done():
            waiting.started.set_exception(error)


def _settle(one: _Ended) -> None:
    if not one.written.done():
        one.written.set_result(None)
