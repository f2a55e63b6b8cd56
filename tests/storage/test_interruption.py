"""An import that is killed half-way and run again leaves the database that running once leaves."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.domain.document import Document
from bot.ports import Store, Transaction
from storage import open_store
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock
from tests.storage.builders import document, dump, entry, reading

#: Papers that join, take ids, become one, and are said more about.
DOCUMENTS: Sequence[Document] = (
    document(
        entry("2403.00001v1", 1, title="One", readings=(reading("a"),)),
        entry(None, 2, title="Two", readings=(reading("a"),)),
        source="a",
    ),
    document(
        entry("2403.00002v1", 1, title="Not yet two", abstract="Text."),
        entry("2403.00001v2", 2, title="One and a half"),
        source="b",
        topic="题",
    ),
    document(
        entry("2403.00002v2", 1, title="Two", readings=(reading("c"),)),
        entry("2403.00003", 2, title="Three"),
        source="c",
    ),
)


class KilledError(Exception):
    """Stands for a process that is gone."""


def run(store: Store, clock: FakeClock) -> None:
    """Import everything, as the command does: one transaction a document, known ones skipped."""
    for place, one in enumerate(DOCUMENTS):
        with store.begin() as tx:
            key = tx.documents.add(f"{place}", "hash", one, clock.now())
            if key is not None:
                tx.papers.merge(key, one, clock.now())


def count_statements(url: str, clock: FakeClock) -> int:
    store = open_store(url, thresholds=THRESHOLDS)
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    event.listen(Engine, "before_cursor_execute", count)
    run(store, clock)
    event.remove(Engine, "before_cursor_execute", count)
    store.close()
    return counted


def die_at(statement: int, store: Store, clock: FakeClock) -> None:
    """Import until the given statement, and no further."""
    left = statement

    def die(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KilledError

    event.listen(Engine, "before_cursor_execute", die)
    try:
        with pytest.raises(KilledError):
            run(store, clock)
    finally:
        event.remove(Engine, "before_cursor_execute", die)


def test_killed_at_any_statement_and_run_again_is_as_run_once(
    sqlite_template: Path, tmp_path: Path, clock: FakeClock
) -> None:
    def fresh(name: str) -> str:
        (tmp_path / name).write_bytes(sqlite_template.read_bytes())
        return f"sqlite:///{tmp_path / name}"

    whole = fresh("whole.db")
    statements = count_statements(whole, clock)
    expected = dump(whole)
    assert statements > 30
    for statement in range(statements):
        url = fresh(f"{statement}.db")
        store = open_store(url, thresholds=THRESHOLDS)
        die_at(statement, store, clock)
        run(store, clock)
        store.close()
        assert dump(url) == expected, f"killed at statement {statement}"


async def test_killed_in_the_middle_of_a_document_leaves_nothing_of_it(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    def work(tx: Transaction) -> None:
        key = tx.documents.add("0", "hash", DOCUMENTS[0], clock.now())
        assert key is not None
        tx.papers.merge(key, DOCUMENTS[0], clock.now())
        raise KilledError

    with pytest.raises(KilledError):
        await store.transact(work)
    assert not any(dump(database_url).values())
    run(store, clock)
    assert dump(database_url)["paper"]
