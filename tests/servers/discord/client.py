"""Points real discord.py at this server, and takes it there and back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.servers.discord.server import DiscordServer


@contextmanager
def pointed_at(server: DiscordServer) -> Iterator[None]:
    """Let every discord.py client of this process speak to `server` meanwhile.

    The library knows two addresses: the base of the routes, and the gateway that a client of one
    shard connects to without asking.
    """
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = server.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def connect(client: discord.Client, server: DiscordServer) -> AsyncIterator[None]:
    """Log `client` in, wait until it is ready, and take it down at the end.

    Two waits of the library are left out: the one for further guilds after the last one (2 s),
    and the one between the shards (5 s each).

    Raises:
        discord.DiscordException: it could not log in or connect.
    """
    client._connection.guild_ready_timeout = 0.02
    client.before_identify_hook = _no_wait  # type: ignore[method-assign]
    with pointed_at(server):
        async with client:
            await client.login(server.token)
            running = asyncio.create_task(client.connect())
            ready = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            try:
                if running.done():
                    running.result()
                await _all_guilds_told(client, server)
                yield
            finally:
                ready.cancel()
                await client.close()
                await asyncio.gather(running, ready, return_exceptions=True)


async def _all_guilds_told(client: discord.Client, server: DiscordServer) -> None:
    """Wait for guilds that came after the shortened wait, as on a busy machine."""
    if not client.intents.guilds:
        return
    there = {guild.id for guild in server.world.bot_guilds if guild.available}
    while there - {guild.id for guild in client.guilds if not guild.unavailable}:
        await client.wait_for("socket_event_type", timeout=5)


async def _no_wait(shard_id: int | None, *, initial: bool = False) -> None:
    """Stands in for a hook that sleeps."""
