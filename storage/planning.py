"""The issues of many chats at once, in a handful of statements.

What was decided goes into temporary tables: one row for each slot (many chats share one) and one for
each chat. Everything else is done by the database, set by set: which chats are still as they were
found, their issues, the deliveries. An issue's entries are chosen later (see `storage.filling`); here
it is only seen whether there are any.

The statements are SQL as it is written, because the order of their joins matters: `CROSS JOIN`
keeps SQLite, which knows nothing of the sizes, from beginning at the largest table.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    TextClause,
    bindparam,
    insert,
    select,
    text,
)

from bot.domain.topic import Amount
from bot.ports.store import PlannedIssues, Receipts
from storage import tables as t
from storage.changes import plan_changes
from storage.lookups import look_up_each
from storage.receipts import FIRST_RECEIPT, make_receipt
from storage.tables import dump_json
from storage.temporary import KEPT, make_room
from storage.wanted import IS_NEW_TO_CHAT, IS_WANTED, thresholds_of

#: How far back an issue reaches for papers that its chat was not given yet.
HORIZON = timedelta(days=14)
#: Matches are looked at again that were made this long before the last issue: they may have been
#: committed after it.
_OVERLAP = timedelta(hours=1)

_temporary = MetaData()
#: What is the same for all chats of one slot.
_slot = Table(
    "planned_slot",
    _temporary,
    Column("key", Integer, primary_key=True),
    Column("pending_on", Date),
    Column("pending_at", t.Moment),
    Column("issued_on", Date),
    Column("due_at", t.Moment),
    Column("next_on", Date),
    Column("next_at", t.Moment),
    Column("not_before_at", t.Moment),
    **KEPT,
)
#: What is the same for all chats whose last issue was made at one time.
_since = Table(
    "planned_since",
    _temporary,
    Column("made_at", t.Moment, primary_key=True),
    Column("fresh_from", t.Moment),
    Column("receipt", t.Json),
    **KEPT,
)
_chat = Table(
    "planned",
    _temporary,
    Column("chat_key", t.Key, primary_key=True, autoincrement=False),
    Column("slot_key", Integer),
    Column("made_at", t.Moment),
    Column("wants_review", Boolean),
    Column("resumed_at", t.Moment),
    **KEPT,
)

#: All chats come as one value, in a list for each slot: they are read much faster so. A chat that has
#: another slot by now is left alone.
_TAKE = """
    INSERT INTO planned (chat_key, slot_key, made_at, wants_review, resumed_at)
    SELECT chat.key, planned_slot.key,
        coalesce((SELECT issue.made_at FROM issue WHERE issue.chat_key = chat.key
                  ORDER BY issue.issued_on DESC LIMIT 1), :first),
        chat.wants_review, chat.resumed_at
    FROM {chats} CROSS JOIN planned_slot CROSS JOIN chat
    WHERE planned_slot.key = {slot_key}
      AND chat.key = {chat_key}
      AND chat.pending_on = planned_slot.pending_on
      AND chat.pending_at = planned_slot.pending_at
"""
_TAKE_BY_STORE = {
    "sqlite": _TAKE.format(
        chats="json_each(:chats) AS slot CROSS JOIN json_each(slot.value) AS one",
        chat_key="one.value",
        slot_key="slot.key",
    ),
    # A rival that found the same chats due waits here, and then finds their slots moved.
    "postgresql": _TAKE.format(
        chats="json_array_elements(CAST(:chats AS json)) WITH ORDINALITY AS slot (chats, place) "
        "CROSS JOIN json_array_elements_text(slot.chats) AS one (value)",
        chat_key="CAST(one.value AS bigint)",
        slot_key="slot.place - 1",
    )
    + "ORDER BY chat.key FOR UPDATE OF chat",
}
_MOVE_ON = """
    UPDATE chat SET wants_review = FALSE, resumed_at = NULL, (pending_on, pending_at) = (
        SELECT planned_slot.next_on, planned_slot.next_at
        FROM planned JOIN planned_slot ON planned_slot.key = planned.slot_key
        WHERE planned.chat_key = chat.key)
    WHERE chat.key IN (SELECT planned.chat_key FROM planned)
"""
_LEAVE_MADE = """
    DELETE FROM planned WHERE EXISTS (
        SELECT 1 FROM issue JOIN planned_slot ON planned_slot.key = planned.slot_key
        WHERE issue.chat_key = planned.chat_key AND issue.issued_on = planned_slot.issued_on)
