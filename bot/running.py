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
from functools import partial
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from bot.commands.conversations import Conversations
from bot.errors import ConfigError, DeliveryError
from bot.http import serve
from bot.jobs import Work, make_scheduler
from bot.metrics import Metrics
from bot.ports import Messenger
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
    stop, wakes = asyncio.Event(), {name: asyncio.Event() for name in connections}
    stops = {name: asyncio.Event() for name in connections}
    failures: dict[str, ConfigError] = {}
    metrics = Metrics()
    health = Health(core=core, started_at=core.clock.now(), has_room=has_room)
    health.platforms = dict.fromkeys(connections, False)
    work = Work(
        core=core,
        health=health,
        watch=metrics,
        wake=partial(_set_all, tuple(wakes.values())),
        back_up=back_up,
        zones=version("tzdata"),
        platforms=tuple(connections),
        fetch=fetch,
    )
    _listen_for_signals(stop, health)
    async with AsyncExitStack() as stack:
        host, port = address
        if port:
            await stack.enter_async_context(serve(health, metrics.render, host=host, port=port))
        await stack.enter_async_context(_background(health.watch_loop()))
        scheduler = make_scheduler(work)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        say(f"chenbao runs on {', '.join(connections) or 'no platform: no token is set'}")
        async with asyncio.TaskGroup() as group:
            for name, connection in connections.items():
                sender = Sender(
                    core,
                    connection,
                    worker=f"{socket.gethostname()}-{os.getpid()}-{token_hex(4)}",
                    watch=metrics,
                    may_claim=has_room,
                )
                served = _serve_platform(
                    sender, connection, health, wake=wakes[name], stop=stops[name]
                )
                group.create_task(_end_alone(name, served, failures, stop, len(connections)))
            await stop.wait()
            _set_all(stops.values())
    if failures and len(failures) == len(connections):
        raise next(iter(failures.values()))
    say("chenbao has stopped")


async def _end_alone(
    name: str,
    served: Coroutine[Any, Any, None],
    failures: dict[str, ConfigError],
    stop: asyncio.Event,
    platforms: int,
) -> None:
    """Serve a platform; one that cannot go on leaves the others alone, the last one ends it all."""
    try:
        await served
    except ConfigError as error:
        failures[name] = error
        if len(failures) == platforms:
            stop.set()
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
            listening = group.create_task(_listen(connection, Conversations(health.core), stop))
    finally:
        health.platforms[sender.platform] = False
        await connection.close()
    if failure := listening.result():
        raise failure


async def _listen(
    connection: Connection, conversations: Conversations, stop: asyncio.Event
) -> ConfigError | None:
    """Let people talk; where that ends, sending ends too, with what is under way. Returns why."""
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
