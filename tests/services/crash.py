"""Servers and databases for processes that are killed in mid-run, and what came of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.domain.delivery import DeliveryState
from bot.domain.schedule import Rhythm
from bot.ports import Store
from storage import tables as t
from storage.engine import make_engine, parse_url
from tests.bench.outbox import add_chats, add_paper
from tests.bench.victim import Task, start
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer

CHATS = 6
#: Of the process that dies, so that nobody waits for long; and of the one that lives, whose sends
#: must all end before.
DYING, LIVING = 0.2, 3.0


@dataclass
class World:
    """A server, what it got, and a database full of work."""

    task: Task
    chat_ids: list[int]
    got: Any

    @property
    def copies(self) -> dict[tuple[int, str], int]:
        return Counter(self.got())


@asynccontextmanager
async def world(
    platform: str,
    database_url: str,
    rhythm: Rhythm = Rhythm.INSTANT,
    *,
    count: int = CHATS,
    parts: int = 3,
) -> AsyncIterator[World]:
    """A server of this platform, and a database with one message for each of so many chats."""
    if platform == "telegram":
        async with TelegramServer(open_world=True) as server:
            chats = list(range(1000, 1000 + count))
            _fill(database_url, platform, chats, rhythm)
            task = Task(
                database_url=database_url,
                platforms={platform: (server.base_url, TOKEN)},
                lease=LIVING,
                parts=parts,
                poll=0.05,
            )
            yield World(task, chats, lambda: [(s.chat_id, s.text) for s in server.sent])
        return
    async with DiscordServer(limits=False) as discord:
        guild = discord.add_guild("reading", discord.add_user("ada"))
        chats = [discord.add_channel(guild, f"papers-{number}").id for number in range(count)]
        _fill(database_url, platform, chats, rhythm)
        task = Task(
            database_url=database_url,
            platforms={platform: (discord.api_base, "token")},
            lease=LIVING,
            parts=parts,
            poll=0.05,
        )
        yield World(task, chats, lambda: [(m.channel.id, m.text) for m in discord.messages])


def _fill(database_url: str, platform: str, chats: list[int], rhythm: Rhythm) -> None:
    engine = make_engine(parse_url(database_url))
    now = datetime.now(UTC) - timedelta(minutes=1)
    with engine.begin() as connection:
        kind = "private" if platform == "telegram" else "channel"
        add_chats(connection, chats, platform=platform, kind=kind, rhythm=rhythm, now=now)
        add_paper(connection, 1, now)
        if rhythm is Rhythm.DAILY:
            connection.execute(update(t.chat).values(pending_on=now.date(), pending_at=now))
    engine.dispose()


async def die(task: Task) -> None:
    """Run until the process has killed itself."""
    process = start(task)
    await asyncio.to_thread(process.join, 30)
    assert process.exitcode == 9


async def live(task: Task, store: Store, expected: int) -> None:
    """Run until nothing is left to send."""
    process = start(task)
    try:
        async with asyncio.timeout(60):
            while not _is_done(store, expected):
                await asyncio.to_thread(process.join, 0.05)
                assert process.is_alive()
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _is_done(store: Store, expected: int) -> bool:
    with store.begin() as tx:
        states = tx.deliveries.count_by_state()
    return states.get(DeliveryState.SENT, 0) == expected == sum(states.values())
