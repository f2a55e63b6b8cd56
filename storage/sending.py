"""What a sender writes, for many deliveries in one statement: a commit costs more than its rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    delete,
    false,
    func,
    or_,
    select,
    text,
    update,
)

from bot.domain.chat import Chat
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.ports.store import Backlog, Finish, Settled
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.tables import dump_json

#: What may have arrived is sent once more, and no further (ACCEPTANCE.md 36).
_MAX_UNCERTAIN = 2
_NOT_BEGUN = (DeliveryState.PENDING.value, DeliveryState.CLAIMED.value)
#: Of these at least one part may lie in the chat.
_MAY_BE_THERE = (
    DeliveryState.SENDING.value,
    DeliveryState.SENT.value,
    DeliveryState.UNCERTAIN.value,
)
_FREE: dict[str, Any] = {"claimed_by": None, "lease_until": None}


def finish_many(
    connection: Connection, finishes: Sequence[Finish], worker: str, now: datetime
) -> int:
    """SENDING or CLAIMED -> the state of each."""
    sent = [one for one in finishes if one.state is DeliveryState.SENT]
    return _finish_sent(connection, sent, worker, now) + _finish_others(
        connection, [one for one in finishes if one.state is not DeliveryState.SENT], worker
    )


def _finish_sent(
    connection: Connection, finishes: Sequence[Finish], worker: str, now: datetime
) -> int:
    """Nearly all of them, in one statement."""
    if not finishes:
        return 0
    rows = dump_json([[one.key, one.platform_message_id] for one in finishes])
    values = {"finishes": rows, "worker": worker, "now": now}
    return connection.execute(_FINISH_SENT[connection.dialect.name], values).rowcount


_SENT = """
    UPDATE delivery
    SET state = 'sent', sent_at = :now, platform_message_id = {message_id},
        last_error = NULL, not_before_at = NULL, claimed_by = NULL, lease_until = NULL
    FROM {finishes}
    WHERE delivery.key = {key} AND delivery.claimed_by = :worker
      AND delivery.state IN ('claimed', 'sending')
