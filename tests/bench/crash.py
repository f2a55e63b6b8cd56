"""What a sender that is killed with -9 at random moments loses, repeats and mixes up.

    python -m tests.bench.crash --kills 100 [--database-url URL]

Two platforms are sent to at once, in messages of three parts. After each kill the rows that were in
`sending` are counted (`in_flight`): so many messages may be there twice on Telegram; on Discord
none may. At the end one more kill is timed: `recovery_ratio` is the time until everything that was
under way is settled, over the lease; lease and poll are as long to each other as in the program.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import func, select

from storage import tables as t
from tests.bench.database import Connect, database_url_of, fresh_database
from tests.bench.outbox import add_chats, add_paper
from tests.bench.victim import Task, start
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramProcess

PARTS = 3
#: A fifth of what they are in the program: seconds.
LEASE, POLL = 6.0, 0.2
#: Messages that a child sends between two kills, at the most that was seen.
PER_KILL = 80
BETWEEN = (0.05, 0.35)
#: Platform, key of the delivery, and the how many-th try it is.
Try = tuple[str, int, int]
OPEN = ("pending", "claimed", "sending")


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    with fresh_database(options.database_url) as (_, connect):
        print(json.dumps(asyncio.run(_measure(connect, options))))


async def _measure(connect: Connect, options: argparse.Namespace) -> dict[str, Any]:
    chats = max(12, options.kills * PER_KILL // PARTS // 2)
    chance = random.Random(options.seed)
    async with TelegramProcess("--open") as telegram, DiscordServer(limits=False) as discord:
        guild = discord.add_guild("reading", discord.add_user("ada"))
        channels = [discord.add_channel(guild, f"papers-{number}").id for number in range(chats)]
        _fill(connect, range(1_000, 1_000 + chats), channels)
        task = Task(
            database_url=database_url_of(connect),
            platforms={
                "telegram": (telegram.base_url, TOKEN),
                "discord": (discord.api_base, "token"),
            },
            lease=LEASE,
            poll=POLL,
            parts=PARTS,
            chunk=10_000,
        )
        in_flight, killed = await _kill_often(task, connect, options.kills, chance)
        recovery, late = await _time_recovery(task, connect)
        in_flight |= late
        await _finish(task, connect)
        got = [(one.channel.id, one.text) for one in discord.messages]
        on_discord = _judge(connect, "discord", got)
        on_telegram = _judge(connect, "telegram", await _list_sent(telegram))
    print(f"{killed} kills, {2 * chats * PARTS} messages")
    return {
        "kills": killed,
        "messages": 2 * chats * PARTS,
        "lost": on_telegram["lost"] + on_discord["lost"],
        "duplicates": on_telegram["duplicates"],
        "in_flight": sum(one[0] == "telegram" for one in in_flight),
        "discord_duplicates": on_discord["duplicates"],
        "discord_in_flight": sum(one[0] == "discord" for one in in_flight),
        "uncertain": on_telegram["uncertain"] + on_discord["uncertain"],
        "order_violations": on_telegram["disorder"] + on_discord["disorder"],
        "recovery_ratio": round(recovery / LEASE, 3),
    }


async def _kill_often(
    task: Task, connect: Connect, kills: int, chance: random.Random
) -> tuple[set[Try], int]:
    """Kill as often; every try that was being sent at a kill, and how many kills there were."""
    in_flight: set[Try] = set()
    for done in range(kills):
        if not _count(connect, OPEN):
            return in_flight, done
        before = _count(connect, ("sent",))
        process = start(task)
        # The moment is counted from the first message on: the start of a process sends nothing.
        await _until(lambda n=before: _count(connect, ("sent",)) > n or not _count(connect, OPEN))
        await asyncio.sleep(chance.uniform(*BETWEEN))
        process.kill()
        await asyncio.to_thread(process.join)
        in_flight |= _list_sending(connect)
    return in_flight, kills


async def _time_recovery(task: Task, connect: Connect) -> tuple[float, set[Try]]:
    """Seconds from a kill until nothing that was being sent then is so any more."""
    old = _list_sending(connect)
    process = start(task)
    await _until(lambda: _list_sending(connect) - old or not _count(connect, OPEN))
    process.kill()
    killed_at = time.perf_counter()
    await asyncio.to_thread(process.join)
    tries = _list_sending(connect)
    process = start(task)
    await _until(lambda: not tries & _list_sending(connect))
    seconds = time.perf_counter() - killed_at
    process.kill()
    await asyncio.to_thread(process.join)
    return seconds, tries | _list_sending(connect)


async def _finish(task: Task, connect: Connect) -> None:
    process = start(task)
    await _until(lambda: not _count(connect, OPEN))
    process.kill()
    await asyncio.to_thread(process.join)


async def _until(holds: Callable[[], object]) -> None:
    """Look until it holds: another process cannot tell us."""
    while not holds():  # noqa: ASYNC110 - see above
        await asyncio.sleep(0.02)


def _judge(connect: Connect, platform: str, got: list[tuple[int, str]]) -> dict[str, int]:
    """What is missing, twice there, or out of order."""
    with connect() as connection:
        rows = connection.execute(
            select(t.chat.c.chat_id, t.delivery.c.part, t.delivery.c.state)
            .join(t.chat, t.chat.c.key == t.delivery.c.chat_key)
            .where(t.delivery.c.platform == platform)
        ).all()
        chats = connection.scalar(
            select(func.count()).select_from(t.chat).where(t.chat.c.platform == platform)
        )
    assert len(rows) == PARTS * (chats or 0)
    copies = Counter(got)
    first: dict[int, list[str]] = {}
    for chat_id, text in got:
        parts = first.setdefault(chat_id, [])
        if text not in parts:
            parts.append(text)
    uncertain = sum(row.state == "uncertain" for row in rows)
    missing = sum(
        not copies[row.chat_id, f"part {row.part}"] and row.state != "uncertain" for row in rows
    )
    return {
        "lost": missing,
        "duplicates": sum(copies.values()) - len(copies),
        "disorder": sum(parts != sorted(parts) for parts in first.values()),
        "uncertain": uncertain,
    }


async def _list_sent(server: TelegramProcess) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    async with ClientSession() as session:
        while True:
            address = f"{server.url}/_control/sent?after={len(found)}"
            async with session.get(address) as response:
                part = (await response.json())["sent"]
            if not part:
                return found
            found += [(one["chat_id"], one["text"]) for one in part]


def _count(connect: Connect, states: tuple[str, ...]) -> int:
    with connect() as connection:
        made = select(func.count()).select_from(t.delivery)
        if not connection.scalar(made):
            # Nothing has been fanned out yet: all of it waits.
            return 0 if states == ("sent",) else 1
        return connection.scalar(made.where(t.delivery.c.state.in_(states))) or 0


def _list_sending(connect: Connect) -> set[Try]:
    delivery = t.delivery.c
    with connect() as connection:
        rows = connection.execute(
            select(delivery.platform, delivery.key, delivery.attempts).where(
                delivery.state == "sending"
            )
        )
        return {(row.platform, row.key, row.attempts) for row in rows}


def _fill(connect: Connect, telegram: range, discord: list[int]) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    with connect() as connection:
        add_chats(connection, telegram, now=now)
        add_chats(
            connection, discord, platform="discord", kind="channel", now=now, first=len(telegram)
        )
        add_paper(connection, 1, now)


if __name__ == "__main__":
    main()
