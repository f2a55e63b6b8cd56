"""How long it takes to plan many chats that are due at the same instant.

    python -m tests.bench.plan --chats 100000 [--database-url URL]

The whole of it is timed, as the bot does it at nine in the morning: finding the chats, deciding on
their slots, and writing issues, entries, deliveries and next slots. The last line is JSON: `ratio`
is the time taken over a tick of 60 s, `idle_ms` what the tick costs when nothing is due.
"""

import argparse
import json
import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from bot.domain.chat import ChatSettings
from bot.ports import Store
from bot.services.plan import plan_due
from storage import tables as t
from storage.rows import from_settings
from tests.bench.database import fresh_database

TOPICS = 300
#: Papers of a day; each belongs to this many topics. So a chat gets two a day.
PAPERS, TOPICS_OF_PAPER = 150, 2
#: Days of papers that were pushed already.
DAYS_BEFORE = 5
DUE_AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
BEFORE = DUE_AT - timedelta(days=1)


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    with fresh_database(options.database_url) as (store, connect):
        with connect() as connection:
            _fill(connection, options.chats)
        print(f"{options.chats} chats stand ready")
        now = DUE_AT + timedelta(seconds=20)
        started = time.perf_counter()
        longest = _plan_all(store, now)
        seconds = time.perf_counter() - started
        with connect() as connection:
            made = _count(connection)
        idle_ms = _time_idle(store, now)
    print(f"planned in {seconds:.2f} s, longest transaction {longest * 1000:.0f} ms")
    print(
        json.dumps(
            {
                "chats": options.chats,
                **made,
                "seconds": round(seconds, 3),
                "ratio": round(seconds / 60, 4),
                "longest_ms": round(longest * 1000, 1),
                "idle_ms": round(idle_ms, 4),
            }
        )
    )


def _plan_all(store: Store, now: datetime) -> float:
    longest = 0.0
    while True:
        started = time.perf_counter()
        with store.begin() as tx:
            due = plan_due(tx, now)
        longest = max(longest, time.perf_counter() - started)
        if not due:
            return longest


def _time_idle(store: Store, now: datetime) -> float:
    """Milliseconds that the query for due chats takes when there are none."""
    with store.begin() as tx:
        rounds = 200
        started = time.perf_counter()
        for _ in range(rounds):
            assert not tx.chats.list_due(now, limit=1000)
        return (time.perf_counter() - started) * 1000 / rounds


def _count(connection: Connection) -> dict[str, int]:
    counts = {
        "issues": select(func.count()).select_from(t.issue).where(t.issue.c.made_at > BEFORE),
        "entries": select(func.count()).select_from(t.issue_entry),
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
    connection.execute(
        insert(t.match),
        [
            {
                "paper_key": key,
                "topic_key": (key * 13 + place * 101) % TOPICS + 1,
                "score": 0.9 - 0.1 * place,
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


if __name__ == "__main__":
    main()