"""
#: All come as one value: a statement for each row would be as many times to and fro.
_FINISH_SENT = {
    name: text(statement).bindparams(bindparam("now", type_=t.Moment))
    for name, statement in {
        "sqlite": _SENT.format(
            finishes="json_each(:finishes) AS one",
            key="json_extract(one.value, '$[0]')",
            message_id="json_extract(one.value, '$[1]')",
        ),
        "postgresql": _SENT.format(
            finishes="json_array_elements(CAST(:finishes AS json)) AS one (value)",
            key="CAST(one.value->>0 AS bigint)",
            message_id="one.value->>1",
        ),
    }.items()
}


def _finish_others(connection: Connection, finishes: Sequence[Finish], worker: str) -> int:
    rows = [
        {
            "b_key": one.key,
            "b_worker": worker,
            "b_state": one.state.value,
            "b_message": one.platform_message_id,
            "b_error": one.error,
            "b_not_before": one.not_before_at,
            "b_uncertain": int(one.uncertain),
        }
        for one in finishes
    ]
    return connection.execute(_FINISH_OTHER, rows).rowcount if rows else 0


_FINISH_OTHER = (
    update(t.delivery)
    .where(
        t.delivery.c.key == bindparam("b_key"), t.delivery.c.claimed_by == bindparam("b_worker")
    )
    .where(t.LEASED)
    .values(
        state=bindparam("b_state"),
        platform_message_id=bindparam("b_message"),
        last_error=bindparam("b_error"),
        not_before_at=bindparam("b_not_before"),
        sent_at=None,
        uncertain=t.delivery.c.uncertain + bindparam("b_uncertain"),
        **_FREE,
    )
)


def add_notice(connection: Connection, chat: Chat, about: Chat, now: datetime) -> None:
    """A line for one chat about another one; `claiming.read_notice` reads about which."""
    values = {
        "platform": chat.address.platform,
        "bot_id": chat.address.bot_id,
        "chat_key": chat.key,
        "kind": DeliveryKind.NOTICE.value,
        "dedupe_key": f"{about.key} {about.suspended_at}",
        "part": 1,
        "state": DeliveryState.PENDING.value,
        "due_at": now,
        "created_at": now,
    }
    connection.execute(insert_or_ignore(connection, t.delivery).values(**values))


def release(connection: Connection, worker: str) -> int:
    """Give back what was claimed and not begun."""
    return connection.execute(
        update(t.delivery)
        .where(t.LEASED, t.delivery.c.state == DeliveryState.CLAIMED.value)
        .where(t.delivery.c.claimed_by == worker)
        .values(state=DeliveryState.PENDING.value, **_FREE)
    ).rowcount


def settle_sending(
    connection: Connection,
    platform: str,
    bot_id: int,
    now: datetime,
    *,
    repeatable_since: datetime | None,
) -> Settled:
    """What was being sent by somebody who is gone."""
    delivery = t.delivery.c
    repeatable = false() if repeatable_since is None else delivery.lease_until >= repeatable_since
    is_last = delivery.uncertain + 1 >= _MAX_UNCERTAIN
    states = connection.scalars(
        update(t.delivery)
        .where(t.LEASED, delivery.lease_until <= now)
        .where(delivery.platform == platform, delivery.bot_id == bot_id)
        .where(delivery.state == DeliveryState.SENDING.value)
        .values(
            state=case(
                (repeatable, DeliveryState.PENDING.value),
                (is_last, DeliveryState.UNCERTAIN.value),
                else_=DeliveryState.PENDING.value,
            ),
            uncertain=delivery.uncertain + case((repeatable, 0), else_=1),
            last_error="the sender stopped while it was sending",
            **_FREE,
        )
        .returning(delivery.state)
    ).all()
    return Settled(total=len(states), uncertain=states.count(DeliveryState.UNCERTAIN.value))


def withdraw(connection: Connection, chat_key: int) -> int:
    """Cancel what waits, and take back the papers of issues that did not arrive."""
    delivery = t.delivery.c
    cancelled = connection.execute(
        update(t.delivery)
        .where(t.ACTIVE, delivery.chat_key == chat_key, delivery.state.in_(_NOT_BEGUN))
        .values(state=DeliveryState.CANCELLED.value, **_FREE)
    ).rowcount
    arrived = func.max(case((delivery.state.in_(_MAY_BE_THERE), 1), else_=0))
    unseen = (
        select(delivery.issue_key)
        .where(delivery.chat_key == chat_key, delivery.kind == DeliveryKind.ISSUE.value)
        .group_by(delivery.issue_key)
        .having(arrived == 0)
    )
    connection.execute(
        delete(t.issue_entry).where(
            t.issue_entry.c.chat_key == chat_key, t.issue_entry.c.issue_key.in_(unseen)
        )
    )
    # Those that nobody has looked at take no papers any more.
    connection.execute(
        update(t.issue)
        .where(t.issue.c.chat_key == chat_key, t.issue.c.key.in_(unseen))
        .where(t.issue.c.fresh_from.is_not(None))
        .values(fresh_from=None)
    )
    return cancelled


def get_backlog(connection: Connection, platform: str, bot_id: int, now: datetime) -> Backlog:
    """What is due, and since when."""
    delivery, chat = t.delivery.c, t.chat.c
    row = connection.execute(
        select(func.count().label("due"), func.min(delivery.due_at).label("oldest"))
        .select_from(t.delivery)
        .join(t.chat, chat.key == delivery.chat_key)
        .where(t.PENDING, delivery.platform == platform, delivery.bot_id == bot_id)
        .where(delivery.due_at <= now, chat.paused_at.is_(None), chat.suspended_at.is_(None))
        .where(or_(delivery.not_before_at.is_(None), delivery.not_before_at <= now))
    ).one()
    return Backlog(due=row.due, oldest_due_at=row.oldest)


def mark_uncertain(connection: Connection, since: datetime, now: datetime) -> int:
    """After a restore: what may have been sent since the backup."""
    delivery = t.delivery.c
    return connection.execute(
        update(t.delivery)
        .where(t.ACTIVE, delivery.due_at <= now)
        .values(
            state=DeliveryState.UNCERTAIN.value,
            last_error=f"restored from a backup of {since:%Y-%m-%d %H:%M} UTC",
            **_FREE,
        )
    ).rowcount
