"""A chat goes on under another id, with everything that hangs on it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, select, update

from storage import tables as t

#: What hangs on a chat, and what of it there can be but once: what the chat that goes on has
#: already stays as it is. Issues come before what is in them.
OWNED: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (t.subscription, ("topic_key",)),
    (t.saved, ("paper_key",)),
    (t.opinion, ("paper_key",)),
    (t.issue, ("issued_on",)),
    (t.issue_entry, ("paper_key",)),
    (t.issue_change, ("version_key",)),
    # Of one message all parts, or none.
    (t.delivery, ("kind", "dedupe_key")),
    (t.delivered, ("kind", "dedupe_key")),
    (t.link_card, ("paper_key",)),
)


def move_chat(connection: Connection, platform: str, bot_id: int, old_id: int, new_id: int) -> int:
    """Let the chats of all threads of one platform id go on under another; how many did."""
    chat = t.chat.c
    there = (chat.platform == platform, chat.bot_id == bot_id)
    rows = connection.execute(
        select(chat.key, chat.chat_id, chat.thread_id)
        .where(*there, chat.chat_id.in_((old_id, new_id)))
        .order_by(chat.key)
        .with_for_update()
    ).all()
    known = {row.thread_id: row.key for row in rows if row.chat_id == new_id}
    moving = [row for row in rows if row.chat_id == old_id]
    for row in moving:
        key = row.key
        if row.thread_id in known:
            key = _join(connection, row.key, known[row.thread_id])
        connection.execute(update(t.chat).where(chat.key == key).values(chat_id=new_id))
    return len(moving)


def _join(connection: Connection, old: int, new: int) -> int:
    """Make one of two chats; its key.

    The new one's settings count where it follows anything: somebody has begun anew there. Else it
    is known by chance, and the old one goes on.
    """
    follows = select(exists().where(t.subscription.c.chat_key == new))
    key, gone = (new, old) if connection.scalar(follows) else (old, new)
    for table, same in OWNED:
        connection.execute(
            update(table).where(*_is_missing(table, same, gone, key)).values(chat_key=key)
        )
    connection.execute(delete(t.chat).where(t.chat.c.key == gone))
    connection.execute(update(t.chat).where(t.chat.c.key == key).values(wants_review=True))
    return key


def _is_missing(
    table: Table, same: tuple[str, ...], gone: int, key: int
) -> tuple[ColumnElement[bool], ...]:
    """What one chat has and the other not."""
    other = table.alias()
    alike = [other.c[name] == table.c[name] for name in same]
    conditions: list[Any] = [
        table.c.chat_key == gone,
        ~exists().where(other.c.chat_key == key, *alike),
    ]
    if table in (t.issue_entry, t.issue_change):
        moved = exists().where(t.issue.c.key == table.c.issue_key, t.issue.c.chat_key == key)
        conditions.append(moved)
    return tuple(conditions)
