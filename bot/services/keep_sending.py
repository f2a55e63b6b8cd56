"""One sender, from start to stop: alone, awake when there is something to do, gone in time."""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.ports import Lead, Store
from bot.services.sender import Sender

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger(__name__)

#: Seconds between two looks at the outbox, where nothing wakes the sender before.
POLL = 1.0
#: Seconds between two looks whether we still are the only sender, beside those at each claim.
_CHECK = 1.0
#: Seconds that what is under way has to end.
GRACE = 10.0


async def keep_sending(
    sender: Sender,
    store: Store,
    *,
    wake: asyncio.Event,
    stop: asyncio.Event,
    poll: float = POLL,
) -> None:
    """Send until `stop` is set; then let what is under way end, and give back the rest."""
    is_waiting = False
    while not stop.is_set():
        lead = await _take_lead(sender, store)
        if lead is None:
            if not is_waiting:
                log.warning("another process sends for %s; waiting for its end", sender.platform)
            is_waiting = True
            await _first_of(stop.wait(), within=poll)
            continue
        is_waiting = False
        sender.begin(lead)
        try:
            async with _watching(sender):
                await _send_while_leading(sender, wake, stop, poll)
        finally:
            await asyncio.to_thread(lead.release)


async def _take_lead(sender: Sender, store: Store) -> Lead | None:
    try:
        return await asyncio.to_thread(store.take_lead, sender.name)
    except StorageError as error:
        log.warning("the database cannot be reached: %s", error)
        return None


async def _send_while_leading(
    sender: Sender, wake: asyncio.Event, stop: asyncio.Event, poll: float
) -> None:
    while not stop.is_set() and sender.leadership.is_ours:
        wake.clear()
        draining = asyncio.create_task(sender.drain())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({draining, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stop.is_set():
            sender.stop()
            await _finish(sender, draining)
            return
        try:
            await draining
        except StorageError as error:
            log.warning("nothing can be sent now: %s", error)
        await _first_of(wake.wait(), stop.wait(), within=poll)
    sender.stop()
    await _finish(sender, None)


async def _finish(sender: Sender, draining: "asyncio.Task[int] | None") -> None:
    try:
        if not await sender.finish(within=GRACE):
            log.warning("some of what was under way did not end in time")
    except StorageError as error:
        log.warning("what was claimed cannot be given back: %s", error)
    if draining is not None:
        draining.cancel()
        with suppress(asyncio.CancelledError, StorageError):
            await draining


@asynccontextmanager
async def _watching(sender: Sender) -> "AsyncIterator[None]":
    """Look now and then whether we still are the only sender."""

    async def watch() -> None:
        while await sender.leadership.look():  # noqa: ASYNC110 - the other side tells nobody that it is gone
            await asyncio.sleep(_CHECK)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _first_of(*what: Awaitable[object], within: float) -> None:
    """Wait for the first of these, or for the time to be over."""
    tasks = [asyncio.ensure_future(one) for one in what]
    await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
