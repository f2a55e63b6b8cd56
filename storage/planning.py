"""The issues of many chats at once, in a handful of statements.

What was decided goes into two temporary tables: one row for each slot (many chats share one) and
one for each chat. Everything else is done by the database, set by set: which chats are still as
they were found, their issues, the entries of these, the deliveries.

The statements are SQL as it is written, because the order of their joins matters: `CROSS JOIN`
keeps SQLite, which knows nothing of the sizes, from beginning at the largest table.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    bindparam,
    insert,
    select,
    text,
)

from bot.domain.topic import Amount
from bot.ports.store import PlannedIssue
from storage import tables as t
from storage.changes import plan_changes
from storage.dialects import is_postgresql
from storage.receipts import FIRST_RECEIPT, make_receipt
from storage.tables import dump_json
from storage.wanted import IS_ABOVE, IS_IN_SCOPE, NAME, thresholds_of

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
    prefixes=["TEMPORARY"],
)
#: What is the same for all chats whose last issue was made at one time.
_since = Table(
    "planned_since",
    _temporary,
    Column("made_at", t.Moment, primary_key=True),
    Column("fresh_from", t.Moment),
    Column("receipt", t.Json),
    prefixes=["TEMPORARY"],
)
_chat = Table(
    "planned",
    _temporary,
    Column("chat_key", t.Key, primary_key=True, autoincrement=False),
    Column("slot_key", Integer),
    Column("made_at", t.Moment),
    Column("wants_review", Boolean),
    Column("resumed_at", t.Moment),
    prefixes=["TEMPORARY"],
)

#: A thousand pairs of (chat, slot) as one value: they are read much faster so.
_INSERT_CHATS = {
    "sqlite": """
        INSERT INTO planned (chat_key, slot_key)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:pairs)
    """,
    "postgresql": """
        INSERT INTO planned (chat_key, slot_key)
        SELECT CAST(pair->>0 AS bigint), CAST(pair->>1 AS integer)
        FROM json_array_elements(CAST(:pairs AS json)) AS found (pair)
    """,
}
#: A rival that found the same chats due waits here, and then finds their slots moved.
_LOCK = """
    SELECT chat.key FROM planned JOIN chat ON chat.key = planned.chat_key
    ORDER BY chat.key FOR UPDATE OF chat
"""
_LEAVE_MOVED = """
    DELETE FROM planned WHERE NOT EXISTS (
        SELECT 1 FROM chat JOIN planned_slot ON planned_slot.key = planned.slot_key
        WHERE chat.key = planned.chat_key
          AND chat.pending_on = planned_slot.pending_on
          AND chat.pending_at = planned_slot.pending_at)
"""
_LOOK_BACK = """
    UPDATE planned SET
        made_at = coalesce((SELECT issue.made_at FROM issue
                            WHERE issue.chat_key = planned.chat_key
                            ORDER BY issue.issued_on DESC LIMIT 1), :first),
        (wants_review, resumed_at) = (SELECT chat.wants_review, chat.resumed_at FROM chat
                                      WHERE chat.key = planned.chat_key)
