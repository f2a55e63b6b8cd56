"""The outbox, a real messenger, and the platform's server on the other side of the wire.

One clock, turned by hand, is that of the bot and of the server.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from adapters.discord.client import DiscordMessenger
from adapters.discord.places import Place
from adapters.telegram.client import TelegramMessenger
from bot.commands.table import COMMANDS
from bot.domain.pace import UNLIMITED, Pace
from bot.ports import Messenger, Store
from bot.services.fan_out import fan_out_new
from bot.services.sender import Sender
from bot.services.terms import Terms
from bot.services.tick import plan_all
from tests.fakes import FakeClock
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TelegramServer
from tests.services.outbox import Outbox
from tests.storage.builders import entry, take_in

CODES = {command.name: command.code for command in COMMANDS}
#: Real seconds until a server that hangs is given up; tests that make it hang say less.
READ_TIMEOUT = 10.0

ServerT = TypeVar("ServerT", TelegramServer, DiscordServer)


@dataclass(kw_only=True)
class Wire(Generic[ServerT]):
    """A bot on one platform."""

    server: ServerT
    messenger: Messenger
    outbox: Outbox
    clock: FakeClock

    def sender(self, **how: Any) -> Sender:
        """A sender as after a start of the program."""
        return self.outbox.sender(self.messenger, **how)

    async def tick(self, pace: Pace = UNLIMITED) -> None:
        """Plan and send what is due now."""
        await fan_out_new(self.outbox.core)
        await plan_all(self.outbox.core)
        await self.sender(pace=pace).drain()

    async def tick_at(self, *instants: datetime) -> None:
        """The same at each of these instants, in order."""
        for instant in instants:
            self.clock.set(instant)
            await self.tick()

    async def send_for(
        self, pace: Pace = UNLIMITED, *, terms: Terms | None = None, **time: float
    ) -> None:
        """Send all that falls due in this time."""
        await self.outbox.send_for(self.messenger, pace=pace, terms=terms, **time)


@asynccontextmanager
async def on_telegram(
    store: Store, clock: FakeClock, *, read_timeout: float = READ_TIMEOUT, **options: Any
) -> AsyncIterator[Wire[TelegramServer]]:
    """A Telegram where every chat exists."""
    given = {"open_world": True, "started_at": clock.now().timestamp(), **options}
    async with TelegramServer(clock=lambda: clock.now().timestamp(), **given) as server:
        messenger = TelegramMessenger(
            server.token, codes=CODES, base_url=server.url, read_timeout=read_timeout
        )
        await messenger.start()
        yield Wire(server=server, messenger=messenger, outbox=Outbox(store, clock), clock=clock)
        await messenger.close()


@asynccontextmanager
async def on_discord(
    store: Store, clock: FakeClock, **options: Any
) -> AsyncIterator[Wire[DiscordServer]]:
    """A Discord without channels as yet; the bot knows them without asking, as by the gateway."""

    def now() -> float:
        return clock.now().timestamp()

    async with DiscordServer(clock=now, **options) as server:
        messenger = DiscordMessenger(
            server.token, codes=CODES, api_base=server.api_base, now=now, find=_know
        )
        await messenger.start()
        outbox = Outbox(store, clock, "discord")
        yield Wire(server=server, messenger=messenger, outbox=outbox, clock=clock)
        await messenger.close()


def _know(channel_id: int) -> Place:
    return Place(id=channel_id, kind=0)


def at(text: str) -> datetime:
    """An instant of UTC: `2026-03-29 01:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def arrive_long(outbox: Outbox, count: int = 30) -> None:
    """So many papers whose titles fill several messages come in."""
    numbers = [f"2403.{number:05}" for number in range(1, count + 1)]
    entries = [
        entry(number, place, title=f"Paper {number} " + "on a long matter " * 20)
        for place, number in enumerate(numbers, start=1)
    ]
    take_in(outbox.store, outbox.clock, *entries)
    outbox.arrive(*numbers)
