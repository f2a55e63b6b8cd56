"""What a sender takes out of the outbox, and what it begins to send.

The statements are made once: one runs for every few messages.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Row,
    Update,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.chat import ChatKind
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from storage import tables as t
from storage.dialects import among, gather
from storage.rows import to_address, to_quiet
from storage.wanted import NAME

_NOW = bindparam("now", type_=t.Moment)


def claim(
    connection: Connection,
    platform: str,
    bot_id: int,
    *,
    worker: str,
    now: datetime,
    lease_until: datetime,
    limit: int,
) -> list[Delivery]:
    """PENDING -> CLAIMED for what is due, the head of each chat's line."""
    dialect = connection.dialect.name
    bot = {"of_platform": platform, "of_bot": bot_id, "now": now}
    connection.execute(_GIVE_BACK_EXPIRED, bot)
    keys = connection.scalar(_list_heads(dialect), {**bot, "most": limit})
    if not keys:
        return []
    taken = {"keys": keys, "worker": worker, "until": lease_until}
    connection.execute(_take(dialect), taken)
    return [_to_delivery(row) for row in connection.execute(_list_taken(dialect), taken)]


def _is_of_bot() -> tuple[ColumnElement[bool], ...]:
    delivery = t.delivery.c
    return (
        delivery.platform == bindparam("of_platform"),
        delivery.bot_id == bindparam("of_bot", type_=BigInteger),
    )


#: What was claimed by somebody who is gone is pending again.
_GIVE_BACK_EXPIRED = (
    update(t.delivery)
    .where(t.LEASED, t.delivery.c.lease_until <= _NOW, *_is_of_bot())
    .where(t.delivery.c.state == DeliveryState.CLAIMED.value)
    .values(state=DeliveryState.PENDING.value, claimed_by=None, lease_until=None)
)


def _is_due() -> tuple[ColumnElement[bool], ...]:
    """Its time has come, and its chat may be written to."""
    delivery, chat = t.delivery.c, t.chat.c
    return (
        delivery.due_at <= _NOW,
        or_(delivery.not_before_at.is_(None), delivery.not_before_at <= _NOW),
        or_(chat.not_before_at.is_(None), chat.not_before_at <= _NOW),
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


@cache
def _list_heads(dialect: str) -> Executable:
    """The keys of what is due, as one value."""
    heads = (
        select(t.delivery.c.key)
        .join(t.chat, t.chat.c.key == t.delivery.c.chat_key)
        .where(*_is_of_bot(), t.PENDING, *_is_due(), ~_has_one_before())
        .order_by(t.delivery.c.priority, t.delivery.c.due_at, t.delivery.c.key)
        .limit(bindparam("most"))
        # What another sender is just claiming is passed over, not waited for.
        .with_for_update(of=t.delivery, skip_locked=True)
        .subquery()
    )
    return select(gather(dialect, heads.c.key))


@cache
def _take(dialect: str) -> Executable:
    return (
        update(t.delivery)
        .where(among(dialect, t.delivery.c.key, "keys"), t.PENDING)
        .values(
            state=DeliveryState.CLAIMED.value,
            claimed_by=bindparam("worker"),
            lease_until=bindparam("until"),
            fence=t.delivery.c.fence + 1,
        )
    )


@cache
def _list_taken(dialect: str) -> Executable:
    """Those that became ours, in the order in which they are due. All were pending just now."""
    delivery, chat, subscription = t.delivery.c, t.chat.c, t.subscription.c
    return (
        select(
            *(delivery.key, delivery.chat_key, delivery.platform, delivery.bot_id),
            *(chat.chat_id, chat.thread_id, delivery.kind, delivery.part, delivery.dedupe_key),
            *(chat.kind.label("chat_kind"), chat.language, chat.silent),
            *(chat.zone, chat.quiet_from, chat.quiet_until),
            *(delivery.issue_key, delivery.paper_key, delivery.topic_key),
            *(literal_column(NAME).label("topic_name"), delivery.payload, delivery.due_at),
            *(delivery.attempts, delivery.uncertain),
        )
        .join(t.chat, chat.key == delivery.chat_key)
        .outerjoin(
            t.subscription,
            (subscription.chat_key == delivery.chat_key)
            & (subscription.topic_key == delivery.topic_key),
        )
        .where(among(dialect, delivery.key, "keys"))
        .where(delivery.state == DeliveryState.CLAIMED.value)
        .where(delivery.claimed_by == bindparam("worker"))
        .order_by(delivery.priority, delivery.due_at, delivery.key)
    )


def _to_delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        key=row.key,
        chat_key=row.chat_key,
        address=to_address(row),
        kind=DeliveryKind(row.kind),
        part=row.part,
        chat_kind=ChatKind(row.chat_kind),
        language=row.language,
        silent=row.silent,
        quiet=to_quiet(row),
        issue_key=row.issue_key,
        paper_key=row.paper_key,
        topic_key=row.topic_key,
        about=read_notice(row.kind, row.dedupe_key),
        topic_name=row.topic_name,
        payload=row.payload,
        due_at=row.due_at,
        attempts=row.attempts,
        uncertain=row.uncertain,
    )


