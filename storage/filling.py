"""The entries of an issue, chosen when it is first looked at: by its sender, or by its chat.

Planning has to be fast (100,000 chats may be due at one instant) and sending is slow (a platform
takes 30 messages a second), so an issue is planned without them. It holds what had arrived when it
was made, matches, and was not given to its chat before, under the chat's subscriptions of now. A
paper that is matched anew meanwhile is in it, or in the next one. What is chosen once stays.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, text, update

from bot.domain.topic import Amount
from storage import tables as t
from storage.planning import HORIZON
from storage.wanted import IS_NEW_TO_CHAT, IS_WANTED, NAME, thresholds_of

#: The best match of a paper comes first and takes its place (a chat is given a paper once); so
#: those change nothing that an earlier issue gave.
_MAKE_ENTRIES = f"""
    INSERT INTO issue_entry
        (chat_key, paper_key, issue_key, score, is_nameless, topic_name, reason)
    SELECT chat.key, match.paper_key, issue.key, match.score,
        paper.arxiv_number IS NULL, {NAME}, match.reason
    FROM issue CROSS JOIN chat CROSS JOIN subscription CROSS JOIN match CROSS JOIN paper
    WHERE issue.key = :issue AND chat.key = issue.chat_key
      AND {IS_WANTED} AND {IS_NEW_TO_CHAT}
      AND match.changed_at >= issue.fresh_from
      AND match.arrived_at >= :horizon AND match.arrived_at <= issue.made_at
    ORDER BY match.score DESC, subscription.key
    ON CONFLICT DO NOTHING
"""  # noqa: S608
#: A paper that is new to the chat needs no line about what became of it.
_LEAVE_CHANGES = """
    DELETE FROM issue_change WHERE issue_key = :issue AND version_key IN (
        SELECT version.key FROM version JOIN issue_entry
            ON issue_entry.paper_key = version.paper_key
        WHERE issue_entry.issue_key = :issue)
"""


def get_filled(
    connection: Connection, key: int, thresholds: Mapping[Amount, float]
) -> Row[Any] | None:
    """The row of an issue whose entries are there; None where there is no such issue."""
    find = select(t.issue).where(t.issue.c.key == key)
    row = connection.execute(find).one_or_none()
    if row is None or row.fresh_from is None:
        return row
    # Whoever comes second waits here, and then finds it filled.
    row = connection.execute(find.with_for_update()).one_or_none()
    if row is not None and row.fresh_from is not None:
        _fill(connection, row, thresholds)
        row = connection.execute(find).one()
    return row


def _fill(connection: Connection, issue: Row[Any], thresholds: Mapping[Amount, float]) -> None:
    horizon: datetime = issue.made_at - HORIZON
    connection.execute(
        text(_MAKE_ENTRIES).bindparams(bindparam("horizon", horizon, type_=t.Moment)),
        {"issue": issue.key, **thresholds_of(thresholds)},
    )
    connection.execute(text(_LEAVE_CHANGES), {"issue": issue.key})
    connection.execute(
        update(t.issue)
        .where(t.issue.c.key == issue.key)
        .values(fresh_from=None, missed=_count_missed(connection, issue))
    )


def _count_missed(connection: Connection, issue: Row[Any]) -> int:
    """How many papers came while the chat could not be written to."""
    if issue.resumed_at is None:
        return 0
    entry, paper = t.issue_entry.c, t.paper.c
    return (
        connection.scalar(
            select(func.count())
            .select_from(t.issue_entry)
            .join(t.paper, paper.key == entry.paper_key)
            .where(entry.issue_key == issue.key, paper.arrived_at <= issue.resumed_at)
        )
        or 0
    )
