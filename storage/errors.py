"""The one place where the database's errors become `StorageError`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)

from bot.errors import StorageError

#: What the database says, in part, and what a person can do about it.
_ADVICE = (
    ("database is locked", "another program is writing to it; try again in a moment"),
    ("deadlock detected", "another program was writing the same; try again"),
    ("disk is full", "the disk is full; make room and start again"),
    ("no space left", "the disk is full; make room and start again"),
    ("disk i/o error", "the disk cannot be read or written; see whether it is well"),
    ("unable to open database file", "check that its folder exists and may be written to"),
    ("readonly database", "the file may not be written to; check its owner and permissions"),
    ("not a database", "the file is something else; name another one in database_url"),
    ("malformed", "the file is damaged; restore a backup"),
    ("no such table", "run chenbao migrate"),
    ("no such column", "run chenbao migrate"),
    ("undefinedtable", "run chenbao migrate"),
    ("undefinedcolumn", "run chenbao migrate"),
    ("authentication failed", "check the user and the password in database_url"),
    ("does not exist", "create the database, or name another one in database_url"),
    ("too many clients", "the server takes no more connections; close others, or allow more"),
    ("connection", "check that the server runs, and the address in database_url"),
)


#: What is at fault is the statement with its values, and not the server, the disk or a rival.
_PERMANENT = (DataError, IntegrityError, ProgrammingError, OverflowError)
#: How Python's module refuses what is more than 64 bits: it has no error of the database's for it.
_TOO_LARGE = "too large to convert to SQLite"


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise inside into `StorageError`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _explain(url, error) from error
    except OverflowError as error:
        if _TOO_LARGE not in str(error):
            raise
        raise _explain(url, error) from error


def _explain(url: URL, error: Exception) -> StorageError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    # PostgreSQL's details repeat values, such as a chat's number.
    said = " ".join(str(cause).split()).partition(" DETAIL: ")[0]
    if url.password:
        said = said.replace(str(url.password), "***")
    known = f"{type(cause).__name__} {said}".lower()
    advice = next((f": {advice}" for sign, advice in _ADVICE if sign in known), "")
    name = url.set(drivername=url.get_backend_name(), query={}).render_as_string()
    return StorageError(f"{name}: {said[:300]}{advice}", permanent=isinstance(error, _PERMANENT))
