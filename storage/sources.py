"""How sources do, which pages they know, and whose turn it is to ask."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from bot.ports.sources import Page, SourceState
from storage import tables as t
from storage.dialects import insert_into, insert_or_ignore

#: How long somebody who found the door held waits before asking again.
_ASK_AGAIN = timedelta(seconds=1)
#: Beyond every wait that a server may ask for.
_BEYOND = timedelta(days=2)


class SqlSources:
    """`bot.ports.Sources`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_page(self, url: str) -> Page | None:
        row = self._connection.execute(select(t.page).where(t.page.c.url == url)).first()
        if row is None:
            return None
        return Page(url=row.url, etag=row.etag, last_modified=row.last_modified)

    def put_page(self, page: Page, now: datetime) -> None:
        values = {"etag": page.etag, "last_modified": page.last_modified, "fetched_at": now}
        statement = insert_into(self._connection, t.page).values(url=page.url, **values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["url"], set_=values)
        )

    def get_state(self, name: str) -> SourceState:
        row = self._connection.execute(select(t.source).where(t.source.c.name == name)).first()
        return SourceState(name=name) if row is None else _to_state(row)

    def list_states(self) -> Sequence[SourceState]:
        rows = self._connection.execute(select(t.source).order_by(t.source.c.name))
        return [_to_state(row) for row in rows]

    def mark_succeeded(self, name: str, now: datetime, next_try_at: datetime | None) -> None:
        self._put(name, succeeded_at=now, failures=0, error=None, next_try_at=next_try_at)

    def mark_failed(
        self, name: str, error: str, now: datetime, next_try_at: datetime | None
    ) -> None:
        failures = self.get_state(name).failures + 1
        self._put(name, failed_at=now, failures=failures, error=error, next_try_at=next_try_at)

    def _put(self, name: str, **values: Any) -> None:
        known = {"failures": 0, **values}
        statement = insert_into(self._connection, t.source).values(name=name, **known)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_=values)
        )


class SqlGates:
    """`bot.ports.Gates`: a row for each door, taken by one conditional UPDATE."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, holder: str, now: datetime, held_until: datetime) -> datetime:
        self._connection.execute(
            insert_or_ignore(self._connection, t.gate).values(name=name, free_at=now)
        )
        taken = self._connection.execute(
            update(t.gate)
            .where(
                t.gate.c.name == name,
                # Nobody waits for longer than that: a clock stood wrong when it was written.
                or_(t.gate.c.free_at <= now, t.gate.c.free_at > now + _BEYOND),
                or_(
                    t.gate.c.holder.is_(None),
                    t.gate.c.held_until <= now,
                    t.gate.c.held_until > now + _BEYOND,
                ),
            )
            .values(holder=holder, held_until=held_until)
        )
        if taken.rowcount:
            return now
        free_at: datetime = self._connection.execute(
            select(t.gate.c.free_at).where(t.gate.c.name == name)
        ).scalar_one()
        return max(free_at, now + _ASK_AGAIN) if free_at <= now else free_at

    def release(self, name: str, holder: str, *, free_at: datetime) -> None:
        self._connection.execute(
            update(t.gate)
            .where(t.gate.c.name == name, t.gate.c.holder == holder)
            .values(holder=None, held_until=None, free_at=free_at)
        )


def _to_state(row: Row[Any]) -> SourceState:
    return SourceState(
        name=row.name,
        succeeded_at=row.succeeded_at,
        failed_at=row.failed_at,
        failures=row.failures,
        error=row.error,
        next_try_at=row.next_try_at,
    )
