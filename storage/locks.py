"""What PostgreSQL's transactions wait for each other about; SQLite has one writer at a time anyway.

Each lock is held until its transaction ends.
"""

from sqlalchemy import Connection, func, select

from storage.dialects import is_postgresql

#: Any numbers will do, as long as every chenbao takes the same.
_IMPORT, _MATCHING = 0x696D70, 0x6D6174


def begin_import(connection: Connection) -> None:
    """Two imports at once would both add the same paper: they take turns."""
    if is_postgresql(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_IMPORT)))


def begin_matching(connection: Connection) -> None:
    """While new papers are matched nobody adds a topic, which would miss them."""
    if is_postgresql(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_MATCHING)))


def begin_topic(connection: Connection) -> None:
    """While a topic is added nobody matches new papers, without it; others may add theirs."""
    if is_postgresql(connection):
        connection.execute(select(func.pg_advisory_xact_lock_shared(_MATCHING)))
