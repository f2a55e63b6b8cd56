"""The outbox.

Every arrow between two states is one conditional UPDATE, and its row count says whether it was
taken: whoever comes second changes nothing. Within a chat only the head of the line is given out,
so that parts arrive in order whatever happens to one of them.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, select, update

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery, DeliveryState, Payload
from bot.ports.store import Backlog, Finish, Settled
from storage import claiming, sending
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.rows import chunks

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
        return claiming.claim(
            self._connection,
            platform,
            bot_id,
            worker=worker,
            now=now,
            lease_until=lease_until,
            limit=limit,
        )

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
        return claiming.start_many(
            self._connection, keys, worker, now=now, lease_until=lease_until
        )

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
