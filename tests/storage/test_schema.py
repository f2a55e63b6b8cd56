"""Migrations: both stores come to the form that the tables declare, and to no other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, inspect, text

from bot.errors import SchemaError
from storage import migrate_database, open_store, schema, tables
from storage.engine import make_engine, parse_url
from tests.conftest import THRESHOLDS

STEPS = [f"{step:04}" for step in range(1, int(schema.HEAD) + 1)]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'chenbao.db'}"
        return
    url: URL = request.getfixturevalue("empty_schema")
    yield url.render_as_string(hide_password=False)
    engine = make_engine(url)
    with engine.begin() as connection:
        name = connection.scalar(text("SELECT current_schema()"))
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()


def set_revision(url: str, revision: str) -> None:
    engine = make_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    engine.dispose()


def test_the_steps_lead_to_what_the_tables_declare(empty_url: str) -> None:
    migrate_database(empty_url)
    engine = make_engine(parse_url(empty_url))
    with engine.begin() as connection:
        command.check(schema.make_config(connection))
        assert set(tables.metadata.tables) <= set(inspect(connection).get_table_names())
    engine.dispose()


def test_the_newest_step_is_the_one_that_the_program_asks_for() -> None:
    scripts = ScriptDirectory.from_config(schema.make_config())
    assert scripts.get_heads() == [schema.HEAD]


def test_migrating_tells_each_step_and_a_second_time_does_nothing(empty_url: str) -> None:
    told: list[str] = []
    migrate_database(empty_url, told.append)
    assert told == STEPS
    migrate_database(empty_url, told.append)
    assert told == STEPS


def test_subscriptions_made_before_they_had_names_keep_the_one_that_was_shown(
    empty_url: str,
) -> None:
    engine = make_engine(parse_url(empty_url))
    with engine.begin() as connection:
        command.upgrade(schema.make_config(connection), "0003")
        _make_old_subscription(connection, key=1)
    migrate_database(empty_url)
    with engine.begin() as connection:
        # A program of before the step, still running beside the new one.
        _make_old_subscription(connection, key=2)
        names = connection.execute(text("SELECT name FROM subscription ORDER BY key")).all()
        assert names == [("词 1",), (None,)]
    engine.dispose()
    store = open_store(empty_url, thresholds=THRESHOLDS)
    with store.begin() as tx:
        for key in (1, 2):
            assert [one.name for one in tx.subscriptions.list_of(key)] == [f"词 {key}"]
    store.close()


def _make_old_subscription(connection: Connection, key: int) -> None:
    values = {"key": key, "name": f"词 {key}", "at": "2026-01-01 00:00:00", "hour": "09:30:00"}
    for statement in (
        "INSERT INTO topic (key, name, query, query_key, created_at) "
        "VALUES (:key, :name, :name, :name, :at)",
        "INSERT INTO chat (key, platform, bot_id, chat_id, thread_id, kind, rhythm, push_at, "
        "zone, days, amount, scope, max_papers, tell_empty, wants_review, created_at) "
        "VALUES (:key, 'console', 0, :key, 0, 'private', 'daily', :hour, "
        "'UTC', '1234567', 'normal', 'new', 10, false, true, :at)",
        "INSERT INTO subscription (chat_key, topic_key, since_at, created_at) "
        "VALUES (:key, :key, :at, :at)",
    ):
        connection.execute(text(statement), values)


def test_two_programs_may_migrate_at_once(empty_url: str) -> None:
    told: list[str] = []
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: migrate_database(empty_url, told.append), range(3)))
    assert told == STEPS


def test_a_new_sqlite_file_is_made_on_opening(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a' / 'b' / 'chenbao.db'}"
    store = open_store(url, thresholds=THRESHOLDS)
    with store.begin() as tx:
        assert tx.papers.count() == 0
    store.close()


def test_a_database_in_memory_lives_as_long_as_its_store() -> None:
    store = open_store("sqlite://", thresholds=THRESHOLDS)
    for _ in range(2):
        with store.begin() as tx:
            assert tx.papers.count() == 0
    store.close()


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_postgresql_is_not_migrated_by_opening_it(empty_url: str) -> None:
    with pytest.raises(SchemaError, match="run chenbao migrate"):
        open_store(empty_url, thresholds=THRESHOLDS)
    open_store(empty_url, thresholds=THRESHOLDS, migrate=True).close()
    open_store(empty_url, thresholds=THRESHOLDS).close()


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_sqlite_is_not_migrated_where_that_is_not_wanted(empty_url: str) -> None:
    with pytest.raises(SchemaError, match="run chenbao migrate"):
        open_store(empty_url, thresholds=THRESHOLDS, migrate=False)


def test_a_newer_database_is_refused_with_a_clear_sentence(database_url: str) -> None:
    set_revision(database_url, "9999")
    try:
        for migrate in (True, False):
            with pytest.raises(SchemaError, match="newer chenbao") as refused:
                open_store(database_url, thresholds=THRESHOLDS, migrate=migrate)
            assert "9999" in str(refused.value)
            assert "update chenbao" in str(refused.value)
            assert refused.value.permanent
        with pytest.raises(SchemaError, match="newer chenbao"):
            migrate_database(database_url)
    finally:
        set_revision(database_url, schema.HEAD)


def test_a_step_that_fails_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(step: str) -> None:
        raise RuntimeError(step)

    with pytest.raises(RuntimeError):
        migrate_database(empty_url, fail)
    engine = make_engine(parse_url(empty_url))
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
