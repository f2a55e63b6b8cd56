"""Databases to measure on: a file of its own, or a schema of its own on the server named."""

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, text

from bot.domain.topic import Amount
from bot.ports import Store, Transaction
from storage import open_store
from storage.engine import make_engine, parse_url

THRESHOLDS = {Amount.FEWER: 0.7, Amount.NORMAL: 0.5, Amount.MORE: 0.3}
T = TypeVar("T")
Connect = Callable[[], AbstractContextManager[Connection]]


@contextmanager
def fresh_database(url: str | None) -> Iterator[tuple[Store, Connect]]:
    """An empty database: its store, and connections for what is measured against.

    Args:
        url: PostgreSQL, where a schema is made and dropped; None for a SQLite file.
    """
    if url is None:
        with tempfile.TemporaryDirectory() as folder:
            yield from _open(f"sqlite:///{Path(folder) / 'bench.db'}")
        return
    name = f"bench_{secrets.token_hex(6)}"
    admin = make_engine(parse_url(url))
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    inside = parse_url(url).update_query_dict({"options": f"-csearch_path={name}"})
    try:
        yield from _open(inside.render_as_string(hide_password=False))
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        admin.dispose()


def _open(url: str) -> Iterator[tuple[Store, Connect]]:
    store = open_store(url, thresholds=THRESHOLDS, migrate=True)
    engine = make_engine(parse_url(url))
    try:
        yield store, engine.begin
    finally:
        engine.dispose()
        store.close()


class Watched:
    """A store that notes its longest transaction, from the first statement to the commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.longest = 0.0

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run it at once, in this thread."""
        began: AbstractContextManager[Transaction] = self._store.begin()
        with began as tx:
            started = time.perf_counter()
            done = work(tx)
        self.longest = max(self.longest, time.perf_counter() - started)
        return done


def database_url_of(connect: Connect) -> str:
    """The address of the database that `connect` reaches, for another process."""
    with connect() as connection:
        return connection.engine.url.render_as_string(hide_password=False)
