"""Papers that chats keep."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select

from bot.domain.paper import Paper
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.rows import load_papers


class SqlSaved:
    """`bot.ports.Saved`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, chat_key: int, paper_key: int, now: datetime) -> bool:
        statement = insert_or_ignore(self._connection, t.saved).values(
            chat_key=chat_key, paper_key=paper_key, saved_at=now
        )
        return self._connection.scalar(statement.returning(t.saved.c.paper_key)) is not None

    def remove(self, chat_key: int, paper_key: int) -> bool:
        removed = self._connection.execute(delete(t.saved).where(_is(chat_key, paper_key)))
        return bool(removed.rowcount)

    def has(self, chat_key: int, paper_key: int) -> bool:
        return bool(self._connection.scalar(select(exists().where(_is(chat_key, paper_key)))))

    def list_of(self, chat_key: int, *, limit: int) -> Sequence[Paper]:
        keys = self._connection.scalars(
            select(t.saved.c.paper_key)
            .where(t.saved.c.chat_key == chat_key)
            .order_by(t.saved.c.saved_at.desc(), t.saved.c.paper_key.desc())
            .limit(limit)
        )
        return load_papers(self._connection, keys.all())

    def count(self, chat_key: int) -> int:
        mine = select(func.count()).where(t.saved.c.chat_key == chat_key)
        return self._connection.scalar(mine) or 0


def _is(chat_key: int, paper_key: int) -> ColumnElement[bool]:
    return and_(t.saved.c.chat_key == chat_key, t.saved.c.paper_key == paper_key)