"""
_MOVE_ON = """
    UPDATE chat SET wants_review = :no, resumed_at = NULL, (pending_on, pending_at) = (
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
_MAKE_ISSUES = """
    INSERT INTO issue (chat_key, issued_on, due_at, made_at, receipt)
    SELECT planned.chat_key, planned_slot.issued_on, planned_slot.due_at, :now,
        planned_since.receipt
    FROM planned CROSS JOIN planned_slot CROSS JOIN planned_since
    WHERE planned_slot.key = planned.slot_key AND planned_since.made_at = planned.made_at
    ORDER BY planned.chat_key
    ON CONFLICT DO NOTHING
"""
#: The best match of a paper comes first and takes its place (a chat is given a paper once); so
#: those change nothing that an earlier issue gave.
_MAKE_ENTRIES = f"""
    INSERT INTO issue_entry
        (chat_key, paper_key, issue_key, score, is_nameless, topic_name, reason)
    SELECT planned.chat_key, match.paper_key, issue.key, match.score,
        paper.arxiv_number IS NULL, {NAME}, match.reason
    FROM planned CROSS JOIN planned_slot CROSS JOIN planned_since CROSS JOIN chat CROSS JOIN issue
        CROSS JOIN subscription CROSS JOIN match CROSS JOIN paper
    WHERE planned_slot.key = planned.slot_key
      AND planned_since.made_at = planned.made_at
      AND chat.key = planned.chat_key
      AND issue.chat_key = planned.chat_key AND issue.issued_on = planned_slot.issued_on
      AND subscription.chat_key = planned.chat_key
      AND match.topic_key = subscription.topic_key
      AND match.changed_at >=
          CASE WHEN planned.wants_review THEN :horizon ELSE planned_since.fresh_from END
      AND match.arrived_at >= :horizon AND match.arrived_at >= subscription.since_at
      AND paper.key = match.paper_key
      AND {IS_ABOVE} AND {IS_IN_SCOPE}
      AND NOT EXISTS (
          SELECT 1 FROM delivery WHERE delivery.chat_key = planned.chat_key
            AND delivery.kind = 'instant'
            AND delivery.dedupe_key = CAST(match.paper_key AS TEXT)
            AND delivery.state NOT IN ('failed', 'cancelled'))
    ORDER BY planned.chat_key, match.score DESC, subscription.key
    ON CONFLICT DO NOTHING
"""  # noqa: S608
_COUNT_MISSED = """
    UPDATE issue SET missed = (
        SELECT count(*) FROM issue_entry CROSS JOIN paper CROSS JOIN planned
        WHERE issue_entry.issue_key = issue.key AND paper.key = issue_entry.paper_key
          AND planned.chat_key = issue.chat_key AND paper.arrived_at <= planned.resumed_at)
    WHERE issue.key IN (
        SELECT issue.key FROM planned CROSS JOIN planned_slot CROSS JOIN issue
        WHERE planned.resumed_at IS NOT NULL AND planned_slot.key = planned.slot_key
          AND issue.chat_key = planned.chat_key
          AND issue.issued_on = planned_slot.issued_on)
"""
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
      AND (chat.tell_empty
           OR EXISTS (SELECT 1 FROM issue_entry WHERE issue_entry.issue_key = issue.key)
           OR EXISTS (SELECT 1 FROM issue_change WHERE issue_change.issue_key = issue.key))
    ORDER BY planned.chat_key
    ON CONFLICT DO NOTHING
"""


def plan_issues(
    connection: Connection,
    planned: Sequence[PlannedIssue],
    thresholds: Mapping[Amount, float],
    now: datetime,
) -> int:
    """Make these issues with their entries and deliveries; how many were made."""
    if not planned:
        return 0
    _temporary.create_all(connection, checkfirst=False)
    _write_plan(connection, planned)
    if is_postgresql(connection):
        _run(connection, _LOCK)
    _run(connection, _LEAVE_MOVED)
    _run(connection, _LOOK_BACK, first=now - FIRST_RECEIPT)
    _run(connection, _MOVE_ON, no=False)
    _run(connection, _LEAVE_MADE)
    _write_receipts(connection, now)
    made = _run(connection, _MAKE_ISSUES, now=now)
    _run(connection, _MAKE_ENTRIES, horizon=now - HORIZON, **thresholds_of(thresholds))
    _run(connection, _COUNT_MISSED)
    plan_changes(connection, horizon=now - HORIZON)
    _run(connection, _MAKE_DELIVERIES, now=now)
    _temporary.drop_all(connection, checkfirst=False)
    return made


def _run(connection: Connection, statement: str, **values: Any) -> int:
    """Execute, and count the rows."""
    types = {datetime: t.Moment}
    typed = [
        bindparam(name, value, type_=types.get(type(value))) for name, value in values.items()
    ]
    return connection.execute(text(statement).bindparams(*typed)).rowcount


def _write_plan(connection: Connection, planned: Sequence[PlannedIssue]) -> None:
    """Fill the tables of slots and of chats."""
    slots: dict[Any, int] = {}
    chats: dict[int, int] = {}  # A chat named twice is planned once.
    for one in planned:
        what = (one.pending, one.slot, one.next_slot, one.not_before_at)
        chats[one.chat_key] = slots.setdefault(what, len(slots))
    connection.execute(
        insert(_slot),
        [
            {
                "key": key,
                "pending_on": pending.on,
                "pending_at": pending.due_at,
                "issued_on": slot.on,
                "due_at": slot.due_at,
                "next_on": next_slot.on,
                "next_at": next_slot.due_at,
                "not_before_at": not_before_at,
            }
            for (pending, slot, next_slot, not_before_at), key in slots.items()
        ],
    )
    pairs = dump_json(list(chats.items()))
    _run(connection, _INSERT_CHATS[connection.dialect.name], pairs=pairs)


def _write_receipts(connection: Connection, now: datetime) -> None:
    """What arrived since each time at which a last issue was made: few, as chats share them."""
    times = connection.scalars(select(_chat.c.made_at).distinct()).all()
    rows = [
        {
            "made_at": made_at,
            "fresh_from": max(made_at - _OVERLAP, now - HORIZON),
            "receipt": make_receipt(connection, made_at, now),
        }
        for made_at in times
    ]
    if rows:
        connection.execute(insert(_since), rows)
