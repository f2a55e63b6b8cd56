"""The right to be the only one: an advisory lock on PostgreSQL, a locked file beside SQLite's.

Both end with the process that holds them, however it ends.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError
from bot.ports.store import Lead
from storage.engine import is_sqlite
from storage.errors import translated


def take_lead(engine: Engine, name: str) -> Lead | None:
    """Become the only one under this name, or None."""
    if not is_sqlite(engine.url):
        return _take_advisory(engine, name)
    if engine.url.database in (None, "", ":memory:"):
        return _Unrivalled()
    return _take_file(engine.url, name)


class _Unrivalled:
    """A database in memory is nobody else's."""

    def is_held(self) -> bool:
        return True

    def release(self) -> None:
        """Nothing to give back."""


class _Advisory:
    """A session of its own holds the lock; when the session ends, so does the lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_lost = False

    def is_held(self) -> bool:
        try:
            self._is_lost = self._is_lost or not self._connection.scalar(text("SELECT 1"))
        except SQLAlchemyError:
            self._is_lost = True
        return not self._is_lost

    def release(self) -> None:
        # Closed for good and not given back to the pool: that ends the session, and the lock.
        with suppress(SQLAlchemyError):
            self._connection.invalidate()
        self._connection.close()


#: Such locks belong to the whole database; each of its schemas may hold a chenbao of its own.
_TAKE = text("""
    SELECT pg_try_advisory_lock(
        hashtextextended(concat(current_schema(), ' ', CAST(:name AS text)), 0)
    )
""")


def _take_advisory(engine: Engine, name: str) -> Lead | None:
    with translated(engine.url):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        lead = None
        try:
            if connection.scalar(_TAKE, {"name": name}):
                lead = _Advisory(connection)
        finally:
            if lead is None:
                connection.close()
    return lead


class _LockedFile:
    """An open file that the system locks for this process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def is_held(self) -> bool:
        return True

    def release(self) -> None:
        os.close(self._descriptor)


def _take_file(url: URL, name: str) -> Lead | None:
    short = hashlib.sha256(name.encode()).hexdigest()[:12]
    path = Path(f"{url.database}.{short}.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"cannot make the file {path}: {error.strerror}") from error
    try:
        _lock_function()(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return _LockedFile(descriptor)


def _lock_function() -> Callable[[int], None]:
    """Lock a file for this process alone, or raise OSError at once."""
    if os.name == "nt":  # pragma: no cover
        import msvcrt

        return lambda descriptor: msvcrt.locking(  # type: ignore[attr-defined, unused-ignore]
            descriptor,
            msvcrt.LK_NBLCK,  # type: ignore[attr-defined, unused-ignore]
            1,
        )
    import fcntl

    return lambda descriptor: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
