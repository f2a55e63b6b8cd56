"""Where the parts meet: what a request handler, the gateway and a test all work on."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.servers.discord.clock import Clock
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.model import Message
from tests.servers.discord.nonces import Nonces
from tests.servers.discord.rates import Rates
from tests.servers.discord.record import POST_MESSAGE, START_THREAD, Request, busiest_second
from tests.servers.discord.script import Script
from tests.servers.discord.world import World
from tests.servers.log import Journal, Lines

T = TypeVar("T")


class Hub:
    """The world, the gateway, the log, the limits and the script of one server.

    Attributes:
        token: of the only bot.
        requests: every request, in order, each noted before it is answered.
        violations: what the real server lets pass and a reader would suffer from.
    """

    def __init__(
        self, token: str, clock: Clock, *, limits: bool = True, log_path: Path | None = None
    ) -> None:
        self.token = token
        self.clock = clock
        self.world = World(clock)
        self.gateway = Gateway(self.world, token, self.changed)
        self.requests: Journal[Request] = Journal()
        self.lines = None if log_path is None else Lines(log_path)
        self.rates = Rates(clock, enabled=limits)
        self.script = Script()
        self.nonces = Nonces(clock)
        self.violations: list[str] = []
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[object]]] = []

    def changed(self) -> None:
        """Something has happened: let those who wait look again."""
        for predicate, future in self._waiting:
            if future.done():
                continue
            try:
                found = predicate()
            except Exception as error:  # noqa: BLE001 - it is raised where the predicate is from
                future.set_exception(error)
            else:
                if found:
                    future.set_result(found)

    async def wait_for(
        self,
        predicate: Callable[[], T],
        *,
        timeout: float = 20.0,  # noqa: ASYNC109 - the caller gives up, not a scope of theirs
    ) -> T:
        """The first true value of `predicate`, which is asked again whenever something happened.

        Raises:
            TimeoutError: nothing within `timeout` real seconds; tells the last requests.
        """
        if found := predicate():
            return found
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        entry = (predicate, future)
        self._waiting.append(entry)  # type: ignore[arg-type]
        try:
            return await asyncio.wait_for(future, timeout)
        except TimeoutError as error:
            last = [f"  {each.route} -> {each.status} {each.code}" for each in self.requests]
            seen = "\n".join(last[-20:]) or "  none"
            raise TimeoutError(f"not within {timeout} s; the last requests:\n{seen}") from error
        finally:
            self._waiting.remove(entry)  # type: ignore[arg-type]

    @property
    def messages(self) -> list[Message]:
        """What the bot has in channels, oldest first; deleted messages are not there."""
        return [each for each in self.world.messages if each.author is self.world.bot]

    def find_requests(self, route: str, channel_id: int | None = None) -> list[Request]:
        """The requests of one route ("POST /channels/{channel_id}/messages"), in order."""
        return [
            each
            for each in self.requests
            if each.route == route and channel_id in (None, each.channel_id)
        ]

    @property
    def max_in_any_second(self) -> int:
        """The most messages (and forum posts) that were made within one second."""
        return busiest_second([each.at for each in self.requests if each.made_message])

    @property
    def max_asked_in_any_second(self) -> int:
        """The same of the requests for messages, answered well or not."""
        asked = {POST_MESSAGE, START_THREAD}
        return busiest_second([each.at for each in self.requests if each.route in asked])
