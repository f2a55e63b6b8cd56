"""What the running bot holds in memory, with many chats and papers.

    python -m tests.bench.memory --chats 100000 --papers 65000 [--database-url URL]

`chenbao run` as a process of its own, against the Bot API and the Discord of `tests/servers`, wakes
up to a morning: it matches the papers that came, plans all chats, sends, and is asked something.
The last line is JSON: `megabytes` resident after `sent` messages, and the `peak` until then.
"""

import argparse
import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update

from bot.domain.schedule import Rhythm
from storage import tables as t
from tests.bench.database import Connect, database_url_of, fresh_database
from tests.bench.outbox import add_chats
from tests.bench.start import running
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TelegramServer

#: Papers of the morning, and how many of them every chat gets.
NEW, WANTED = 500, 3
ABSTRACT = "We colour the vertices of planar graphs by a greedy rule and bound its cost. " * 12
STEP = 5_000
FIRST_CHAT = 1_000
SENT, PATIENCE = 200, 300


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=65_000)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    with fresh_database(options.database_url) as (_, connect):
        _fill(connect, options.chats, options.papers)
        print(f"{options.chats} chats and {options.papers} papers stand ready")
        found = asyncio.run(_measure(database_url_of(connect)))
    print(json.dumps({"chats": options.chats, "papers": options.papers, **found}))


async def _measure(url: str) -> dict[str, float]:
    """A morning of the bot."""
    async with (
        TelegramServer(open_world=True) as telegram,
        DiscordServer() as discord,
        running(url, telegram, discord) as process,
    ):
        assert process.stderr is not None
        # A log that nobody reads would stop it.
        reading = asyncio.create_task(process.stderr.read())
        await telegram.wait_sent(count=SENT, timeout=PATIENCE)
        bob = telegram.user(8, language_code="en", first_name="Bob")
        bob.send(bob.chat, "/search greedy colouring")
        while not any(one.chat_id == bob.chat.id for one in telegram.sent):
            assert process.returncode is None
            await asyncio.sleep(0.1)
        found = {
            "sent": len(telegram.sent),
            "megabytes": _read(process.pid, "VmRSS"),
            "peak": _read(process.pid, "VmHWM"),
        }
        process.kill()
        await reading
    return found


def _read(pid: int, name: str) -> float:
    """Megabytes that a process holds in memory (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith(f"{name}:"))
    return round(int(line.split()[1]) / 1024, 1)


def _fill(connect: Connect, chats: int, papers: int) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    lists: dict[str, list[str]] = {
        name: [] for name in ("categories", "links", "images", "listed_under", "damage")
    }
    with connect() as connection:
        add_chats(connection, range(FIRST_CHAT, FIRST_CHAT + chats), rhythm=Rhythm.DAILY, now=now)
        connection.execute(update(t.chat).values(pending_on=now.date(), pending_at=now))
        for first in range(0, papers, STEP):
            connection.execute(
                insert(t.paper),
                [
                    {"arxiv_number": f"{2000 + key // 90000}.{key % 90000:05}", "version": 1}
                    | {"announce_type": "new", "unmatched": key >= papers - NEW}
                    | {"arrived_at": now, "title": _title(key, papers)}
                    | {"title_key": f"paper{key}", "authors": ["Ada Lovelace"]}
                    | {"abstract": ABSTRACT, **lists}
                    for key in range(first, min(first + STEP, papers))
                ],
            )


def _title(key: int, papers: int) -> str:
    about = "Medical Image Segmentation" if key >= papers - WANTED else "Colouring Graphs"
    return f"{about} {key}"


if __name__ == "__main__":
    main()
