"""Merged papers go to the database: new ones, changed ones, and those that became one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from storage import search
from storage import tables as t
from storage.dialects import is_postgresql
from storage.merging import Draft, Values


def write_drafts(connection: Connection, drafts: Sequence[Draft], now: datetime) -> None:
    """Write what is not as in the database; new papers get their keys."""
    new = [draft for draft in drafts if draft.is_new]
    for draft, key in zip(new, _take_keys(connection, len(new)), strict=True):
        draft.row["key"] = key
    rewritten = [draft for draft in drafts if draft.is_new or draft.has_new_text]
    words = _list_words(connection, rewritten)
    stale = _renumber(rewritten)
    for draft in rewritten:
        draft.set("unmatched", True)
    _execute(connection, _INSERT_PAPER, [draft.row for draft in new])
    for draft in drafts:
        stale += _fold(connection, draft)
    changed = [draft for draft in drafts if draft.changed and not draft.is_new]
    _execute(connection, _UPDATE_PAPER, [_renamed(draft.row) for draft in changed])
    _touch_matches(connection, changed, now)
    _write_readings(connection, drafts)
    _write_past(connection, drafts, now)
    rows = [draft.row["search_row"] for draft in rewritten]
    search.write(connection, dict(zip(rows, words, strict=True)), {*stale})


def _list_words(connection: Connection, drafts: Sequence[Draft]) -> list[str]:
    """The words of each; where a paper only grew, those of what is new beside those it has."""
    grown = [draft.row["search_row"] for draft in drafts if draft.only_grew and not draft.is_new]
    kept = search.read(connection, [row for row in grown if row is not None])
    found = []
    for draft in drafts:
        row, readings = draft.row, draft.readings
        if row["search_row"] in kept:
            new = [readings[which] for which in draft.changed_readings]
            words = search.make_words(row, new, search.COLUMNS & draft.changed)
            words = f"{kept[row['search_row']]} {words}"
        else:
            words = search.make_words(row, readings.values())
        found.append(words)
    return found


def _execute(connection: Connection, statement: Any, rows: Sequence[Values]) -> None:
    if rows:
        connection.execute(statement, rows)


def _update_by_key(table: Table) -> Any:
    return (
        update(table)
        .where(table.c.key == bindparam("of_key"))
        .values({c.name: bindparam(f"new_{c.name}") for c in table.columns if c.name != "key"})
    )


_INSERT_PAPER = insert(t.paper)
_INSERT_READING = insert(t.reading)
_UPDATE_PAPER = _update_by_key(t.paper)
_UPDATE_READING = _update_by_key(t.reading)


_SELECT_LAST_KEY = select(func.max(t.paper.c.key))


def _renamed(row: Values) -> Values:
    return {("of_key" if name == "key" else f"new_{name}"): value for name, value in row.items()}


def _take_keys(connection: Connection, count: int) -> Iterable[int]:
    """Keys for new papers; known before they are written, so that all can be written at once."""
    if count == 0:
        return []
    if not is_postgresql(connection):
        last = connection.scalar(_SELECT_LAST_KEY) or 0
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence("paper", "key")
    numbers = func.generate_series(1, count).table_valued("n")
    return connection.scalars(select(func.nextval(sequence)).select_from(numbers)).all()


def _renumber(drafts: Iterable[Draft]) -> list[int]:
    """Give papers their place in the search index; the rows that are no longer true."""
    stale: list[int] = []
    for draft in drafts:
        row = draft.row
        if row["search_row"] is not None:
            stale.append(row["search_row"])
        seen_on = row["published_on"] or row["arrived_at"].date()
        draft.set("search_row", search.number_row(row["arxiv_number"], seen_on, row["key"]))
    return stale


def _write_readings(connection: Connection, drafts: Iterable[Draft]) -> None:
    rows = [
        {**draft.readings[which], "paper_key": draft.row["key"]}
        for draft in drafts
        for which in draft.changed_readings
    ]
    _execute(connection, _INSERT_READING, [row for row in rows if "key" not in row])
    _execute(connection, _UPDATE_READING, [_renamed(row) for row in rows if "key" in row])


def _write_past(connection: Connection, drafts: Iterable[Draft], now: datetime) -> None:
    rows = [
        {**past, "paper_key": draft.row["key"], "replaced_at": now}
        for draft in drafts
        for past in draft.past
    ]
    _execute(connection, insert(t.version), rows)


def _touch_matches(connection: Connection, changed: Iterable[Draft], now: datetime) -> None:
    """Let the planner look again at matches of papers that now count for more chats."""
    stronger = [draft.row["key"] for draft in changed if "announce_type" in draft.changed]
    if stronger:
        connection.execute(
            update(t.match).where(t.match.c.paper_key.in_(stronger)).values(changed_at=now)
        )


def _fold(connection: Connection, draft: Draft) -> list[int]:
    """Let everything that hangs on the papers that proved to be this one hang on it.

    Returns the rows of the search index that they leave behind.
    """
    key = draft.row["key"]
    stale: list[int] = []
    for other in draft.absorbed:
        if other.is_new:
            continue
        gone = other.row["key"]
        stale.append(other.row["search_row"])
        _move(connection, t.match, "topic_key", t.match.c.paper_key == gone, key)
        entries = and_(t.issue_entry.c.paper_key == gone, t.NAMELESS)
        _move(connection, t.issue_entry, "chat_key", entries, key)
        for table in (t.saved, t.opinion):
            _move(connection, table, "chat_key", table.c.paper_key == gone, key)
        for table in (t.entry, t.delivery):
            connection.execute(
                update(table).where(table.c.paper_key == gone).values(paper_key=key)
            )
        connection.execute(delete(t.paper).where(t.paper.c.key == gone))
    if draft.absorbed:
        connection.execute(
            update(t.match)
            .where(t.match.c.paper_key == key)
            .values(arrived_at=draft.row["arrived_at"])
        )
    return stale


def _move(
    connection: Connection, table: Table, owner: str, chosen: ColumnElement[bool], key: int
) -> None:
    """Give rows to another paper; those whose owner has one of it already go."""
    other = table.alias()
    has_one = exists().where(other.c[owner] == table.c[owner], other.c.paper_key == key)
    connection.execute(update(table).where(chosen, ~has_one).values(paper_key=key))
    connection.execute(delete(table).where(chosen))
