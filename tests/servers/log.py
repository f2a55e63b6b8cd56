"""What a server saw, in order: kept in memory, awaited without sleeping, written as JSON lines."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Waiter(Generic[T]):
    """Somebody who waits until `count` entries fulfil a predicate."""

    def __init__(self, predicate: Callable[[T], bool], count: int) -> None:
        self.predicate = predicate
        self.count = count
        self.matched: set[int] = set()
        self.future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def look_at(self, entry: T) -> None:
        if self.future.done() or id(entry) in self.matched or not self.predicate(entry):
            return
        self.matched.add(id(entry))
        if len(self.matched) == self.count:
            self.future.set_result(entry)


class Journal(Generic[T]):
    """A list that only grows, and whose readers may wait for what is not there yet.

    It belongs to one event loop; `add` and `touch` are plain calls, so that an entry is in the
    journal before the answer to its request can be written.
    """

    def __init__(self) -> None:
        self.entries: list[T] = []
        self._waiters: list[_Waiter[T]] = []

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[T]:
        return iter(self.entries)

    def __getitem__(self, index: int) -> T:
        return self.entries[index]

    def add(self, entry: T) -> None:
        """Append `entry` and wake those who waited for it."""
        self.entries.append(entry)
        self.touch(entry)

    def touch(self, entry: T) -> None:
        """Say that `entry` has changed; a waiter may match it now."""
        for waiter in self._waiters:
            waiter.look_at(entry)

    async def wait_for(
        self,
        predicate: Callable[[T], bool],
        *,
        count: int = 1,
        after: int = 0,
        timeout: float = 5.0,  # noqa: ASYNC109 - the caller gives it up, not a scope of his
    ) -> T:
        """The entry that makes `count` matches, among those from index `after` on.

        Raises:
            TimeoutError: not so many within `timeout` real seconds; says what was there.
        """
        waiter = _Waiter(predicate, count)
        for entry in self.entries[after:]:
            waiter.look_at(entry)
        self._waiters.append(waiter)
        try:
            return await asyncio.wait_for(waiter.future, timeout)
        except TimeoutError as error:
            seen = "\n".join(f"  {entry!r:.300}" for entry in self.entries[after:][-20:])
            found = len(waiter.matched)
            message = f"{found} of {count} within {timeout} s; the last of the journal:\n{seen}"
            raise TimeoutError(message) from error
        finally:
            self._waiters.remove(waiter)


class Lines:
    """An append-only file of JSON lines; a line is with the kernel when `write` returns.

    It outlives the death of any process, but not that of the machine: there is no fsync.
    """

    def __init__(self, path: str | Path | None) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._fd = None if path is None else os.open(path, flags, 0o644)

    def write(self, line: dict[str, Any]) -> None:
        if self._fd is not None:
            os.write(self._fd, json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
