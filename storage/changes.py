"""What became of papers that chats know: which issue tells of it, and what it says.

SQL as it is written, on the planner's temporary tables, for the reasons that `storage.planning`
gives.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Row, Table, exists, select, text

from bot.domain.version import Change, PastVersion
from storage import tables as t
from storage.rows import load_papers

#: The changes of late under each topic that they belong to: a chat that was given a paper follows
#: a topic of it, so that nobody has to look through all papers of all chats.
_change = Table(
    "planned_change",
    MetaData(),
    Column("topic_key", t.Key, primary_key=True, autoincrement=False),
    Column("version_key", t.Key, primary_key=True, autoincrement=False),
    Column("paper_key", t.Key),
    Column("replaced_at", t.Moment),
    prefixes=["TEMPORARY"],
)
_LIST_CHANGES = """
    INSERT INTO planned_change (topic_key, version_key, paper_key, replaced_at)
    SELECT match.topic_key, version.key, version.paper_key, version.replaced_at
    FROM version CROSS JOIN match
    WHERE version.replaced_at >= (SELECT min(planned_since.fresh_from) FROM planned_since)
      AND match.paper_key = version.paper_key
"""
_OF_ISSUE = """
    planned_slot.key = planned.slot_key
      AND planned_since.made_at = planned.made_at
      AND issue.chat_key = planned.chat_key AND issue.issued_on = planned_slot.issued_on
"""
#: Papers that were given to the chat, in an issue or at once, before they changed. What was given is
#: asked by single values and not by EXISTS: PostgreSQL would read all that was ever given for that.
_TELL_OF_GIVEN = f"""
    INSERT INTO issue_change (chat_key, version_key, issue_key)
    SELECT planned.chat_key, planned_change.version_key, issue.key
    FROM planned CROSS JOIN planned_slot CROSS JOIN planned_since CROSS JOIN issue
        CROSS JOIN subscription CROSS JOIN planned_change
    WHERE {_OF_ISSUE}
      AND subscription.chat_key = planned.chat_key
      AND planned_change.topic_key = subscription.topic_key
      AND planned_change.replaced_at >= planned_since.fresh_from
      AND (planned_change.replaced_at > (
              SELECT given.made_at FROM issue_entry
              JOIN issue AS given ON given.key = issue_entry.issue_key
              WHERE issue_entry.chat_key = planned.chat_key
                AND issue_entry.paper_key = planned_change.paper_key)
           OR planned_change.replaced_at > (
              SELECT min(delivery.created_at) FROM delivery
              WHERE delivery.chat_key = planned.chat_key AND delivery.kind = 'instant'
                AND delivery.dedupe_key = CAST(planned_change.paper_key AS TEXT)
                AND delivery.state NOT IN ('failed', 'cancelled'))
           OR 1 = (
              SELECT 1 FROM delivered
              WHERE delivered.chat_key = planned.chat_key AND delivered.kind = 'instant'
                AND delivered.dedupe_key = CAST(planned_change.paper_key AS TEXT)))
    ON CONFLICT DO NOTHING
"""  # noqa: S608
_TELL_OF_SAVED = f"""
    INSERT INTO issue_change (chat_key, version_key, issue_key)
    SELECT planned.chat_key, version.key, issue.key
    FROM planned CROSS JOIN planned_slot CROSS JOIN planned_since CROSS JOIN issue
        CROSS JOIN saved CROSS JOIN version
    WHERE {_OF_ISSUE}
      AND saved.chat_key = planned.chat_key
      AND version.paper_key = saved.paper_key
      AND version.replaced_at >= planned_since.fresh_from
      AND version.replaced_at > saved.saved_at
      AND NOT EXISTS (
          SELECT 1 FROM issue_entry
          WHERE issue_entry.chat_key = planned.chat_key
            AND issue_entry.paper_key = saved.paper_key
            AND issue_entry.issue_key = issue.key)
    ON CONFLICT DO NOTHING
"""  # noqa: S608


def plan_changes(connection: Connection, horizon: datetime) -> None:
    """Let the issues that are being planned tell what became of papers that their chats know.

    Args:
        horizon: no issue tells of what is older.
    """
    recent = select(exists().where(t.version.c.replaced_at >= horizon))
    if not connection.scalar(recent):
        return
    _change.create(connection, checkfirst=False)
    for statement in (_LIST_CHANGES, _TELL_OF_GIVEN, _TELL_OF_SAVED):
        connection.execute(text(statement))
    _change.drop(connection, checkfirst=False)


def list_changes(connection: Connection, issue_key: int) -> tuple[Change, ...]:
    """What an issue tells, newest paper first; several changes of one paper are one."""
    rows = connection.execute(
        select(t.version)
        .join(t.issue_change, t.issue_change.c.version_key == t.version.c.key)
        .where(t.issue_change.c.issue_key == issue_key)
        .order_by(t.version.c.key.desc())
    ).all()
    before = {row.paper_key: _to_past(row) for row in rows}
    papers = load_papers(connection, sorted(before, reverse=True))
    changes = (Change(paper=paper, before=before[paper.key]) for paper in papers)
    return tuple(change for change in changes if change.is_worth_telling)


def _to_past(row: Row[Any]) -> PastVersion:
    return PastVersion(
        number=row.number,
        title=row.title,
        comment=row.comment,
        abstract_print=row.abstract_print,
        is_withdrawn=row.is_withdrawn,
    )
