"""How each of the two stores is reached."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigError, StorageError
from storage.tables import dump_json

#: Seconds that a transaction waits for its turn to write.
BUSY = 15
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL may lose the last commits with the power: a message would be sent once more.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Pages: whoever commits the last of them waits until all are in the file.
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA cache_size = -4096",
    "PRAGMA temp_store = MEMORY",
)
#: A server that is gone without a word (a cable, a firewall that forgot the connection) is noticed
#: in half a minute and not when the system's own patience ends, which is a quarter of an hour, or
#: two hours where nothing is being sent. In seconds; the last one in milliseconds.
_POSTGRESQL_OPTIONS = {
    "application_name": "chenbao",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_POSTGRESQL = frozenset({"postgresql", "postgres"})


def parse_url(url: str) -> URL:
    """Read `database_url`: `sqlite:///file`, or `postgresql://…` (with psycopg 3).

    Raises:
        ConfigError: it is neither.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Neither the text nor what was said of it is repeated: it may hold a password.
        raise ConfigError(_EXPECTED) from None
    if "@" in (parsed.host or ""):
        raise ConfigError(_UNENCODED)
    name = parsed.drivername.partition("+")[0]
    if name in _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if name == "sqlite":
        return parsed.set(drivername="sqlite")
    raise ConfigError(_EXPECTED)


_EXPECTED = "database_url is not understood; write sqlite:///file.db or postgresql://host/name"
_UNENCODED = (
    "database_url has more than one @; in a user's name or a password write %40 for it, %3A for :"
)


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file (or memory)."""
    return url.drivername == "sqlite"


def make_engine(url: URL) -> Engine:
    """The engine of either store; nothing is connected yet, but SQLite's folder is made."""
    return _make_sqlite(url) if is_sqlite(url) else _make_postgresql(url)


def _make_postgresql(url: URL) -> Engine:
    # Slow to import, and most programs never need it.
    import psycopg

    return create_engine(
        url,
        module=psycopg,
        pool_pre_ping=True,
        json_serializer=dump_json,
        # Values are of chats and people: they belong into no log.
        hide_parameters=True,
        # What the address says of these itself counts.
        connect_args={k: v for k, v in _POSTGRESQL_OPTIONS.items() if k not in url.query},
    )


def _make_sqlite(url: URL) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory:
        _make_folder(str(url.database))
    # A memory database lives in its one connection, which is handed from one to the next.
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if in_memory else {}
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_timeout=BUSY,
        json_serializer=dump_json,
        # Values are of chats and people: they belong into no log.
        hide_parameters=True,
        connect_args={"check_same_thread": False},
        **pool,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(file: str) -> None:
    folder = Path(file).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot make the folder {folder}: {error.strerror}") from error


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # Python's module begins transactions too late and not for everything: we begin them.
    connection.isolation_level = None
    for pragma in (*_PRAGMAS, f"PRAGMA busy_timeout = {BUSY * 1000}"):
        connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    # Taken for writing from the start: two readers that both want to write would deadlock.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
