"""How long it takes to plan many chats that are due at the same instant.

    python -m tests.bench.plan --chats 100000 [--database-url URL]

The whole of it is timed, as the bot does it at nine in the morning: finding the chats, deciding on
their slots, seeing whether there is anything for them, and writing issues, deliveries and next
slots. Which papers an issue holds is chosen when it is sent; that is timed beside it, for a part of
the issues. The last line is JSON: `ratio` is the time of planning over a tick of 60 s, `longest_ms`
its longest transaction, `idle_ms` what the tick costs when nothing is due, `fill_ms` what it takes
to choose and read the entries of one issue.
"""

import argparse
import asyncio
import json
import statistics
import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, text

from bot.domain.chat import ChatSettings
from bot.ports import Store
from bot.services.tick import plan_all
from storage import tables as t
from storage.rows import from_settings
from tests.bench.database import Connect, Watched, fresh_database
from tests.bench.outbox import make_core
from tests.fakes import FakeClock

TOPICS = 300
#: Papers of a day; each belongs to this many topics. So a chat of two topics gets twenty a day.
PAPERS, TOPICS_OF_PAPER = 500, 6
#: Categories that arXiv announces them in.
CATEGORIES = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "eess.IV")
#: Days of papers that were pushed already.
DAYS_BEFORE = 5
DUE_AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
BEFORE = DUE_AT - timedelta(days=1)
#: Issues whose entries are chosen, to time that.
FILLED = 1_000


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    with fresh_database(options.database_url) as (store, connect):
        with connect() as connection:
            _fill(connection, options.chats)
            if connection.dialect.name == "postgresql":
                # As it does by itself within minutes of so many new rows.
                connection.execute(text("ANALYZE"))
        print(f"{options.chats} chats stand ready")
        clock = FakeClock(DUE_AT + timedelta(seconds=20))
        watched = Watched(store)
        started, worked = time.perf_counter(), time.process_time()
        planned = asyncio.run(plan_all(make_core(watched, clock)))
        seconds, processor = time.perf_counter() - started, time.process_time() - worked
        assert planned == options.chats
        with connect() as connection:
            made = _count(connection)
        found = {
            "idle_ms": round(_time_idle(store, clock.now()), 4),
            **_time_filling(store, connect),
        }
    print(f"planned in {seconds:.2f} s ({processor:.2f} s of this process's processor)")
    print(
        json.dumps(
            {
                "chats": planned,
                **made,
                "seconds": round(seconds, 3),
                "ratio": round(seconds / 60, 4),
                "longest_ms": round(watched.longest * 1000, 1),
                **found,
            }
        )
    )


def _time_idle(store: Store, now: datetime) -> float:
    """Milliseconds that the query for due chats takes when there are none."""
    times = []
    with store.begin() as tx:
        for _ in range(200):
            started = time.perf_counter()
            assert not tx.chats.list_due(now, limit=1000)
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def _time_filling(store: Store, connect: Connect) -> dict[str, float]:
    """Choose the entries of some issues, each as its sender does."""
    with connect() as connection:
        newest = select(t.issue.c.key).where(t.issue.c.made_at > BEFORE)
        keys = connection.scalars(newest.order_by(t.issue.c.key).limit(FILLED)).all()
    started, entries = time.perf_counter(), 0
    for key in keys:
        with store.begin() as tx:
            entries += len(tx.issues.get(key).entries)
    seconds = time.perf_counter() - started
    return {
        "entries_of_an_issue": round(entries / len(keys), 1),
        "fill_ms": round(seconds * 1000 / len(keys), 3),
    }


def _count(connection: Connection) -> dict[str, int]:
    counts = {
        "issues": select(func.count()).select_from(t.issue).where(t.issue.c.made_at > BEFORE),
        "deliveries": select(func.count()).select_from(t.delivery),
    }
    return {name: connection.scalar(query) or 0 for name, query in counts.items()}


