"""Issues and their entries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, literal, or_, select

from bot.domain.issue import Issue, PaperMatch
from bot.domain.topic import Amount
from bot.errors import NotFoundError
from bot.ports.store import PlannedIssues, Receipts
from storage import tables as t
from storage.changes import list_changes
from storage.filling import get_filled
from storage.matches import to_matches
from storage.planning import plan_issues
from storage.receipts import mark_late, to_receipt


class SqlIssues:
    """`bot.ports.Issues`."""

    def __init__(self, connection: Connection, thresholds: Mapping[Amount, float]) -> None:
        self._connection = connection
        self._thresholds = thresholds

    def plan(
        self, planned: Sequence[PlannedIssues], now: datetime, receipts: Receipts | None = None
    ) -> int:
        known = {} if receipts is None else receipts
        return plan_issues(self._connection, planned, self._thresholds, now, known)

    def get(self, key: int) -> Issue:
        row = get_filled(self._connection, key, self._thresholds)
        if row is None:
            raise NotFoundError("there is no such issue")
        entries = self._connection.execute(
            select(t.issue_entry, literal(row.issued_on).label("pushed_on"))
            .join(t.paper, t.paper.c.key == t.issue_entry.c.paper_key)
            .where(t.issue_entry.c.issue_key == key)
            .order_by(t.issue_entry.c.score.desc(), t.paper.c.search_row.desc())
        )
        return Issue(
            key=row.key,
            chat_key=row.chat_key,
            issued_on=row.issued_on,
            due_at=row.due_at,
            made_at=row.made_at,
            receipt=to_receipt(row.receipt),
            missed=row.missed,
            entries=tuple(self._mark_late(row, to_matches(self._connection, entries.all()))),
            changes=list_changes(self._connection, key),
        )

    def _mark_late(self, issue: Row[Any], matches: Sequence[PaperMatch]) -> list[PaperMatch]:
        last_made_at = self._connection.scalar(
            select(t.issue.c.made_at)
            .where(t.issue.c.chat_key == issue.chat_key, t.issue.c.issued_on < issue.issued_on)
            .order_by(t.issue.c.issued_on.desc())
            .limit(1)
        )
        return mark_late(self._connection, matches, last_made_at)

    def find_newest(self, chat_key: int) -> Issue | None:
        issue = t.issue.c
        holds_some = or_(
            issue.fresh_from.is_not(None),
            exists().where(t.issue_entry.c.issue_key == issue.key),
            exists().where(t.issue_change.c.issue_key == issue.key),
        )
        newest = (
            select(issue.key)
            .where(issue.chat_key == chat_key, holds_some)
            .order_by(issue.issued_on.desc())
            .limit(1)
        )
        while (key := self._connection.scalar(newest)) is not None:
            found = self.get(key)
            # What it was to hold may be unwanted by now.
            if found.entries or found.changes:
                return found
            newest = newest.where(issue.key != key)
        return None

    def find_on(self, chat_key: int, on: date) -> Issue | None:
        key = self._connection.scalar(
            select(t.issue.c.key).where(t.issue.c.chat_key == chat_key, t.issue.c.issued_on == on)
        )
        return None if key is None else self.get(key)

    def find_last_on(self, chat_key: int) -> date | None:
        return self._connection.scalar(
            select(t.issue.c.issued_on)
            .where(t.issue.c.chat_key == chat_key)
            .order_by(t.issue.c.issued_on.desc())
            .limit(1)
        )

    def find_pushed_on(self, chat_key: int, paper_key: int) -> date | None:
        return self._connection.scalar(
            select(t.issue.c.issued_on)
            .join(t.issue_entry, t.issue_entry.c.issue_key == t.issue.c.key)
            .where(t.issue_entry.c.chat_key == chat_key, t.issue_entry.c.paper_key == paper_key)
        )