def read_notice(kind: str, dedupe_key: str) -> int | None:
    """The key of the chat about which a notice is (`storage.sending.add_notice`)."""
    return int(dedupe_key.partition(" ")[0]) if kind == DeliveryKind.NOTICE.value else None


def start_many(
    connection: Connection,
    keys: Sequence[int],
    worker: str,
    *,
    now: datetime,
    lease_until: datetime,
) -> set[int]:
    """CLAIMED -> SENDING, all in one statement; the others are given back or cancelled."""
    dialect = connection.dialect.name
    ours = {"keys": list(keys), "worker": worker}
    values = {**ours, "now": now, "until": lease_until}
    started = {row.key for row in connection.execute(_start(dialect), values)}
    if len(started) < len(keys):
        connection.execute(_leave(dialect), ours)
    return started


@cache
def _start(dialect: str) -> ReturningUpdate[tuple[int]]:
    delivery = t.delivery.c
    return (
        update(t.delivery)
        .where(*_is_claimed(dialect), delivery.lease_until > bindparam("now"))
        .where(_is_welcome(), _is_followed())
        .values(
            state=DeliveryState.SENDING.value,
            attempts=delivery.attempts + 1,
            lease_until=bindparam("until"),
        )
        .returning(delivery.key)
    )


@cache
def _leave(dialect: str) -> Update:
    after = case(
        (_is_followed(), DeliveryState.PENDING.value), else_=DeliveryState.CANCELLED.value
    )
    return (
        update(t.delivery)
        .where(*_is_claimed(dialect))
        .values(state=after, claimed_by=None, lease_until=None)
    )


def _is_claimed(dialect: str) -> tuple[ColumnElement[bool], ...]:
    delivery = t.delivery.c
    return (
        among(dialect, delivery.key, "keys"),
        delivery.claimed_by == bindparam("worker"),
        delivery.state == DeliveryState.CLAIMED.value,
    )


def _is_welcome() -> ColumnElement[bool]:
    """The chat may be written to."""
    return exists().where(
        t.chat.c.key == t.delivery.c.chat_key,
        t.chat.c.paused_at.is_(None),
        t.chat.c.suspended_at.is_(None),
    )


def _is_followed() -> ColumnElement[bool]:
    """The chat follows something still; for an instant push, the topic that it is of. A notice is
    for whoever is there."""
    subscription, delivery = t.subscription.c, t.delivery.c
    follows = exists().where(
        and_(
            subscription.chat_key == delivery.chat_key,
            or_(delivery.topic_key.is_(None), subscription.topic_key == delivery.topic_key),
        )
    )
    return or_(delivery.kind == DeliveryKind.NOTICE.value, follows)
