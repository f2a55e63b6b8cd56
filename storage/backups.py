"""Backups of SQLite: taken while the program runs, and put back."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.errors import ConfigError, StorageError
from bot.ports.status import BACKED_UP
from storage.engine import is_sqlite, parse_url

#: The mark in a backup that says of when it is.
TAKEN = "backup taken at"
_PG = (
    "PostgreSQL has its own tools for this: pg_dump --format=custom --file {file} and "
    "pg_restore --clean --if-exists"
)


def back_up(url: str, path: Path, now: datetime) -> None:
    """Copy the database into a file, with SQLite's online backup: nobody has to wait for it.

    Raises:
        ConfigError: the database is PostgreSQL.
        StorageError: it could not be read, or the file not be written.
    """
    source = _file_of(url, path)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(_open_to_read(source)) as old,
            closing(sqlite3.connect(unfinished)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
            new.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (TAKEN, now.isoformat()))
            new.commit()
        unfinished.replace(path)
        _note(source, now)
    except (sqlite3.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise StorageError(f"cannot back up {source} to {path}: {error}") from error


def _open_to_read(file: Path) -> sqlite3.Connection:
    # As an address, in which a name may hold `?`, `#` and `%`.
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _note(source: Path, now: datetime) -> None:
    with closing(sqlite3.connect(source, timeout=5)) as database:
        database.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (BACKED_UP, now.isoformat()))
        database.commit()


def restore(url: str, path: Path) -> datetime:
    """Put a backup in the place of the database; nobody may be using it. Returns when it was taken.

    Raises:
        ConfigError: the database is PostgreSQL, or the file is no backup of chenbao's.
        StorageError: it could not be written.
    """
    target = _file_of(url, path)
    taken_at = _read_time(path)
    try:
        with (
            closing(_open_to_read(path)) as old,
            closing(sqlite3.connect(target, timeout=5)) as new,
        ):
            old.backup(new)
    except sqlite3.Error as error:
        raise StorageError(f"cannot restore {path} to {target}: {error}") from error
    return taken_at


def _read_time(path: Path) -> datetime:
    try:
        with closing(_open_to_read(path)) as old:
            found = old.execute("SELECT value FROM mark WHERE name = ?", (TAKEN,)).fetchone()
    except sqlite3.Error as error:
        raise ConfigError(f"{path} is not a backup made by chenbao: {error}") from error
    if found is None:
        raise ConfigError(f"{path} is a database, but not a backup made by chenbao backup")
    return datetime.fromisoformat(found[0])


def _file_of(url: str, path: Path) -> Path:
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        raise ConfigError(_PG.format(file=path))
    if parsed.database in (None, "", ":memory:"):
        raise ConfigError("a database in memory has no backup")
    file = Path(str(parsed.database))
    if file.resolve() == path.resolve():
        raise ConfigError(f"{path} is the database itself; name another file")
    return file
