"""The issues of many chats at once, in a handful of statements.

What was decided for each chat goes into a temporary table, and everything else is done by the
database, set by set: which chats are still as they were found, their issues, the entries of these,
the deliveries. A thousand chats take as many statements as one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.topic import Amount
from bot.ports.store import PlannedIssue
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.receipts import FIRST_RECEIPT, make_receipt
from storage.rows import chunks
from storage.wanted import best_place, is_above, is_in_scope

#: How far back an issue reaches for papers that its chat was not given yet.
HORIZON = timedelta(days=14)
#: Matches are looked at again that were made this long before the last issue: they may have been
#: committed after it.
_OVERLAP = timedelta(hours=1)

#: One row for each issue to be made; lives as long as the connection.
_planned = Table(
    "planned",
    MetaData(),
    Column("chat_key", t.Key, primary_key=True),
    Column("pending_on", Date),
    Column("pending_at", t.Moment),
    Column("issued_on", Date),
    Column("due_at", t.Moment),
    Column("next_on", Date),
    Column("next_at", t.Moment),
    Column("not_before_at", t.Moment),
    Column("fresh_from", t.Moment),
    Column("receipt", t.Json),
    prefixes=["TEMPORARY"],
)


def plan_issues(
    connection: Connection,
    planned: Sequence[PlannedIssue],
    thresholds: Mapping[Amount, float],
    now: datetime,
) -> int:
    """Make these issues with their entries and deliveries; how many were made."""
    if not planned:
        return 0
    _planned.create(connection, checkfirst=False)
    connection.execute(insert(_planned), _list_rows(connection, planned, now))
    _move_on(connection)
    made = connection.execute(_insert_issues(connection, now)).rowcount
    if made:
        connection.execute(_insert_entries(thresholds, now))
        connection.execute(_insert_deliveries(connection, now))
    _planned.drop(connection, checkfirst=False)
    return made


def _list_rows(
    connection: Connection, planned: Sequence[PlannedIssue], now: datetime
) -> list[dict[str, Any]]:
    by_chat = {one.chat_key: one for one in planned}
    previous = _list_previous(connection, sorted(by_chat))
    receipts = {
        since: make_receipt(connection, since or now - FIRST_RECEIPT, now)
        for since in {since for since, _ in previous.values()}
    }
    rows = []
    for one in by_chat.values():
        since, wants_review = previous.get(one.chat_key, (None, True))
        rows.append(
            {
                "chat_key": one.chat_key,
                "pending_on": one.pending.on,
                "pending_at": one.pending.due_at,
                "issued_on": one.slot.on,
                "due_at": one.slot.due_at,
                "next_on": one.next_slot.on,
                "next_at": one.next_slot.due_at,
                "not_before_at": one.not_before_at,
                "fresh_from": None if since is None or wants_review else since - _OVERLAP,
                "receipt": receipts.get(since),
            }
        )
    return rows


def _list_previous(
    connection: Connection, keys: Sequence[int]
) -> dict[int, tuple[datetime | None, bool]]:
    """Of each chat: when its last issue was made, and whether it wants everything looked at."""
    return {
        row.key: (row.made_at, row.wants_review)
        for some in chunks(keys)
        for row in connection.execute(
            select(
                t.chat.c.key,
                t.chat.c.wants_review,
                select(t.issue.c.made_at)
                .where(t.issue.c.chat_key == t.chat.c.key)
                .order_by(t.issue.c.issued_on.desc())
                .limit(1)
                .scalar_subquery()
                .label("made_at"),
            ).where(t.chat.c.key.in_(some))
        )
    }


def _move_on(connection: Connection) -> None:
    """Give every chat its next slot; forget those whose slot is not the one that was found due.

    On PostgreSQL this also locks the chats: a rival waits here, and then finds their slots moved.
    """
    chat = t.chat.c
    moved = connection.scalars(
        update(t.chat)
        .where(chat.key == _planned.c.chat_key)
        .where(chat.pending_on == _planned.c.pending_on)
        .where(chat.pending_at == _planned.c.pending_at)
        .values(pending_on=_planned.c.next_on, pending_at=_planned.c.next_at, wants_review=False)
        .returning(chat.key)
    ).all()
    have_one = exists().where(
        t.issue.c.chat_key == _planned.c.chat_key, t.issue.c.issued_on == _planned.c.issued_on
    )
    connection.execute(delete(_planned).where(have_one))
    left_alone = set(connection.scalars(select(_planned.c.chat_key))) - set(moved)
    for some in chunks(sorted(left_alone)):
        connection.execute(delete(_planned).where(_planned.c.chat_key.in_(some)))


def _insert_issues(connection: Connection, now: datetime) -> Any:
    columns = ("chat_key", "issued_on", "due_at", "made_at", "receipt")
    chosen = select(
        *(_planned.c.chat_key, _planned.c.issued_on, _planned.c.due_at),
        literal(now, t.Moment),
        _planned.c.receipt,
        # SQLite takes the ON of ON CONFLICT for a join's without a WHERE before it.
    ).where(_planned.c.chat_key.is_not(None))
    return insert_or_ignore(connection, t.issue).from_select(columns, chosen)


def _insert_entries(thresholds: Mapping[Amount, float], now: datetime) -> Any:
    match, horizon = t.match.c, literal(now - HORIZON, t.Moment)
    was_given = exists().where(
        t.issue_entry.c.chat_key == t.subscription.c.chat_key,
        t.issue_entry.c.paper_key == match.paper_key,
    )
    wanted = (
        select(
            *(t.issue.c.chat_key, match.paper_key, t.issue.c.key.label("issue_key")),
            *(match.score, match.reason, t.topic.c.name.label("topic_name")),
            t.paper.c.search_row,
            best_place(t.issue.c.chat_key).label("place"),
        )
        .select_from(_planned)
        .join(
            t.issue,
            and_(
                t.issue.c.chat_key == _planned.c.chat_key,
                t.issue.c.issued_on == _planned.c.issued_on,
            ),
        )
        .join(t.chat, t.chat.c.key == _planned.c.chat_key)
        .join(t.subscription, t.subscription.c.chat_key == _planned.c.chat_key)
        .join(t.topic, t.topic.c.key == t.subscription.c.topic_key)
        .join(t.match, match.topic_key == t.subscription.c.topic_key)
        .join(t.paper, t.paper.c.key == match.paper_key)
        .where(match.changed_at >= func.coalesce(_planned.c.fresh_from, horizon))
        .where(match.arrived_at >= horizon, match.arrived_at >= t.subscription.c.since_at)
        .where(is_above(thresholds), is_in_scope(), ~was_given)
        .subquery()
    )
    position = func.row_number().over(
        partition_by=wanted.c.chat_key,
        order_by=[wanted.c.score.desc(), wanted.c.search_row.desc()],
    )
    shared = ("chat_key", "paper_key", "issue_key", "score", "reason", "topic_name")
    chosen = select(*(wanted.c[name] for name in shared), position).where(wanted.c.place == 1)
    return insert(t.issue_entry).from_select([*shared, "position"], chosen)


def _insert_deliveries(connection: Connection, now: datetime) -> Any:
    has_entries = exists().where(t.issue_entry.c.issue_key == t.issue.c.key)
    values: dict[str, Any] = {
        "platform": t.chat.c.platform,
        "bot_id": t.chat.c.bot_id,
        "chat_key": t.chat.c.key,
        "kind": literal(DeliveryKind.ISSUE.value, t.Plain),
        "dedupe_key": cast(t.issue.c.issued_on, Text),
        "part": literal(1),
        "priority": literal(0),
        "state": literal(DeliveryState.PENDING.value, t.Plain),
        "due_at": _planned.c.due_at,
        "not_before_at": _planned.c.not_before_at,
        "attempts": literal(0),
        "fence": literal(0),
        "issue_key": t.issue.c.key,
        "created_at": literal(now, t.Moment),
    }
    chosen = (
        select(*values.values())
        .select_from(_planned)
        .join(t.chat, t.chat.c.key == _planned.c.chat_key)
        .join(
            t.issue,
            and_(
                t.issue.c.chat_key == _planned.c.chat_key,
                t.issue.c.issued_on == _planned.c.issued_on,
            ),
        )
        .where(or_(has_entries, t.chat.c.tell_empty))
    )
    return insert_or_ignore(connection, t.delivery).from_select(list(values), chosen)
