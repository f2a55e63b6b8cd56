"""What chats think of papers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from storage import tables as t
from storage.dialects import insert_into


class SqlOpinions:
    """`bot.ports.Opinions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, chat_key: int, paper_key: int, liked: bool, now: datetime) -> None:
        values = {"liked": liked, "said_at": now}
        statement = insert_into(self._connection, t.opinion).values(
            chat_key=chat_key, paper_key=paper_key, **values
        )
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["chat_key", "paper_key"], set_=values)
        )

    def remove(self, chat_key: int, paper_key: int) -> bool:
        opinion = t.opinion.c
        removed = self._connection.execute(
            delete(t.opinion).where(opinion.chat_key == chat_key, opinion.paper_key == paper_key)
        )
        return bool(removed.rowcount)

    def clear(self, chat_key: int) -> int:
        mine = delete(t.opinion).where(t.opinion.c.chat_key == chat_key)
        return self._connection.execute(mine).rowcount

    def list_of(self, chat_key: int, *, limit: int) -> Sequence[tuple[int, bool]]:
        opinion = t.opinion.c
        rows = self._connection.execute(
            select(opinion.paper_key, opinion.liked)
            .where(opinion.chat_key == chat_key)
            .order_by(opinion.said_at.desc(), opinion.paper_key.desc())
            .limit(limit)
        )
        return [(row.paper_key, row.liked) for row in rows]

    def count(self, chat_key: int) -> int:
        mine = select(func.count()).where(t.opinion.c.chat_key == chat_key)
        return self._connection.scalar(mine) or 0
