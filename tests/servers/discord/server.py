"""The server: starts, listens, stops."""

import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.servers.discord.clock import Clock
from tests.servers.discord.control import Control
from tests.servers.discord.people import People
from tests.servers.discord.rest.api import PREFIX, Api
from tests.servers.discord.shaping import Shaping

MAX_BODY = 64 * 1024 * 1024


class DiscordServer(Shaping, People):
    """A Discord of one's own, on a port of this machine.

    Args:
        token: what the bot must show.
        clock: seconds since 1970; the machine's unless a test moves its own.
        limits: whether the rate limits are enforced. A library that obeys them sleeps by the
            machine's clock, so leave them out where `clock` stands still.
        log_path: a file to which every request and answer is appended as JSON lines.
        port: 0 takes a free one.
    """

    def __init__(
        self,
        token: str = "token",
        *,
        clock: Clock = time.time,
        limits: bool = True,
        log_path: Path | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(token, clock, limits=limits, log_path=log_path)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._api = Api(self)

    @property
    def address(self) -> str:
        """Where it listens, without a path."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_base(self) -> str:
        """What a client takes for `https://discord.com/api/v10`."""
        return self.address + PREFIX

    async def start(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get("/gateway", self.gateway.handle)
        Control(self).add_to(app)
        self._api.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway"
        await web.SockSite(self._runner, listener).start()

    async def stop(self) -> None:
        """Say goodbye to everybody and stop."""
        self._api.stopping.set()
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.lines is not None:
            self.lines.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()
