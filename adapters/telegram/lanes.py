"""People side by side; what one of them does in a chat, one thing after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Hashable
from typing import Any

log = logging.getLogger(__name__)

#: What waits in one lane; more is dropped: nobody reads so many answers.
MAX_WAITING = 50

Work = Coroutine[Any, Any, None]


class Lanes:
    """Runs work; that of one key in the order in which it came."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, key: Hashable, work: Work) -> None:
        """Run `work` when everything before it with this key has ended."""
        queue = self._waiting.get(key)
        if queue is None:
            self._waiting[key] = deque([work])
            task = asyncio.create_task(self._run(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif len(queue) < MAX_WAITING:
            queue.append(work)
        else:
            log.warning("too much waits in one lane; an update is dropped")
            work.close()

    async def idle(self) -> None:
        """Until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def finish(self, within: float) -> None:
        """Let what is under way end, for so many seconds at most."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, key: Hashable) -> None:
        queue = self._waiting[key]
        try:
            while queue:
                try:
                    await queue.popleft()
                except Exception:
                    # What waits behind it is none the worse for it.
                    log.exception("an update could not be handled")
        finally:
            del self._waiting[key]
            for work in queue:
                work.close()
