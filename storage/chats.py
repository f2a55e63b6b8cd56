"""Chats and their settings."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Row, bindparam, delete, select, update

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.schedule import Slot
from bot.errors import NotFoundError
from bot.ports.store import DueChats, PendingChat
from storage import tables as t
from storage.dialects import gather, insert_or_ignore
from storage.moving import move_chat
from storage.rows import from_settings, to_chat, to_schedule
from storage.subscriptions import delete_unfollowed_topics

#: The columns of a chat's schedule and of its pending slot.
_HOUR = (
    *(t.chat.c.pending_at, t.chat.c.pending_on, t.chat.c.rhythm, t.chat.c.push_at),
    *(t.chat.c.zone, t.chat.c.days, t.chat.c.quiet_from, t.chat.c.quiet_until),
)


class SqlChats:
    """`bot.ports.Chats`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_or_add(
        self, address: ChatAddress, kind: ChatKind, settings: ChatSettings, now: datetime
    ) -> Chat:
        while (found := self._lock(address)) is None:
            # Where a rival adds it too, this waits for that to be committed, and adds nothing.
            self._connection.execute(
                insert_or_ignore(self._connection, t.chat).values(
                    platform=address.platform,
                    bot_id=address.bot_id,
                    chat_id=address.chat_id,
                    thread_id=address.thread_id,
                    kind=kind.value,
                    wants_review=True,
                    created_at=now,
                    **from_settings(settings),
                )
            )
        return found

    def find(self, address: ChatAddress) -> Chat | None:
        row = self._connection.execute(_select(address)).one_or_none()
        return None if row is None else to_chat(row)

    def get(self, key: int) -> Chat:
        return to_chat(self._get(key))

    def save_settings(self, key: int, settings: ChatSettings) -> None:
        old = self._get(key)
        values = dict(from_settings(settings))
        if (old.amount, old.scope) != (values["amount"], values["scope"]):
            values["wants_review"] = True
        self._set(key, values)

    def set_pending(self, key: int, slot: Slot | None) -> None:
        self._set(
            key, {"pending_on": slot and slot.on, "pending_at": slot.due_at if slot else None}
        )

    def set_paused(self, key: int, paused_at: datetime | None) -> None:
        self._set(key, {"paused_at": paused_at})

    def set_suspended(self, key: int, at: datetime | None, reason: str | None = None) -> None:
        self._set(key, {"suspended_at": at, "suspended_reason": reason})

    def hold(self, key: int, until: datetime | None) -> None:
        self._set(key, {"not_before_at": until})

    def mark_resumed(self, key: int, now: datetime) -> None:
        self._set(key, {"resumed_at": now, "wants_review": True})

    def move(self, platform: str, bot_id: int, old_id: int, new_id: int) -> int:
        return move_chat(self._connection, platform, bot_id, old_id, new_id)

    def list_at(self, platform: str, bot_id: int, chat_id: int) -> Sequence[Chat]:
        chat = t.chat.c
        rows = self._connection.execute(
            select(t.chat)
            .where(chat.platform == platform, chat.bot_id == bot_id, chat.chat_id == chat_id)
            .order_by(chat.key)
            .with_for_update(key_share=True)
        )
        return sorted(map(to_chat, rows), key=lambda one: one.address.thread_id)

    def list_all(self, *, after: int, limit: int) -> Sequence[Chat]:
        rows = self._connection.execute(
            select(t.chat).where(t.chat.c.key > after).order_by(t.chat.c.key).limit(limit)
        )
        return [to_chat(row) for row in rows]

    def list_pending(self, *, after: int, limit: int) -> Sequence[PendingChat]:
        rows = self._connection.execute(
            select(t.chat.c.key, *_HOUR)
            .where(t.chat.c.key > after, t.chat.c.pending_at.is_not(None))
            .order_by(t.chat.c.key)
            .limit(limit)
        )
        return [PendingChat(key=row.key, **_hour_of(row)) for row in rows]

    def list_due(self, now: datetime, *, limit: int) -> Sequence[DueChats]:
        statement = _list_due(self._connection.dialect.name)
        rows = self._connection.execute(statement, {"now": now, "most": limit})
        return [DueChats(keys=tuple(row.chats), **_hour_of(row)) for row in rows]

    def delete(self, key: int) -> None:
        followed = self._connection.scalars(
            select(t.subscription.c.topic_key).where(t.subscription.c.chat_key == key)
        ).all()
        # Everything that hangs on it goes with it (ON DELETE CASCADE).
        self._connection.execute(delete(t.chat).where(t.chat.c.key == key))
        delete_unfollowed_topics(self._connection, followed)

    def _lock(self, address: ChatAddress) -> Chat | None:
        """The chat, which no rival can change now; SQLite has but one writer anyway."""
        statement = _select(address).with_for_update(key_share=True)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else to_chat(row)

    def _get(self, key: int) -> Row[Any]:
        row = self._connection.execute(select(t.chat).where(t.chat.c.key == key)).one_or_none()
        if row is None:
            raise NotFoundError("there is no such chat")
        return row

    def _set(self, key: int, values: dict[str, Any]) -> None:
        self._connection.execute(update(t.chat).where(t.chat.c.key == key).values(values))


@cache
def _list_due(dialect: str) -> Executable:
    """Made once: each tick asks, and mostly in vain."""
    chat, now = t.chat.c, bindparam("now", type_=t.Moment)
    due = (
        select(chat.key, *_HOUR)
        .where(chat.pending_at.is_not(None), chat.pending_at <= now)
        .where(chat.paused_at.is_(None), chat.suspended_at.is_(None))
        .order_by(chat.pending_at)
        .limit(bindparam("most"))
        .subquery()
    )
    # Many chats have the same hour: it is read once for all of them.
    hour = [due.c[column.name] for column in _HOUR]
    return (
        select(*hour, gather(dialect, due.c.key).label("chats"))
        .group_by(*hour)
        .order_by(due.c.pending_at)
    )


def _hour_of(row: Any) -> dict[str, Any]:
    """What is said of the hour of a chat, or of several."""
    return {"schedule": to_schedule(row), "pending": Slot(row.pending_on, row.pending_at)}


def _select(address: ChatAddress) -> Any:
    return select(t.chat).where(
        t.chat.c.platform == address.platform,
        t.chat.c.bot_id == address.bot_id,
        t.chat.c.chat_id == address.chat_id,
        t.chat.c.thread_id == address.thread_id,
    )