def _fill(connection: Connection, chats: int) -> None:
    """Chats with two topics each, yesterday's issue made, and matches of some days."""
    settings = from_settings(ChatSettings())
    rows = [
        {
            "key": key,
            "platform": "telegram",
            "bot_id": 1,
            "chat_id": -1_001_000_000_000 - key,
            "thread_id": 0,
            "kind": "group",
            "pending_on": date(2026, 11, 24),
            "pending_at": DUE_AT,
            "wants_review": False,
            "created_at": BEFORE,
            **settings,
        }
        for key in range(1, chats + 1)
    ]
    connection.execute(insert(t.chat), rows)
    _subscribe(connection, chats)
    connection.execute(
        insert(t.issue),
        [
            {"chat_key": key, "issued_on": date(2026, 11, 23), "due_at": BEFORE}
            | {"made_at": BEFORE, "receipt": {"arrived": 0, "sources": []}}
            for key in range(1, chats + 1)
        ],
    )
    for day in range(DAYS_BEFORE + 1):
        _fill_papers(connection, day)


def _subscribe(connection: Connection, chats: int) -> None:
    """Two topics for each chat, of all that there are."""
    connection.execute(
        insert(t.topic),
        [
            {"key": key, "name": f"医学图像 {key}", "query": "q", "query_key": f"q{key}"}
            | {"created_at": BEFORE}
            for key in range(1, TOPICS + 1)
        ],
    )
    connection.execute(
        insert(t.subscription),
        [
            {"chat_key": key, "topic_key": (key * 7 + offset * 31) % TOPICS + 1, "amount": None}
            | {"name": "医学图像", "since_at": BEFORE - timedelta(days=9), "created_at": BEFORE}
            for key in range(1, chats + 1)
            for offset in range(2)
        ],
    )


def _fill_papers(connection: Connection, day: int) -> None:
    """One day's papers and their matches; day 0 is today's, which nobody was given yet."""
    arrived_at = DUE_AT - timedelta(days=day, hours=2)
    keys = range(day * PAPERS + 1, (day + 1) * PAPERS + 1)
    lists: dict[str, list[str]] = {
        name: [] for name in ("authors", "categories", "links", "images", "listed_under")
    }
    connection.execute(
        insert(t.paper),
        [
            {"key": key, "arxiv_number": f"2611.{key:05}", "version": 1, "damage": [], **lists}
            | {"announce_type": "new", "unmatched": False, "arrived_at": arrived_at}
            | {"title": f"Paper {key}", "title_key": f"paper{key}", "abstract": "word " * 200}
            for key in keys
        ],
    )
    _announce(connection, arrived_at, [f"2611.{key:05}" for key in keys])
    document = connection.scalar(
        insert(t.document)
        .values(location=f"{day}", content_hash="", format="x", source="arxiv")
        .values(imported_at=arrived_at)
        .returning(t.document.c.key)
    )
    connection.execute(
        insert(t.entry),
        [
            {"document_key": document, "position": key, "paper_key": key, "damage": []}
            for key in keys
        ],
    )
    _match(connection, keys, arrived_at)


def _match(connection: Connection, keys: range, arrived_at: datetime) -> None:
    """Some topics for each of these papers, which nobody was told of yet."""
    connection.execute(
        insert(t.match),
        [
            {
                "paper_key": key,
                "topic_key": (key * 13 + place * 101) % TOPICS + 1,
                "score": 0.9 - 0.05 * place,
                "reason": {"kind": "name", "text": "medical image segmentation"},
                "arrived_at": arrived_at,
                "created_at": arrived_at,
                "changed_at": arrived_at,
                "fanned_out_to": 0,
                "fanned_out": False,
            }
            for key in keys
            for place in range(TOPICS_OF_PAPER)
        ],
    )


def _announce(connection: Connection, at: datetime, numbers: list[str]) -> None:
    """That arXiv announced these papers, in all categories, and that all are here."""
    here = {"announced_on": at.date()}
    connection.execute(
        insert(t.batch),
        [
            {"category": category, "announced_at": at, "state": "complete", "stated": len(numbers)}
            | {"completed_at": at, **here}
            for category in CATEGORIES
        ],
    )
    connection.execute(
        insert(t.announcement),
        [
            {"category": category, "arxiv_number": number, "kind": "new", "fetched_at": at, **here}
            for category in CATEGORIES
            for number in numbers
        ],
    )


if __name__ == "__main__":
    main()
