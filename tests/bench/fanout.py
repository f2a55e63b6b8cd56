"""How long one paper takes to all who want it at once.

    python -m tests.bench.fanout --subscriptions 1000000 [--database-url URL]

`ratio` is the rows a second of the service (chunks, cursors, each its own commit) over those of one
bare INSERT … SELECT of as many rows into the same table, run before the service and after it, each
into an empty outbox. `longest_lock_ms` is the longest transaction: on SQLite nobody else can write
beside it, on PostgreSQL whoever needs one of its rows waits no longer. What others really wait there
is measured while it goes on, by a connection of another process: `others_wait_ms` for one that
changes chats which are being served (the middle one, and the longest), `deleters_wait_ms` for one
that takes such a chat for deletion, which the foreign key does not let it do meanwhile.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event
from typing import Any

from sqlalchemy import func, select, text, update

from bot.ports import Store
from bot.services.fan_out import fan_out_new
from storage import tables as t
from storage.engine import make_engine, parse_url
from tests.bench.database import Connect, Watched, database_url_of, fresh_database
from tests.bench.outbox import add_many_chats, add_paper, make_core

_BARE = """
    INSERT INTO delivery
        (platform, bot_id, chat_key, kind, dedupe_key, part, priority, state, due_at,
         attempts, fence, paper_key, topic_key, created_at)
    SELECT chat.platform, chat.bot_id, chat.key, 'instant', '2', 1, 0, 'pending',
        subscription.created_at, 0, 0, 2, 1, subscription.created_at
    FROM subscription CROSS JOIN chat
    WHERE subscription.topic_key = 1 AND chat.key = subscription.chat_key
    ORDER BY chat.key
"""
#: Seconds between two writes of others; and how far into the chunk that is being written they go.
_PAUSE, _AHEAD = 0.01, 10
_BESIDE = {
    "others_wait_ms": "UPDATE chat SET language = language WHERE key = :key",
    "deleters_wait_ms": "SELECT key FROM chat WHERE key = :key FOR UPDATE",
}
_OF_FIRST = t.match.c.paper_key == 1


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--subscriptions", type=int, default=1_000_000)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    with fresh_database(options.database_url) as (store, connect):
        _fill(connect, options.subscriptions)
        print(f"{options.subscriptions} subscriptions stand ready")
        bare = _insert_bare(connect, options.subscriptions)
        watched = Watched(store)
        started = time.perf_counter()
        made = asyncio.run(fan_out_new(make_core(watched)))
        seconds = time.perf_counter() - started
        assert made == options.subscriptions
        _empty(connect, made)
        bare = (bare + _insert_bare(connect, made)) / 2
        waits = _measure_waits(store, connect) if options.database_url else {}
    print(f"fanned out in {seconds:.2f} s; one bare statement {bare:.2f} s")
    print(
        json.dumps(
            {
                "subscriptions": made,
                "seconds": round(seconds, 3),
                "bare_seconds": round(bare, 3),
                "ratio": round(bare / seconds, 4),
                "longest_lock_ms": round(watched.longest * 1000, 1),
                **waits,
            }
        )
    )


def _insert_bare(connect: Connect, rows: int) -> float:
    """Seconds of the bare statement; the outbox is empty afterwards, as it was."""
    started = time.perf_counter()
    with connect() as connection:
        connection.execute(text(_BARE))
    seconds = time.perf_counter() - started
    _empty(connect, rows)
    return seconds


def _empty(connect: Connect, rows: int) -> None:
    """An outbox that had so many rows has none."""
    with connect() as connection:
        assert connection.scalar(select(func.count()).select_from(t.delivery)) == rows
        is_sqlite = connection.dialect.name == "sqlite"
        connection.execute(text("DELETE FROM delivery" if is_sqlite else "TRUNCATE delivery"))


def _measure_waits(store: Store, connect: Connect) -> dict[str, Any]:
    """The same fan-out once more, beside others who write."""
    with connect() as connection:
        again = {"fanned_out": False, "fanned_out_to": 0}
        connection.execute(update(t.match).where(t.match.c.paper_key == 1).values(again))
    context = multiprocessing.get_context("spawn")
    done = context.Event()
    ours, theirs = context.Pipe()
    rival = context.Process(target=_write_beside, args=(database_url_of(connect), done, theirs))
    rival.start()
    assert ours.recv() == "ready"
    asyncio.run(fan_out_new(make_core(Watched(store))))
    done.set()
    found: dict[str, Any] = ours.recv()
    rival.join()
    return found


def _write_beside(url: str, done: Event, to: Pipe) -> None:
    """Change a chat that is being served, and take it for deletion, until told; tell the waits."""
    engine = make_engine(parse_url(url))
    waits: dict[str, list[float]] = {each: [] for each in _BESIDE}
    with engine.connect() as connection:
        to.send("ready")
        while not done.wait(_PAUSE):
            served = connection.scalar(select(func.max(t.match.c.fanned_out_to)).where(_OF_FIRST))
            connection.commit()
            for name, statement in _BESIDE.items():
                started = time.perf_counter()
                connection.execute(text(statement), {"key": served + _AHEAD})
                connection.commit()
                waits[name].append((time.perf_counter() - started) * 1000)
    engine.dispose()
    to.send(
        {
            name: [round(statistics.median(each), 1), round(max(each), 1)]
            for name, each in waits.items()
        }
    )


def _fill(connect: Connect, subscriptions: int) -> None:
    now = datetime.now(UTC)
    with connect() as connection:
        add_many_chats(connection, subscriptions, now)
        add_paper(connection, 1, now)
        add_paper(connection, 2, now)
        connection.execute(text("UPDATE match SET fanned_out = TRUE WHERE paper_key = 2"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()
