"""The updates a bot has not confirmed yet, and those who wait for them."""

import asyncio
from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.telegram.errors import ApiError

#: Kinds that come only when they are asked for by name.
OPTIONAL = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = OPTIONAL | {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "my_chat_member",
    "chat_join_request",
    "poll",
    "poll_answer",
}
#: Seconds after which an update that nobody fetched is gone.
RETENTION = 24 * 3600.0


@dataclass(order=True, frozen=True, slots=True)
class Update:
    """One update; `body` is what the bot receives."""

    id: int
    at: float = field(compare=False)
    body: dict[str, Any] = field(compare=False)


class Updates:
    """A queue in order of `update_id`; nothing leaves it before it is confirmed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pending: list[Update] = []
        self._next_id = 500_000_001
        self._waiter: asyncio.Future[None] | None = None
        self._changed = asyncio.Event()
        self.allowed = KINDS - OPTIONAL
        #: How long a second of waiting really takes; a test may shorten it.
        self.second = 1.0

    def __len__(self) -> int:
        self._forget_old()
        return len(self._pending)

    def allow(self, kinds: Iterable[str]) -> None:
        """Keep only these kinds from now on; none given means the default ones."""
        self.allowed = frozenset(kinds) & KINDS or KINDS - OPTIONAL

    def add(self, kind: str, value: dict[str, Any]) -> Update | None:
        """Queue an update, unless the bot did not ask for its kind."""
        if kind not in self.allowed:
            return None
        return self.add_raw({kind: value})

    def add_raw(self, body: dict[str, Any]) -> Update:
        """Queue `body` as it is, under the next id."""
        update = Update(self._next_id, self._clock(), {"update_id": self._next_id, **body})
        self._next_id += 1
        self.put(update)
        return update

    def put(self, update: Update) -> None:
        """Queue `update` once more, with the id it has: the platform repeats itself at times."""
        insort(self._pending, update)
        self.wake()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def fetch(self, offset: int, limit: int = 100) -> list[dict[str, Any]]:
        """Updates from `offset` on, which confirms all before it; negative counts from the end."""
        self._forget_old()
        if offset < 0:
            self._pending = self._pending[offset:]
        elif offset > 0:
            self._pending = [update for update in self._pending if update.id >= offset]
        return [update.body for update in self._pending[:limit]]

    def pending(self) -> list[Update]:
        """What is not confirmed yet."""
        self._forget_old()
        return list(self._pending)

    def first(self) -> Update | None:
        self._forget_old()
        return self._pending[0] if self._pending else None

    def confirm(self, update: Update) -> None:
        """Take away this one (a webhook accepted it)."""
        self._pending = [other for other in self._pending if other is not update]

    def clear(self) -> None:
        self._pending.clear()

    def interrupt(self, error: ApiError) -> bool:
        """End the poll that waits with `error`. False: nobody waited."""
        waiter = self._waiter
        if waiter is None or waiter.done():
            return False
        waiter.set_exception(error)
        return True

    async def wait(self, seconds: float) -> None:
        """Until an update comes, `seconds` have passed, or somebody interrupts.

        Raises: ApiError what `interrupt` was given.
        """
        waiter = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        try:
            async with asyncio.timeout(seconds * self.second):
                await waiter
        except TimeoutError:
            return
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def wake(self) -> None:
        """Make whoever pushes updates look again."""
        self._changed.set()

    async def changed(self) -> None:
        """Until there may be something new to push."""
        self._changed.clear()
        await self._changed.wait()

    def _forget_old(self) -> None:
        limit = self._clock() - RETENTION
        if self._pending and self._pending[0].at < limit:
            self._pending = [update for update in self._pending if update.at >= limit]
