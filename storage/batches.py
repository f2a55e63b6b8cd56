"""Batches and the papers in them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.domain.batch import OPEN, Batch, BatchState, Listed
from bot.domain.calendar import Mailing
from bot.domain.paper import AnnounceType
from storage import tables as t
from storage.dialects import insert_or_ignore
from storage.rows import chunks


class SqlBatches:
    """`bot.ports.Batches`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, category: str, mailing: Mailing, next_try_at: datetime) -> None:
        self._connection.execute(
            insert_or_ignore(self._connection, t.batch).values(
                category=category,
                announced_on=mailing.on,
                announced_at=mailing.at,
                state=BatchState.WAITING.value,
                stated=0,
                next_try_at=next_try_at,
            )
        )

    def find(self, category: str, announced_on: date) -> Batch | None:
        return next(iter(self._list(_is(t.batch, category, announced_on))), None)

    def reopen(
        self, category: str, since: date, now: datetime, *, complete_since: date | None
    ) -> None:
        batch = t.batch.c
        wanted = and_(
            batch.announced_on >= since, batch.state.in_([state.value for state in OPEN])
        )
        if complete_since is not None:
            complete = batch.state == BatchState.COMPLETE.value
            wanted = or_(wanted, and_(complete, batch.announced_on >= complete_since))
        self._connection.execute(
            update(t.batch)
            .where(batch.category == category, batch.announced_at <= now, wanted)
            .values(next_try_at=now)
        )

    def list_due(self, now: datetime) -> Sequence[Batch]:
        due = and_(t.TO_TRY, t.batch.c.next_try_at <= now)
        return sorted(self._list(due), key=lambda batch: (batch.announced_on, batch.category))

    def list_since(self, announced_on: date) -> Sequence[Batch]:
        return self._list(t.batch.c.announced_on >= announced_on)

    def find_newest_on(self, category: str) -> date | None:
        newest: date | None = self._connection.scalar(
            select(func.max(t.batch.c.announced_on)).where(t.batch.c.category == category)
        )
        return newest

    def add_listed(
        self, category: str, announced_on: date, listed: Sequence[Listed], stated: int
    ) -> None:
        rows = [
            {
                "category": category,
                "announced_on": announced_on,
                "arxiv_number": one.number,
                "kind": one.kind.value,
            }
            for one in listed
        ]
        if rows:
            self._connection.execute(insert_or_ignore(self._connection, t.announcement), rows)
        self._connection.execute(
            update(t.batch)
            .where(_is(t.batch, category, announced_on), t.batch.c.stated < stated)
            .values(stated=stated)
        )

    def list_missing(self, category: str, announced_on: date) -> Sequence[Listed]:
        return self._list_announcements(
            _is(t.announcement, category, announced_on), t.announcement.c.fetched_at.is_(None)
        )

    def select_listed(self, category: str, numbers: Sequence[str], *, before: date) -> set[str]:
        listed: set[str] = set()
        for some in chunks(numbers):
            found = select(t.announcement.c.arxiv_number).where(
                t.announcement.c.arxiv_number.in_(some),
                t.announcement.c.category == category,
                t.announcement.c.announced_on < before,
            )
            listed.update(self._connection.scalars(found))
        return listed

    def list_elsewhere(self, category: str, announced_on: date) -> Sequence[Listed]:
        other = t.announcement.alias("other")
        came = exists().where(
            other.c.arxiv_number == t.announcement.c.arxiv_number,
            other.c.announced_on == announced_on,
            other.c.category != category,
            other.c.fetched_at.is_not(None),
        )
        return self._list_announcements(
            _is(t.announcement, category, announced_on),
            t.announcement.c.fetched_at.is_(None),
            came,
        )

    def mark_fetched(
        self,
        category: str,
        announced_on: date,
        numbers: Sequence[str],
        now: datetime,
        *,
        late: bool,
    ) -> None:
        for some in chunks(numbers):
            self._connection.execute(
                update(t.announcement)
                .where(
                    _is(t.announcement, category, announced_on),
                    t.announcement.c.arxiv_number.in_(some),
                    t.announcement.c.fetched_at.is_(None),
                )
                .values(fetched_at=now, is_late=late)
            )

    def save(
        self,
        category: str,
        announced_on: date,
        *,
        state: BatchState,
        next_try_at: datetime | None,
        completed_at: datetime | None,
    ) -> None:
        self._connection.execute(
            update(t.batch)
            .where(_is(t.batch, category, announced_on))
            .values(state=state.value, next_try_at=next_try_at, completed_at=completed_at)
        )

    def _list_announcements(self, *wanted: ColumnElement[bool]) -> Sequence[Listed]:
        found = self._connection.execute(
            select(t.announcement.c.arxiv_number, t.announcement.c.kind)
            .where(*wanted)
            .order_by(t.announcement.c.arxiv_number)
        )
        return [Listed(row.arxiv_number, AnnounceType(row.kind)) for row in found]

    def _list(self, wanted: ColumnElement[bool]) -> list[Batch]:
        return list_batches(self._connection, wanted)


def list_batches(connection: Connection, *wanted: ColumnElement[bool]) -> list[Batch]:
    """Batches with their counts, newest announcement first, then by category."""
    rows = connection.execute(
        select(t.batch).where(*wanted).order_by(t.batch.c.announced_on.desc(), t.batch.c.category)
    ).all()
    counts = _count(connection, sorted({row.announced_on for row in rows}))
    return [_to_batch(row, *counts.get((row.category, row.announced_on), ())) for row in rows]


def _count(
    connection: Connection, dates: Sequence[date]
) -> dict[tuple[str, date], tuple[int, int, int]]:
    """How many papers each batch lists, how many of them came, and how many of these late."""
    if not dates:
        return {}
    which = (t.announcement.c.category, t.announcement.c.announced_on)
    rows = connection.execute(
        select(
            *which,
            func.count(),
            func.count(t.announcement.c.fetched_at),
            func.count(case((t.announcement.c.is_late, 1))),
        )
        .where(t.announcement.c.announced_on.in_(dates))
        .group_by(*which)
    )
    return {(category, on): (listed, came, late) for category, on, listed, came, late in rows}


def _to_batch(row: Row[Any], listed: int = 0, fetched: int = 0, late: int = 0) -> Batch:
    return Batch(
        category=row.category,
        announced_on=row.announced_on,
        announced_at=row.announced_at,
        state=BatchState(row.state),
        stated=row.stated,
        listed=listed,
        fetched=fetched,
        late=late,
        next_try_at=row.next_try_at,
        completed_at=row.completed_at,
    )


def _is(table: Any, category: str, announced_on: date) -> ColumnElement[bool]:
    return and_(table.c.category == category, table.c.announced_on == announced_on)
