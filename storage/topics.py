"""Topics."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from bot.domain.topic import Topic
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.locks import begin_topic
from storage.rows import bounded

#: Characters of a key.
_LONGEST_KEY = 400


class SqlTopics:
    """`bot.ports.Topics`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_or_add(self, query: str, query_key: str, now: datetime) -> tuple[Topic, bool]:
        while (found := self._keep(query_key)) is None:
            begin_topic(self._connection)
            added = self._connection.execute(
                insert_or_ignore(self._connection, t.topic)
                .values(
                    name=query,
                    query=query,
                    query_key=bounded(query_key, _LONGEST_KEY),
                    created_at=now,
                )
                .returning(t.topic)
            ).one_or_none()
            if added is not None:
                return to_topic(added), True
        return found, False

    def find(self, query_key: str) -> Topic | None:
        row = self._connection.execute(_select(query_key)).one_or_none()
        return None if row is None else to_topic(row)

    def list_subscribed(self, *, after: int = 0) -> Sequence[Topic]:
        followed = exists().where(t.subscription.c.topic_key == t.topic.c.key)
        rows = self._connection.execute(
            select(t.topic).where(t.topic.c.key > after, followed).order_by(t.topic.c.key)
        )
        return [to_topic(row) for row in rows]

    def _keep(self, query_key: str) -> Topic | None:
        """The topic, which nobody deletes until the transaction ends."""
        statement = _select(query_key).with_for_update(read=True, key_share=True)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else to_topic(row)


def _select(query_key: str) -> Any:
    return select(t.topic).where(t.topic.c.query_key == bounded(query_key, _LONGEST_KEY))


def to_topic(row: Row[Any]) -> Topic:
    """One topic."""
    return Topic(key=row.key, query=row.query, query_key=row.query_key)
