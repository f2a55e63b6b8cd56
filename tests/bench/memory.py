"""What the running bot holds in memory, with many chats and papers.

    python -m tests.bench.memory --chats 100000 --papers 65000 [--database-url URL]

A process as `chenbao run` makes it matches a morning's papers, plans all chats, and sends for a few
seconds; the last line is JSON: `megabytes` resident then.
"""

import argparse
import asyncio
import importlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update

from bot.domain.pace import UNLIMITED
from bot.domain.schedule import Rhythm
from bot.services.sender import Sender
from bot.services.tick import prepare
from storage import open_store
from storage import tables as t
from tests.bench.database import THRESHOLDS, Connect, database_url_of, fresh_database
from tests.bench.outbox import add_chats, make_core
from tests.fakes import FakeClock, FakeMessenger

#: Papers of the morning, and how many of them every chat gets.
NEW, WANTED = 500, 3
ABSTRACT = "We colour the vertices of planar graphs by a greedy rule and bound its cost. " * 12
STEP = 5_000


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=65_000)
    parser.add_argument("--database-url")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        asyncio.run(_work(options.inside))
        return
    with fresh_database(options.database_url) as (_, connect):
        _fill(connect, options.chats, options.papers)
        print(f"{options.chats} chats and {options.papers} papers stand ready")
        command = [sys.executable, "-m", "tests.bench.memory", "--inside"]
        done = subprocess.run(
            [*command, database_url_of(connect)], check=True, stdout=subprocess.PIPE, text=True
        )
        found = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps({"chats": options.chats, "papers": options.papers, **found}))


async def _work(url: str) -> None:
    """All that the bot does of a morning, in this process."""
    # What `chenbao run` loads beside the work itself.
    for name in ("adapters.discord.client", "adapters.telegram.client", "bot.running"):
        importlib.import_module(name)

    store = open_store(url, thresholds=THRESHOLDS)
    core = make_core(store)
    at_start = _resident()
    await prepare(core)
    clock = FakeClock(datetime.now(UTC))
    messenger = FakeMessenger(clock)
    sender = Sender(core, messenger, worker="bench", pace=UNLIMITED)
    draining = asyncio.create_task(sender.drain())
    while len(messenger.sent) < 500 and not draining.done():  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0.05)
    sender.stop()
    await draining
    await sender.finish(within=10)
    print(json.dumps({"megabytes": _resident(), "at_start": at_start, "peak": _peak()}))
    store.close()


def _resident() -> float:
    """Megabytes of this process in memory now."""
    return _read("VmRSS")


def _peak() -> float:
    return _read("VmHWM")


def _read(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith(f"{name}:"))
    return round(int(line.split()[1]) / 1024, 1)


def _fill(connect: Connect, chats: int, papers: int) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    lists: dict[str, list[str]] = {
        name: [] for name in ("categories", "links", "images", "listed_under", "damage")
    }
    with connect() as connection:
        add_chats(connection, range(1, chats + 1), rhythm=Rhythm.DAILY, now=now)
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
