"""How long a large day takes from the listing to the outbox, without the gate's waiting.

    python -m tests.bench.day --papers 1500 --chats 300 [--database-url URL]

A simulated arXiv announces all papers in one category (2,000 is the most that a listing shows); the
clock is turned by whoever would sleep, so the time is our own and the simulator's. The last line is
JSON: `seconds` of which `limit` is the most it may take, and the peak of memory in `peak_mb`.
"""

import argparse
import asyncio
import json
import resource
import time
from datetime import UTC, datetime

from bot.domain.calendar import Calendar
from bot.domain.chat import ChatAddress, ChatKind, ChatSettings
from bot.domain.schedule import first_slot
from bot.matching.lexicon import Lexicon
from bot.ports import Store
from bot.services.core import Core
from bot.services.plan import plan_due
from bot.services.tick import match_all
from bot.sources.live import fetch_one, open_desk
from bot.sources.newsroom import Hosts, SourceOptions
from tests.bench.database import fresh_database
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.servers.arxiv.world import World

LIMIT = 60.0
CATEGORY = "cs.CV"
#: Friday 09:10 in Beijing.
MORNING = datetime(2026, 11, 20, 1, 10, tzinfo=UTC)
TOPICS = ("cat:cs.CV", "zebrafish", "lanterns", "counting meadows", "医学图像", "diffusion model")


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=1500)
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    mailing = Calendar().last(MORNING)
    world = World([mailing], (CATEGORY,), per_day=options.papers)
    with fresh_database(options.database_url) as (store, _):
        measured = asyncio.run(_measure(store, world, options.chats))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(", ".join(f"{name} {value}" for name, value in measured.items()))
    print(json.dumps({**measured, "limit": LIMIT, "peak_mb": round(peak)}))


async def _measure(store: Store, world: World, chats: int) -> dict[str, float]:
    clock = FakeClock(MORNING)
    core = Core(store=store, clock=clock, load_lexicon=_lexicon())
    with store.begin() as tx:
        for number in range(chats):
            address = ChatAddress(platform="console", chat_id=number + 1)
            chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, ChatSettings(), clock.now())
            name = TOPICS[number % len(TOPICS)]
            topic, _ = tx.topics.get_or_add(name, name, clock.now())
            tx.subscriptions.add(chat.key, topic.key, name, None, clock.now(), clock.now())
            tx.chats.set_pending(chat.key, first_slot(chat.settings.schedule, clock.now()))

    async def sleep(seconds: float) -> None:
        clock.advance(seconds=seconds)

    async with ArxivServer(world, clock) as server:
        names = ("arxiv", "api", "rss", "oai", "huggingface")
        wanted = SourceOptions(
            categories=(CATEGORY,), hosts=Hosts(**dict.fromkeys(names, server.url))
        )
        async with open_desk(store, clock, wanted, sleep=sleep) as desk:
            begun = time.perf_counter()
            fetched = await fetch_one(desk, "arxiv")
            fetched_at = time.perf_counter()
    matched = await match_all(core)
    matched_at = time.perf_counter()
    clock.set(max(clock.now(), datetime(2026, 11, 20, 1, 30, tzinfo=UTC)))
    while await store.transact(lambda tx: plan_due(tx, clock.now())):
        pass
    done = time.perf_counter()
    assert fetched.counts.new == len(world.papers), fetched.problems
    return {
        "papers": matched,
        "requests": len(server.journal),
        "fetch_s": round(fetched_at - begun, 2),
        "match_s": round(matched_at - fetched_at, 2),
        "plan_s": round(done - matched_at, 2),
        "seconds": round(done - begun, 2),
    }


def _lexicon():
    lexicon = Lexicon.load()
    return lambda: lexicon


if __name__ == "__main__":
    main()
