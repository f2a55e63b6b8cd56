"""The few statements that the two stores spell differently."""

from collections.abc import Callable

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert
_INSERTS: dict[str, Callable[[Table], Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_into(connection: Connection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return _INSERTS[connection.dialect.name](table)


def insert_or_ignore(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves alone what is already there."""
    return insert_into(connection, table).on_conflict_do_nothing()


def is_postgresql(connection: Connection) -> bool:
    """Whether it is a server with rivals, and not a file with one writer."""
    return connection.dialect.name == "postgresql"