"""
_FRESH_FROM = "CASE WHEN planned.wants_review THEN :horizon ELSE planned_since.fresh_from END"
_MAKE_ISSUES = f"""
    INSERT INTO issue (chat_key, issued_on, due_at, made_at, receipt, fresh_from, resumed_at)
    SELECT planned.chat_key, planned_slot.issued_on, planned_slot.due_at, :now,
        planned_since.receipt,
        CASE WHEN EXISTS (
            SELECT 1 FROM subscription CROSS JOIN match CROSS JOIN paper
            WHERE {IS_WANTED} AND {IS_NEW_TO_CHAT}
              AND match.arrived_at >= :horizon AND match.changed_at >= {_FRESH_FROM})
        THEN {_FRESH_FROM} END,
        planned.resumed_at
    FROM planned CROSS JOIN planned_slot CROSS JOIN planned_since CROSS JOIN chat
    WHERE planned_slot.key = planned.slot_key AND planned_since.made_at = planned.made_at
      AND chat.key = planned.chat_key
    ORDER BY planned.chat_key
    ON CONFLICT DO NOTHING
"""  # noqa: S608
_MAKE_DELIVERIES = """
    INSERT INTO delivery
        (platform, bot_id, chat_key, kind, dedupe_key, part, priority, state, due_at,
         not_before_at, attempts, fence, issue_key, created_at)
    SELECT chat.platform, chat.bot_id, chat.key, 'issue', CAST(issue.issued_on AS TEXT), 1, 0,
        'pending', issue.due_at, planned_slot.not_before_at, 0, 0, issue.key, :now
    FROM planned CROSS JOIN planned_slot CROSS JOIN chat CROSS JOIN issue
    WHERE planned_slot.key = planned.slot_key
      AND chat.key = planned.chat_key
      AND issue.chat_key = planned.chat_key AND issue.issued_on = planned_slot.issued_on
      AND (chat.tell_empty OR issue.fresh_from IS NOT NULL
           OR 1 = (SELECT 1 FROM issue_change WHERE issue_change.issue_key = issue.key LIMIT 1))
    ORDER BY planned.chat_key
    ON CONFLICT DO NOTHING
"""


def plan_issues(
    connection: Connection,
    planned: Sequence[PlannedIssues],
    thresholds: Mapping[Amount, float],
    now: datetime,
    receipts: Receipts,
) -> int:
    """Make these issues and their deliveries; how many issues were made.

    Args:
        receipts: what was counted up to `now` before; what is counted here is added.
    """
    if not planned:
        return 0
    look_up_each(connection)
    make_room(connection, _temporary)
    _write_slots(connection, planned)
    values = {
        "chats": dump_json(_list_chats(planned)),
        "first": now - FIRST_RECEIPT,
        "now": now,
        "horizon": now - HORIZON,
        **thresholds_of(thresholds),
    }
    _run(connection, _TAKE_BY_STORE[connection.dialect.name], values)
    _run(connection, _MOVE_ON)
    _run(connection, _LEAVE_MADE)
    _write_receipts(connection, now, receipts)
    made = _run(connection, _MAKE_ISSUES, values)
    plan_changes(connection, horizon=now - HORIZON)
    _run(connection, _MAKE_DELIVERIES, values)
    return made


@cache
def _prepare(statement: str) -> TextClause:
    """A statement made once: that takes longer than its rows where these are few."""
    found = text(statement)
    times = [name for name in ("now", "first", "horizon") if f":{name}" in statement]
    return found.bindparams(*(bindparam(name, type_=t.Moment) for name in times))


def _run(connection: Connection, statement: str, values: Mapping[str, Any] | None = None) -> int:
    """Execute, and count the rows."""
    return connection.execute(_prepare(statement), values or {}).rowcount


_INSERT_SLOT = insert(_slot)


def _write_slots(connection: Connection, planned: Sequence[PlannedIssues]) -> None:
    connection.execute(
        _INSERT_SLOT,
        [
            {
                "key": key,
                "pending_on": one.pending.on,
                "pending_at": one.pending.due_at,
                "issued_on": one.slot.on,
                "due_at": one.slot.due_at,
                "next_on": one.next_slot.on,
                "next_at": one.next_slot.due_at,
                "not_before_at": one.not_before_at,
            }
            for key, one in enumerate(planned)
        ],
    )


def _list_chats(planned: Sequence[PlannedIssues]) -> list[list[int]]:
    """The chats of each slot; one that is named twice is planned once."""
    slots = {chat_key: key for key, one in enumerate(planned) for chat_key in one.chat_keys}
    chats: list[list[int]] = [[] for _ in planned]
    for chat_key, key in slots.items():
        chats[key].append(chat_key)
    return chats


_SELECT_TIMES = select(_chat.c.made_at).distinct()
_INSERT_SINCE = insert(_since)


def _write_receipts(connection: Connection, now: datetime, receipts: Receipts) -> None:
    """What arrived since each time at which a last issue was made: few, as chats share them."""
    times = connection.scalars(_SELECT_TIMES).all()
    for made_at in times:
        if made_at not in receipts:
            receipts[made_at] = make_receipt(connection, made_at, now)
    rows = [
        {
            "made_at": made_at,
            "fresh_from": max(made_at - _OVERLAP, now - HORIZON),
            "receipt": receipts[made_at],
        }
        for made_at in times
    ]
    if rows:
        connection.execute(_INSERT_SINCE, rows)
