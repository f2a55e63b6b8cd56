"""The few statements that the two stores spell differently."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Table, func, text
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert
#: By the name of a dialect; a statement that is made once serves every connection.
INSERTS: dict[str, Callable[[Table], Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_into(connection: Connection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return INSERTS[connection.dialect.name](table)


def insert_or_ignore(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves alone what is already there."""
    return insert_into(connection, table).on_conflict_do_nothing()


def is_postgresql(connection: Connection) -> bool:
    """Whether it is a server with rivals, and not a file with one writer."""
    return connection.dialect.name == "postgresql"


def gather(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[list[Any]]:
    """An aggregate: the values of a group as a list."""
    if is_postgresql(connection):
        return func.json_agg(column, type_=JSON())
    return func.json_group_array(column, type_=JSON())


_SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def measure(connection: Connection) -> int:
    """What the database takes up, in bytes."""
    return int(connection.execute(text(_SIZES[connection.dialect.name])).scalar_one())
