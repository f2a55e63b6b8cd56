"""Facts about the program that outlive its runs."""

from sqlalchemy import Connection, select

from storage import tables as t
from storage.dialects import insert_into


class SqlMarks:
    """`bot.ports.Marks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        return self._connection.scalar(select(t.mark.c.value).where(t.mark.c.name == name))

    def put(self, name: str, value: str) -> None:
        statement = insert_into(self._connection, t.mark).values(name=name, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        )
