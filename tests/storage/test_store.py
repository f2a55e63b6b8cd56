"""The store itself: transactions, threads, errors, and several programs at one database."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, event, text, update
from sqlalchemy.engine import Engine

from bot.domain.chat import ChatAddress, ChatKind, ChatSettings
from bot.errors import ConfigError, SchemaError, StorageError
from bot.ports import Store, Transaction
from bot.ports.store import PlannedIssues
from storage import open_store, tables
from storage.engine import make_engine, parse_url
from storage.tables.columns import Moment
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock
from tests.storage.builders import (
    add_chat,
    document,
    entry,
)


async def test_work_runs_on_a_thread_of_its_own_and_is_committed(
    store: Store, clock: FakeClock
) -> None:
    def work(tx: Transaction) -> tuple[str, int]:
        made = document(entry())
        key = tx.documents.add("a", "h", made, clock.now())
        assert key is not None
        tx.papers.merge(key, made, clock.now())
        return threading.current_thread().name, tx.papers.count()

    name, papers = await store.transact(work)
    assert name.startswith("storage")
    assert papers == 1
    assert await store.transact(lambda tx: tx.papers.count()) == 1


async def test_many_at_once_get_their_turn(store: Store, clock: FakeClock) -> None:
    def add(number: int) -> Callable[[Transaction], int]:
        address = ChatAddress(platform="console", chat_id=number % 3)
        return lambda tx: (
            tx.chats.get_or_add(address, ChatKind.PRIVATE, ChatSettings(), clock.now()).key
        )

    keys = await asyncio.gather(*(store.transact(add(number)) for number in range(30)))
    assert len(set(keys)) == 3


async def test_an_exception_undoes_everything(store: Store, clock: FakeClock) -> None:
    def work(tx: Transaction) -> None:
        made = document(entry())
        key = tx.documents.add("a", "h", made, clock.now())
        assert key is not None
        tx.papers.merge(key, made, clock.now())
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await store.transact(work)
    with store.begin() as tx:
        assert tx.papers.count() == tx.documents.count() == 0
        assert tx.papers.search("study", limit=5) == []


def test_what_the_database_refuses_is_a_storage_error(store: Store, clock: FakeClock) -> None:
    with pytest.raises(StorageError) as refused, store.begin() as tx:
        tx.subscriptions.add(1, 1, "题", None, clock.now(), clock.now())
    # The same would be refused again; a full disk or a lost connection is not (test_full_disk).
    assert refused.value.permanent
    assert refused.value.__cause__ is not None


def test_no_error_repeats_the_number_of_a_chat(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock, 7_770_001)
    other = add_chat(store, clock, 7_770_002)
    rename = update(tables.chat).where(tables.chat.c.key == other.key).values(chat_id=7_770_001)
    with pytest.raises(StorageError) as refused, store.begin() as tx:
        tx.deliveries._connection.execute(rename)  # type: ignore[attr-defined]
    assert "unique" in str(refused.value).lower()
    assert "7770001" not in str(refused.value)
    # What SQLAlchemy says of it, which stands in the log of what nobody expected.
    said = str(refused.value.__cause__).replace(str(refused.value.__cause__.orig), "")  # type: ignore[union-attr]
    assert "7770001" not in said
    assert chat.address.chat_id == 7_770_001


def test_a_naive_time_is_refused() -> None:
    engine = make_engine(parse_url("sqlite://"))
    with pytest.raises(ValueError, match="no time zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), engine.dialect)  # noqa: DTZ001
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["mysql://me:secret@host/db", "not a url, but a secret", "oracle://x", ""]
)
def test_a_url_of_neither_store_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ConfigError, match="write sqlite:///") as said:
        open_store(url, thresholds=THRESHOLDS)
    assert "secret" not in str(said.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_spelling_of_postgresql_is_one(scheme: str) -> None:
    assert parse_url(f"{scheme}://me@host/db") == URL.create(
        "postgresql+psycopg", "me", None, "host", None, "db"
    )


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(StorageError) as said:
        open_store("postgresql://me:secret@127.0.0.1:1/db", thresholds=THRESHOLDS)
    assert "postgresql://me:***@127.0.0.1:1/db" in str(said.value)
    assert "check that the server runs" in str(said.value)
    assert "secret" not in str(said.value)


def test_a_server_that_is_gone_without_a_word_is_noticed_in_half_a_minute(
    postgresql_server: URL,
) -> None:
    url = postgresql_server.update_query_dict({"keepalives_idle": "60"})
    engine = make_engine(url)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        said = driver.info.get_parameters()
    engine.dispose()
    assert {name: said[name] for name in said if name.startswith(("keepalives", "tcp"))} == {
        # What the address says counts.
        "keepalives_idle": "60",
        "keepalives_interval": "5",
        "keepalives_count": "3",
        "tcp_user_timeout": "30000",
    }


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database at all, but long enough to be read as one\n" * 40)
    with pytest.raises(StorageError, match=r"notes\.txt: .*not a database: .*another one"):
        open_store(f"sqlite:///{file}", thresholds=THRESHOLDS)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot make the folder"):
        open_store(f"sqlite:///{tmp_path}/file/sub/x.db", thresholds=THRESHOLDS)


def test_a_database_without_tables_says_what_to_do(sqlite_url: str) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    engine = make_engine(parse_url(sqlite_url))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE delivery"))
    with pytest.raises(StorageError, match="run chenbao migrate"), store.begin() as tx:
        tx.deliveries.count_by_state()
    assert not issubclass(StorageError, SchemaError)
    engine.dispose()
    store.close()


def test_a_database_that_stays_locked_says_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.BUSY", 0)
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    holder = make_engine(parse_url(sqlite_url))
    with holder.begin(), pytest.raises(StorageError, match="another program is writing to it"):
        store.begin().__enter__()
    holder.dispose()
    store.close()


TABLE_SCANS = tuple(f"SCAN {name}" for name in [*tables.metadata.tables, "earlier"])


def test_the_tick_is_one_query_on_an_index(sqlite_url: str, clock: FakeClock) -> None:
    """Nothing that runs every few seconds may walk through a table."""
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    said: list[tuple[str, object]] = []

    def note(
        _c: object, _cursor: object, statement: str, values: object, _x: object, _many: bool
    ) -> None:
        said.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with store.begin() as tx:
            tx.chats.list_due(clock.now(), limit=9)
            tx.papers.list_unmatched(limit=9)
            tx.deliveries.claim(
                "console",
                0,
                worker="w",
                now=clock.now(),
                lease_until=clock.now() + timedelta(seconds=9),
                limit=9,
            )
            tx.deliveries.settle_sending("console", 0, clock.now(), repeatable_since=None)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    engine = make_engine(parse_url(sqlite_url))
    with engine.begin() as connection:
        plans = [
            str(row[3])
            for statement, values in said
            if not statement.startswith(("BEGIN", "PRAGMA"))
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values)  # type: ignore[arg-type]
        ]
    engine.dispose()
    store.close()
    assert plans
    walked = [plan for plan in plans if plan.startswith(TABLE_SCANS) and " INDEX " not in plan]
    assert walked == []


def test_a_decision_names_chats_that_exist(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    assert chat.pending is not None
    wrong = PlannedIssues(
        chat_keys=(chat.key + 1,), pending=chat.pending, slot=chat.pending, next_slot=chat.pending
    )
    with store.begin() as tx:
        assert tx.issues.plan([wrong], clock.now()) == 0
