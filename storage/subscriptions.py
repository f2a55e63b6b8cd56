"""Who follows what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, literal_column, select, update

from bot.domain.delivery import DeliveryState
from bot.domain.topic import Amount, Subscription, Topic
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.wanted import NAME

#: What has not begun to be sent.
_NOT_BEGUN = (DeliveryState.PENDING.value, DeliveryState.CLAIMED.value)


class SqlSubscriptions:
    """`bot.ports.Subscriptions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        chat_key: int,
        topic_key: int,
        name: str,
        amount: Amount | None,
        since: datetime,
        now: datetime,
    ) -> bool:
        statement = insert_or_ignore(self._connection, t.subscription).values(
            chat_key=chat_key,
            topic_key=topic_key,
            name=name,
            amount=amount and amount.value,
            since_at=since,
            created_at=now,
        )
        added = self._connection.scalar(statement.returning(t.subscription.c.key))
        if added is None:
            return False
        self._want_review(chat_key)
        return True

    def remove(self, chat_key: int, topic_key: int) -> bool:
        removed = self._connection.execute(delete(t.subscription).where(*_is(chat_key, topic_key)))
        if not removed.rowcount:
            return False
        self._connection.execute(
            update(t.delivery)
            .where(t.delivery.c.chat_key == chat_key, t.delivery.c.state.in_(_NOT_BEGUN))
            .where(~exists().where(t.subscription.c.chat_key == chat_key))
            .values(state=DeliveryState.CANCELLED.value, claimed_by=None, lease_until=None)
        )
        delete_unfollowed_topics(self._connection, [topic_key])
        return True

    def list_of(self, chat_key: int) -> Sequence[Subscription]:
        rows = self._connection.execute(
            select(
                *(column for column in t.subscription.c if column.key != "name"),
                *(t.topic.c.query, t.topic.c.query_key),
                literal_column(NAME).label("name"),
            )
            .join(t.topic, t.topic.c.key == t.subscription.c.topic_key)
            .where(t.subscription.c.chat_key == chat_key)
            .order_by(t.subscription.c.key)
        )
        return [
            Subscription(
                key=row.key,
                chat_key=row.chat_key,
                topic=Topic(key=row.topic_key, query=row.query, query_key=row.query_key),
                name=row.name,
                amount=None if row.amount is None else Amount(row.amount),
                since_at=row.since_at,
                created_at=row.created_at,
            )
            for row in rows
        ]

    def set_amount(self, chat_key: int, topic_key: int, amount: Amount | None) -> None:
        self._connection.execute(
            update(t.subscription)
            .where(*_is(chat_key, topic_key))
            .values(amount=amount and amount.value)
        )
        self._want_review(chat_key)

    def _want_review(self, chat_key: int) -> None:
        self._connection.execute(
            update(t.chat).where(t.chat.c.key == chat_key).values(wants_review=True)
        )


def delete_unfollowed_topics(connection: Connection, keys: Sequence[int]) -> None:
    """Delete those of these topics that nobody follows; their matches go with them."""
    wanted = t.topic.c.key.in_(keys)
    # Whoever is just beginning to follow one of them is waited for, and then seen.
    connection.execute(
        select(t.topic.c.key).where(wanted).order_by(t.topic.c.key).with_for_update()
    )
    followed = exists().where(t.subscription.c.topic_key == t.topic.c.key)
    connection.execute(delete(t.topic).where(wanted, ~followed))


def _is(chat_key: int, topic_key: int) -> tuple[Any, Any]:
    return t.subscription.c.chat_key == chat_key, t.subscription.c.topic_key == topic_key
