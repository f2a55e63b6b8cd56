"""`chenbao run`: every part that works by itself, started, told to stop, and stopped in reverse."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
)
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from bot.commands.conversations import Conversations
from bot.errors import ConfigError, DeliveryError
from bot.http import serve
from bot.jobs import Work, make_scheduler
from bot.memory import share_heap
from bot.metrics import Metrics
from bot.ports import Messenger
from bot.ports.hook import Hook
from bot.services.core import Core
from bot.services.health import Health
from bot.services.keep_sending import keep_sending
from bot.services.sender import Sender

log = logging.getLogger(__name__)

#: Seconds until a platform that cannot be reached is tried again: doubled, up to the last.
_FIRST_RETRY, _LAST_RETRY = 1.0, 60.0


class Platform(Protocol):
    """A messenger that has to be connected first."""

    async def start(self) -> None:
        """Connect.

        Raises:
            ConfigError: the token is not accepted.
            DeliveryError: the platform cannot be reached.
        """

    async def listen(self, conversations: Conversations, stop: asyncio.Event) -> None:
        """Let people talk to the bot until `stop`.

        Raises:
            ConfigError: that cannot be, or cannot be any longer; the message says what to do.
        """

    async def close(self) -> None:
        """Let go of the connections."""

    @property
    def hooks(self) -> Mapping[str, Hook]:
        """What waits for requests from the platform, by path."""


class Connection(Messenger, Platform, Protocol):
    """What `run` needs of a platform."""


async def run(
    core: Core,
    connections: Mapping[str, Connection],
    *,
    has_room: Callable[[], bool],
    back_up: Callable[[], Path] | None,
    fetch: Callable[[], Awaitable[None]] | None = None,
    address: tuple[str, int],
    say: Callable[[str], None],
) -> None:
    """Run until SIGTERM or SIGINT; a second one ends the process at once.

    Args:
        connections: by platform; those that have a token.
        fetch: lets the live sources fetch what is due; None where there are none.
        address: host and port to tell of health and metrics; port 0 for none.
        say: told the few things that a person at the terminal should see.

    Raises:
        ConfigError: a token or the port is wrong.
    """
    share_heap()
    metrics = Metrics()
    health = Health(core=core, started_at=core.clock.now(), has_room=has_room)
    platforms = _Platforms(connections, health, metrics)
    work = Work(
        core=core,
        health=health,
        watch=metrics,
        wake=platforms.wake,
        back_up=back_up,
        zones=version("tzdata"),
        platforms=tuple(connections),
        fetch=fetch,
    )
    _listen_for_signals(platforms.stop, health)
    hooks = {path: hook for one in connections.values() for path, hook in one.hooks.items()}
    async with _working(work, metrics, address, hooks):
        say(f"chenbao runs on {', '.join(connections) or 'no platform: no token is set'}")
        await platforms.serve()
    say("chenbao has stopped")


@asynccontextmanager
async def _working(
    work: Work, metrics: Metrics, address: tuple[str, int], hooks: Mapping[str, Hook]
) -> AsyncIterator[None]:
    """What goes on beside the platforms: health and metrics told, the jobs run."""
    host, port = address
    async with AsyncExitStack() as stack:
        if port:
            told = serve(work.health, metrics.render, host=host, port=port, hooks=hooks)
            await stack.enter_async_context(told)
        await stack.enter_async_context(_background(work.health.watch_loop()))
        scheduler = make_scheduler(work)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        yield


class _Platforms:
    """All platforms side by side: one that cannot go on leaves the others alone.

    Attributes:
        stop: ends them all.
    """

    def __init__(
        self, connections: Mapping[str, Connection], health: Health, metrics: Metrics
    ) -> None:
        self._connections = connections
        self._health = health
        self._metrics = metrics
        self._wakes = {name: asyncio.Event() for name in connections}
        self._failures: list[ConfigError] = []
        self.stop = asyncio.Event()
        health.platforms = dict.fromkeys(connections, False)

    def wake(self) -> None:
        """There is something to send."""
        _set_all(self._wakes.values())

    async def serve(self) -> None:
        """Serve them until `stop`.

        Raises:
            ConfigError: none of them can go on.
        """
        stops = {name: asyncio.Event() for name in self._connections}
        async with asyncio.TaskGroup() as group:
            for name in self._connections:
                group.create_task(self._serve_one(name, stops[name]))
            await self.stop.wait()
            _set_all(stops.values())
        if self._failures and len(self._failures) == len(self._connections):
            raise self._failures[0]

    async def _serve_one(self, name: str, stop: asyncio.Event) -> None:
        connection, core = self._connections[name], self._health.core
        sender = Sender(
            core,
            connection,
            worker=f"{socket.gethostname()}-{os.getpid()}-{token_hex(4)}",
            watch=self._metrics,
            may_claim=self._health.has_room,
        )
        try:
            await _serve_platform(
                sender, connection, self._health, wake=self._wakes[name], stop=stop
            )
        except ConfigError as error:
            self._failures.append(error)
            if len(self._failures) == len(self._connections):
                self.stop.set()
            else:
                log.error("%s", error)  # noqa: TRY400 (one line says all)


async def _serve_platform(
    sender: Sender,
    connection: Connection,
    health: Health,
    *,
    wake: asyncio.Event,
    stop: asyncio.Event,
) -> None:
    """One platform: connected, then talking and sending until the end."""
    if not await _connect(connection, stop):
        return
    health.platforms[sender.platform] = True
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_sending(sender, health.core.store, wake=wake, stop=stop))
            conversations = Conversations(health.core)
            listening = group.create_task(_listen(sender, connection, conversations, stop))
    finally:
        health.platforms[sender.platform] = False
        await connection.close()
    if failure := listening.result():
        raise failure


async def _listen(
    sender: Sender, connection: Connection, conversations: Conversations, stop: asyncio.Event
) -> ConfigError | None:
    """Let people talk, once no other process does; where that ends, sending ends too, with what is
    under way. Returns why."""
    leading, stopping = (
        asyncio.create_task(sender.leadership.has_begun.wait()),
        asyncio.create_task(stop.wait()),
    )
    await asyncio.wait({leading, stopping}, return_when=asyncio.FIRST_COMPLETED)
    leading.cancel()
    stopping.cancel()
    if stop.is_set():
        return None
    try:
        await connection.listen(conversations, stop)
    except ConfigError as error:
        return error
    finally:
        stop.set()
    return None


async def _connect(connection: Connection, stop: asyncio.Event) -> bool:
    """Connect, however long it takes; False if it is to stop before."""
    wait = _FIRST_RETRY
    while not stop.is_set():
        try:
            await connection.start()
        except DeliveryError as error:
            log.warning("%s cannot be reached yet: %s", connection.platform, error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
            wait = min(wait * 2, _LAST_RETRY)
        else:
            return True
    return False


def _set_all(events: Iterable[asyncio.Event]) -> None:
    for event in events:
        event.set()


def _listen_for_signals(stop: asyncio.Event, health: Health) -> None:
    def first() -> None:
        if stop.is_set():
            os._exit(1)
        health.is_draining = True
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no such handlers.
            loop.add_signal_handler(number, first)


@asynccontextmanager
async def _background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
