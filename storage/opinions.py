"""What chats think of papers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from bot.domain.opinion import Opinion
from bot.domain.paper import Paper
from storage import tables as t
from storage.dialects import insert_into

#: What a paper is known by where only its like is looked for.
_KNOWN_BY = (
    t.paper.c.key,
    t.paper.c.title,
    t.paper.c.authors,
    t.paper.c.categories,
    t.paper.c.arrived_at,
)


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

    def list_judged(
        self, chat_key: int, *, until: datetime | None = None, limit: int
    ) -> Sequence[Opinion]:
        opinion, paper = t.opinion.c, t.paper.c
        said = (
            select(opinion.liked, *_KNOWN_BY)
            .join_from(t.opinion, t.paper, opinion.paper_key == paper.key)
            .where(opinion.chat_key == chat_key)
            .order_by(opinion.said_at.desc(), opinion.paper_key.desc())
            .limit(limit)
        )
        if until is not None:
            said = said.where(opinion.said_at <= until)
        return [
            Opinion(
                Paper(
                    key=row.key,
                    arxiv_id=None,
                    title=row.title,
                    authors=tuple(row.authors),
                    categories=tuple(row.categories),
                    arrived_at=row.arrived_at,
                ),
                row.liked,
            )
            for row in self._connection.execute(said)
        ]

    def count(self, chat_key: int) -> int:
        mine = select(func.count()).where(t.opinion.c.chat_key == chat_key)
        return self._connection.scalar(mine) or 0
