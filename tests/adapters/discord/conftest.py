"""A bot of Discord's on a server of its own."""

from collections.abc import AsyncIterator

import pytest
from discord.http import Route

from adapters.discord.client import DiscordMessenger
from bot.domain.chat import ChatAddress
from tests.servers.discord import DiscordServer, ManualClock


def at(channel, thread=None) -> ChatAddress:
    thread_id = thread.id if thread else 0
    return ChatAddress(platform="discord", chat_id=channel.id, thread_id=thread_id)


def make(server: DiscordServer, **options) -> DiscordMessenger:
    given = {"codes": {}, "api_base": server.api_base, "now": server.clock}
    return DiscordMessenger(server.token, **(given | options))


@pytest.fixture(autouse=True)
def _base(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library has one address for all its clients; it gets its own one back."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(clock=ManualClock()) as server:
        yield server


@pytest.fixture
def guild(server: DiscordServer):
    return server.add_guild("reading group")


@pytest.fixture
def channel(server: DiscordServer, guild):
    return server.add_channel(guild, "papers")


@pytest.fixture
async def messenger(server: DiscordServer) -> AsyncIterator[DiscordMessenger]:
    messenger = make(server)
    await messenger.start()
    yield messenger
    await messenger.close()
