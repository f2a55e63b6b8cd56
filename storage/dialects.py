"""The few statements that the two stores spell differently."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    any_,
    bindparam,
    func,
    select,
    text,
)
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


def gather(dialect: str, column: ColumnElement[Any]) -> ColumnElement[list[Any]]:
    """An aggregate: the values of a group as a list."""
    if dialect == "postgresql":
        return func.json_agg(column, type_=JSON())
    return func.json_group_array(column, type_=JSON())


def among(dialect: str, column: ColumnElement[int], name: str) -> ColumnElement[bool]:
    """Whether a key is in the list that is bound to `name`. An IN would be another statement for
    each length of the list."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=postgresql.ARRAY(BigInteger)))
    listed = func.json_each(bindparam(name, type_=JSON())).table_valued("value")
    return column.in_(select(listed.c.value))


_SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def measure(connection: Connection) -> int:
    """What the database takes up, in bytes."""
    return int(connection.execute(text(_SIZES[connection.dialect.name])).scalar_one())
