"""The outbox.

Every arrow between two states is one conditional UPDATE, and its row count says whether it was
taken: whoever comes second changes nothing. Within a chat only the head of the line is given out,
so that parts arrive in order whatever happens to one of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from bot.domain.chat import Chat, ChatKind
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, Payload
from bot.ports.store import Backlog, Finish, Settled
from storage import sending
from storage import tables as t
from storage.dialects import insert_or_ignore, is_postgresql
from storage.rows import chunks, to_address
from storage.wanted import NAME

_SHARED_BY_PARTS = (
    *("platform", "bot_id", "chat_key", "kind", "dedupe_key", "priority"),
    *("due_at", "issue_key", "paper_key", "topic_key", "created_at"),
)


class SqlDeliveries:
    """`bot.ports.Deliveries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(
        self,
        platform: str,
        bot_id: int,
        *,
        worker: str,
        now: datetime,
        lease_until: datetime,
        limit: int,
    ) -> Sequence[Delivery]:
        self._give_back_expired(platform, bot_id, now)
        heads = (
            select(t.delivery.c.key)
            .join(t.chat, t.chat.c.key == t.delivery.c.chat_key)
            .where(t.delivery.c.platform == platform, t.delivery.c.bot_id == bot_id)
            .where(t.PENDING, *_is_due(now), ~_has_one_before())
            .order_by(t.delivery.c.priority, t.delivery.c.due_at, t.delivery.c.key)
            .limit(limit)
        )
        if is_postgresql(self._connection):
            # What another sender is just claiming is passed over, not waited for.
            heads = heads.with_for_update(of=t.delivery, skip_locked=True)
        keys = self._connection.scalars(heads).all()
        claimed = self._connection.scalars(
            update(t.delivery)
            .where(t.delivery.c.key.in_(keys), t.PENDING)
            .values(
                state=DeliveryState.CLAIMED.value,
                claimed_by=worker,
                lease_until=lease_until,
                fence=t.delivery.c.fence + 1,
            )
            .returning(t.delivery.c.key)
        )
        return self._list(claimed.all())

    def set_parts(self, key: int, worker: str, payloads: Sequence[Payload]) -> bool:
        delivery = t.delivery.c
        kept = self._connection.execute(
            update(t.delivery)
            .where(delivery.key == key, delivery.claimed_by == worker)
            .where(delivery.state == DeliveryState.CLAIMED.value)
            .values(payload=dict(payloads[0]))
            .returning(t.delivery)
        ).one_or_none()
        if kept is None:
            return False
        rows = [
            {name: getattr(kept, name) for name in _SHARED_BY_PARTS}
            | {
                "part": kept.part + behind,
                "payload": dict(payload),
                "state": DeliveryState.PENDING.value,
                "attempts": 0,
                "uncertain": 0,
                "fence": 0,
            }
            for behind, payload in enumerate(payloads[1:], start=1)
        ]
        if rows:
            self._connection.execute(insert_or_ignore(self._connection, t.delivery), rows)
        return True

    def add_notice(self, chat: Chat, *, about: Chat, now: datetime) -> None:
        sending.add_notice(self._connection, chat, about, now)

    def start_many(
        self, keys: Sequence[int], worker: str, *, now: datetime, lease_until: datetime
    ) -> set[int]:
        return sending.start_many(self._connection, keys, worker, now=now, lease_until=lease_until)

    def finish_many(self, finishes: Sequence[Finish], worker: str, now: datetime) -> int:
        return sending.finish_many(self._connection, finishes, worker, now)

    def release(self, worker: str) -> int:
        return sending.release(self._connection, worker)

    def settle_sending(
        self, platform: str, bot_id: int, now: datetime, *, repeatable_since: datetime | None
    ) -> Settled:
        return sending.settle_sending(
            self._connection, platform, bot_id, now, repeatable_since=repeatable_since
        )

    def withdraw(self, chat_key: int) -> int:
        return sending.withdraw(self._connection, chat_key)

    def get_backlog(self, platform: str, bot_id: int, now: datetime) -> Backlog:
        return sending.get_backlog(self._connection, platform, bot_id, now)

    def mark_uncertain(self, since: datetime, now: datetime) -> int:
        return sending.mark_uncertain(self._connection, since, now)

    def count_by_state(self) -> dict[DeliveryState, int]:
        rows = self._connection.execute(
            select(t.delivery.c.state, func.count().label("rows")).group_by(t.delivery.c.state)
        )
        return {DeliveryState(row.state): row.rows for row in rows}

    def clear_away(self, before: datetime, *, limit: int) -> int:
        other = t.delivery.alias("other")
        is_going_on = exists().where(
            other.c.chat_key == t.delivery.c.chat_key,
            other.c.kind == t.delivery.c.kind,
            other.c.dedupe_key == t.delivery.c.dedupe_key,
            t.ACTIVE,
        )
        rows = self._connection.execute(
            select(*(t.delivery.c[name] for name in ("key", *t.delivered.columns.keys())))
            .where(t.delivery.c.created_at < before, ~is_going_on)
            .order_by(t.delivery.c.key)
            .limit(limit)
        ).all()
        if rows:
            made = [dict(zip(t.delivered.columns.keys(), row[1:], strict=True)) for row in rows]
            self._connection.execute(insert_or_ignore(self._connection, t.delivered), made)
        for some in chunks([row.key for row in rows]):
            self._connection.execute(delete(t.delivery).where(t.delivery.c.key.in_(some)))
        return len(rows)

    def _give_back_expired(self, platform: str, bot_id: int, now: datetime) -> None:
        """What was claimed by somebody who is gone is pending again."""
        self._connection.execute(
            update(t.delivery)
            .where(t.LEASED, t.delivery.c.lease_until <= now)
            .where(t.delivery.c.platform == platform, t.delivery.c.bot_id == bot_id)
            .where(t.delivery.c.state == DeliveryState.CLAIMED.value)
            .values(state=DeliveryState.PENDING.value, claimed_by=None, lease_until=None)
        )

    def _list(self, keys: Sequence[int]) -> list[Delivery]:
        """These deliveries in the order in which they are due."""
        chat = t.chat.c
        rows = self._connection.execute(
            select(
                *(t.delivery, chat.chat_id, chat.thread_id, chat.language, chat.silent),
                *(chat.kind.label("chat_kind"), literal_column(NAME).label("topic_name")),
            )
            .join(t.chat, chat.key == t.delivery.c.chat_key)
            .outerjoin(
                t.subscription,
                (t.subscription.c.chat_key == t.delivery.c.chat_key)
                & (t.subscription.c.topic_key == t.delivery.c.topic_key),
            )
            .where(t.delivery.c.key.in_(keys))
            .order_by(t.delivery.c.priority, t.delivery.c.due_at, t.delivery.c.key)
        )
        return [
            Delivery(
                key=row.key,
                chat_key=row.chat_key,
                address=to_address(row),
                kind=DeliveryKind(row.kind),
                part=row.part,
                chat_kind=ChatKind(row.chat_kind),
                language=row.language,
                silent=row.silent,
                issue_key=row.issue_key,
                paper_key=row.paper_key,
                topic_key=row.topic_key,
                about=sending.read_notice(row.kind, row.dedupe_key),
                topic_name=row.topic_name,
                payload=row.payload,
                due_at=row.due_at,
                attempts=row.attempts,
                uncertain=row.uncertain,
            )
            for row in rows
        ]


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Its time has come, and its chat may be written to."""
    delivery, chat = t.delivery.c, t.chat.c
    return (
        delivery.due_at <= now,
        or_(delivery.not_before_at.is_(None), delivery.not_before_at <= now),
        or_(chat.not_before_at.is_(None), chat.not_before_at <= now),
        chat.paused_at.is_(None),
        chat.suspended_at.is_(None),
    )


def _has_one_before() -> ColumnElement[bool]:
    """Whether something else of the chat must go out first."""
    earlier = t.delivery.alias("earlier")

    def place(row: Any) -> Any:
        return tuple_(row.due_at, row.kind, row.dedupe_key, row.part)

    return exists().where(
        earlier.c.chat_key == t.delivery.c.chat_key,
        t.ACTIVE,
        place(earlier.c) < place(t.delivery.c),
    )
