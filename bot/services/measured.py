"""Large pieces of work, in transactions that are short: others have to write too."""

import time
from collections.abc import Callable
from typing import TypeVar

from bot.ports import Store, Transaction

T = TypeVar("T")

#: Seconds that one transaction should take: well below the 100 ms that it may.
TARGET = 0.05
#: How much larger than the one before a step may be: the time of one is a poor witness.
_GROWTH = 1.5


class Steps:
    """Runs the steps of one piece of work, each of a size that its time allows.

    Args:
        first: size of the first step.
        most: size of the largest.
        least: size of the smallest; unless it is given, that of the first.
        timer: tells seconds.
    """

    def __init__(
        self,
        store: Store,
        *,
        first: int,
        most: int,
        least: int | None = None,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._store = store
        self._timer = timer
        self.size = min(first, most)
        self._least = min(first if least is None else least, most)
        self._most = most

    async def run(self, work: Callable[[Transaction, int], T]) -> T:
        """Do one step: `work` is given the transaction and the size.

        Raises:
            StorageError: as `Store.transact` does.
        """
        size, started = self.size, 0.0

        def timed(tx: Transaction) -> T:
            nonlocal started
            # The turn to write has been waited for.
            started = self._timer()
            return work(tx, size)

        done = await self._store.transact(timed)
        seconds = max(self._timer() - started, 1e-6)
        fitting = round(size * min(_GROWTH, TARGET / seconds))
        self.size = min(self._most, max(fitting, self._least))
        return done
