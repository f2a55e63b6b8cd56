"""The database: SQLite by default, PostgreSQL by URL, behind `bot.ports.Store`.

`tables` declares what is kept, `migrations` how it came to be so, `engine` how each store is
reached. One module of queries for each subject (papers, topics, chats, subscriptions, matches,
issues, deliveries); `search` is the full-text index; `importing`, `merging` and `writing` take a
document in; `planning` makes the issues of all chats that are due. Only `open_store` and
`migrate_database` are for others.
"""

from collections.abc import Callable, Mapping

from bot.domain.topic import Amount
from bot.ports import Store
from storage import schema
from storage.engine import is_sqlite, make_engine, parse_url
from storage.errors import translated
from storage.store import SqlStore


def open_store(
    url: str, *, thresholds: Mapping[Amount, float], migrate: bool | None = None
) -> Store:
    """Open the database.

    Args:
        url: `sqlite:///file.db` (`sqlite://` for memory), or `postgresql://user@host/name`.
        thresholds: the score from which a match counts, for each `Amount`.
        migrate: bring it up to date first. None: yes for SQLite, no for PostgreSQL, where several
            programs may be running and `chenbao migrate` is the time to do it.

    Raises:
        ConfigError: the URL is neither.
        StorageError: it cannot be reached; the message says what to do.
        SchemaError: it is newer than this program, or older and not to be migrated.
    """
    parsed = parse_url(url)
    engine = make_engine(parsed)
    try:
        with translated(parsed):
            if is_sqlite(parsed) if migrate is None else migrate:
                schema.migrate(engine)
            else:
                schema.check(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, thresholds)


def migrate_database(url: str, progress: Callable[[str], None] | None = None) -> None:
    """Bring the database up to date; several programs may do so at once.

    Args:
        progress: is told the number of each step as it is done.

    Raises:
        StorageError: it cannot be reached; the message says what to do.
        SchemaError: it is newer than this program.
    """
    parsed = parse_url(url)
    engine = make_engine(parsed)
    try:
        with translated(parsed):
            schema.migrate(engine, progress)
    finally:
        engine.dispose()


__all__ = ["migrate_database", "open_store"]
