"""Tables of a connection's own, for what one transaction works with."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, MetaData
from sqlalchemy.schema import CreateTable

#: How they are declared: made once for each connection, and emptied for every use. To make and drop
#: them each time would cost PostgreSQL more than what is done with them, and fill its catalogue.
KEPT: dict[str, Any] = {"prefixes": ["TEMPORARY"], "postgresql_on_commit": "DELETE ROWS"}


def make_room(connection: Connection, tables: MetaData) -> None:
    """Let these tables be there, and empty."""
    for statement in _list_statements(connection.dialect, tables):
        connection.exec_driver_sql(statement)
    for table in tables.sorted_tables:
        connection.execute(table.delete())


@cache
def _list_statements(dialect: Dialect, tables: MetaData) -> list[str]:
    """Those that make the tables where they are not there."""
    return [
        str(CreateTable(table, if_not_exists=True).compile(dialect=dialect))
        for table in tables.sorted_tables
    ]
