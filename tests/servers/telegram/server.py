"""The server, and the hand that a test has in it."""

import asyncio
import time
from collections.abc import Callable, Collection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.log import Lines
from tests.servers.telegram.call import Call
from tests.servers.telegram.control import Control
from tests.servers.telegram.http import MAX_BODY, Front
from tests.servers.telegram.ledger import Ledger
from tests.servers.telegram.rates import Gate, Limits
from tests.servers.telegram.script import Fault, Script
from tests.servers.telegram.stage import Stage
from tests.servers.telegram.webhook import Pusher
from tests.servers.telegram.world import World

TOKEN = "123456789:AAfakefakefakefakefakefakefakefake0"


class TelegramServer(Stage, Ledger):
    """A Bot API for one bot: `async with TelegramServer() as server:`.

    Args:
        token: the bot's; the number before its colon is the bot's id.
        host, port: where to listen; port 0 takes a free one.
        clock: the time that rates, dates and retention go by, in seconds. Waiting on the wire
            (long polls, delays, latency) is always real.
        enforce_rates: answer 429 to a bot that is faster than the platform allows.
        privacy_mode: whether the bot sees only what is meant for it in groups.
        open_world: whether any chat id exists as soon as it is written to.
        started_at: the Unix time of the beginning; the present one where it is not given.
        latency: real seconds every answer takes.
        log_path: an append-only file of JSON lines, one per request, written before its answer.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        username: str = "chenbao_bot",
        clock: Callable[[], float] = time.monotonic,
        enforce_rates: bool = False,
        privacy_mode: bool = True,
        open_world: bool = False,
        started_at: float | None = None,
        latency: float = 0.0,
        log_path: str | Path | None = None,
    ) -> None:
        self.token = token
        self.host = host
        self.port = port
        self.world = World(
            token,
            username=username,
            clock=clock,
            limits=Limits() if enforce_rates else None,
            privacy_mode=privacy_mode,
            open_world=open_world,
            started_at=started_at,
        )
        self._script = Script()
        self._latency = latency
        self._log_path = log_path

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; from here on `base_url` is known."""
        self._lines = Lines(self._log_path)
        self.front = Front(self.world, self._script, self._lines, Control(self).handle)
        self.front.latency = self._latency
        listener = web.Server(
            self.front.handle,
            request_factory=_big_request,
            handler_cancellation=True,
            access_log=None,
        )
        self._runner = web.ServerRunner(listener, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.pusher = Pusher(self.front)
        self._pushing = asyncio.create_task(self.pusher.run())

    async def stop(self) -> None:
        """Stop listening; what hangs is let go."""
        self.front.stop()
        self._pushing.cancel()
        await asyncio.gather(self._pushing, return_exceptions=True)
        await self._runner.cleanup()
        self._lines.close()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """As python-telegram-bot wants it: the token follows at once."""
        return f"{self.url}/bot"

    def forget(self) -> None:
        """Start the records anew; users, chats and updates stay."""
        self.world.forget()

    # What goes wrong.

    def script(
        self,
        fault: Fault,
        *,
        method: str | Collection[str] = (),
        chat_id: int | Collection[int] = (),
        text: str = "",
        when: Callable[[Call], bool] | None = None,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Meet the next requests that match with `fault`; see `Script.add`."""
        self._script.add(
            fault,
            method=method,
            chat_id=chat_id,
            text=text,
            when=when,
            times=times,
            share=share,
        )

    def clear_script(self) -> None:
        """No more faults, and no more floods."""
        self._script.clear()
        self.world.gate.clear()

    def enforce_rates(self, limits: Limits | None = Limits()) -> None:  # noqa: B008 - frozen
        """Enforce `limits` from now on; None enforces none."""
        self.world.gate = Gate(limits)


def _big_request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> Any:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY
    )
