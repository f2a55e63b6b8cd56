"""Stays connected to the gateway, as long as the bot runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import discord

from adapters.discord.api import PromptClient
from adapters.discord.gateway import Gateway
from adapters.discord.menu import make_menu
from adapters.discord.places import Places
from adapters.discord.presence import find_place
from adapters.discord.refusals import FAILURES, LOGIN_REFUSED, explain
from adapters.discord.registration import register
from bot.commands.options import OPTIONS
from bot.commands.table import COMMANDS
from bot.errors import ConfigError

_log = logging.getLogger(__name__)

#: Seconds until the next try where there is no connection: doubled, up to the last. Discord takes
#: 1,000 beginnings a day, and resets the token of who needs more.
_FIRST_RETRY, _LAST_RETRY = 1.0, 120.0
#: Seconds that are waited for the goodbye, and for those who are being answered.
_GRACE = 5.0
#: https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
_TOKEN_REFUSED = 4004
_NO_INTENT = (
    "Discord does not let the bot read messages, so there are no cards for links: switch on "
    "Message Content Intent in the Developer Portal (Bot), or set discord.message_content to "
    "false; everything else goes on"
)
_Event = Callable[..., Awaitable[None]]


class Ear:
    """Hears what the gateway tells.

    Args:
        listeners: whose methods `on_…` are called with the library's events of these names.
        reads_messages: ask to read what is written in channels.
    """

    def __init__(
        self,
        http: PromptClient,
        places: Places,
        listeners: Iterable[object],
        *,
        reads_messages: bool,
    ) -> None:
        self._http = http
        self._places = places
        self._listeners = (*listeners, self)
        self._reads_messages = reads_messages
        self._gateway: Gateway | None = None
        self._is_registered = False
        self._busy: set[asyncio.Task[Any]] = set()

    async def listen(self, stop: asyncio.Event) -> None:
        """Until `stop`; then let those who are being answered have their answer.

        Raises:
            ConfigError: the token is accepted no longer.
        """
        now, wait = asyncio.get_running_loop().time, _FIRST_RETRY
        try:
            while not stop.is_set():
                began_at = now()
                ended = await self._connect(stop)
                if now() - began_at > _LAST_RETRY:
                    wait = _FIRST_RETRY
                if isinstance(ended, discord.PrivilegedIntentsRequired) and self._reads_messages:
                    _log.error(_NO_INTENT)
                    self._reads_messages = False
                elif ended is not None:
                    _log.warning("Discord's gateway cannot be reached: %s", _describe(ended))
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), wait)
                    wait = min(wait * 2, _LAST_RETRY)
        finally:
            if self._busy:
                await asyncio.wait(self._busy, timeout=_GRACE)

    async def on_connect(self) -> None:
        """The gateway knows us: the menu can be registered, once."""
        gateway = self._gateway
        if gateway is None or gateway.application_id is None or self._is_registered:
            return
        self._is_registered = True
        await register(self._http, gateway.application_id, make_menu(COMMANDS, OPTIONS))

    async def _connect(self, stop: asyncio.Event) -> Exception | None:
        """Be connected until `stop`, or until there is no connection; why it ended."""
        self._gateway = gateway = Gateway(self._http, reads_messages=self._reads_messages)
        for listener in self._listeners:
            for name in dir(listener):
                if name.startswith("on_"):
                    setattr(gateway, name, self._tracked(getattr(listener, name)))
        self._places.find = partial(find_place, gateway)
        stopping = asyncio.create_task(stop.wait())
        try:
            async with gateway:
                running = asyncio.create_task(gateway.connect())
                await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
                with suppress(TimeoutError):
                    await asyncio.wait_for(gateway.close(), _GRACE)
                await asyncio.wait({running}, timeout=_GRACE)
                return _end(running)
        finally:
            self._places.find = None
            stopping.cancel()

    def _tracked(self, event: _Event) -> _Event:
        async def run(*told: Any) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._busy.add(task)
            try:
                await event(*told)
            finally:
                self._busy.discard(task)

        return run


def _end(running: "asyncio.Task[None]") -> Exception | None:
    """Why a connection ended.

    Raises:
        ConfigError: no other one could be had.
    """
    if not running.done():
        running.cancel()
        return None
    error = running.exception()
    cause = error.__cause__ if isinstance(error, discord.GatewayNotFound) else error
    refused = isinstance(cause, discord.ConnectionClosed) and cause.code == _TOKEN_REFUSED
    if refused or (isinstance(cause, discord.HTTPException) and cause.status == 401):
        raise ConfigError(LOGIN_REFUSED) from None
    if error is None or isinstance(error, (discord.DiscordException, *FAILURES)):
        return error
    raise error


def _describe(error: Exception) -> str:
    return str(explain(error) if isinstance(error, FAILURES) else error)
