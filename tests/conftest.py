"""What tests of every folder share: the two stores, and a clock turned by hand.

Tests of the database run on SQLite and on PostgreSQL, where one answers: the server of
`CHENBAO_TEST_DATABASE_URL`, or a local one with a database called `test`. Each session has a
schema of its own there, which it drops. With CI=true a missing server is a failure.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from bot.domain.topic import Amount
from bot.ports import Store
from storage import migrate_database, open_store, tables
from storage.engine import make_engine, parse_url
from tests.fakes import FakeClock

THRESHOLDS = {Amount.FEWER: 0.7, Amount.NORMAL: 0.5, Amount.MORE: 0.3}
_LOCAL_SERVERS = ("postgresql:///test", "postgresql://127.0.0.1:5432/test")
#: Where Linux keeps files in memory.
_MEMORY = Path("/dev/shm")
#: Bytes; the suite leaves a tenth of it behind.
_ENOUGH = 2**30


def pytest_configure() -> None:
    """Let temporary files lie in memory, so that no commit of a database waits for a disk.

    Not where that is small or no program may lie there, as in many containers.
    """
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        found = os.statvfs(_MEMORY)
        if found.f_bavail * found.f_frsize > _ENOUGH and not found.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.fixture(autouse=True)
def _no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bot says is the same whether `chenbao[semantic]` is installed here or not; the tests
    of that ask for it."""
    monkeypatch.setenv("CHENBAO_SEMANTIC", "false")


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at a Monday morning."""
    return FakeClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that is up to date, to be copied."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    migrate_database(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file of the test's own."""
    file = tmp_path / "chenbao.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgresql_server() -> URL:
    """A server that answers."""
    named = os.environ.get("CHENBAO_TEST_DATABASE_URL")
    for url in [named] if named else _LOCAL_SERVERS:
        candidate = make_url(url).set(drivername="postgresql+psycopg")
        engine = create_engine(candidate, connect_args={"connect_timeout": 3})
        try:
            engine.connect().close()
        except OperationalError:
            continue
        else:
            return candidate
        finally:
            engine.dispose()
    reason = "no PostgreSQL answers; set CHENBAO_TEST_DATABASE_URL to test on it too"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def empty_schema(postgresql_server: URL) -> Iterator[URL]:
    """A schema with nothing in it."""
    yield from _make_schema(postgresql_server)


@pytest.fixture(scope="session")
def migrated_schema(postgresql_server: URL) -> Iterator[URL]:
    """A schema that is up to date."""
    for url in _make_schema(postgresql_server):
        migrate_database(url.render_as_string(hide_password=False))
        yield url


def _make_schema(server: URL) -> Iterator[URL]:
    name = f"chenbao_{secrets.token_hex(6)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    # Tests ask for nothing that a crash of the server would have to spare.
    yield server.update_query_dict({"options": f"-csearch_path={name} -csynchronous_commit=off"})
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    admin.dispose()


@dataclass(frozen=True)
class Shared:
    """A database that the tests of a session share: a store knows its statements by then."""

    url: str
    store: Store
    engine: Engine

    @classmethod
    def open(cls, url: str) -> Iterator["Shared"]:
        """Open it for the session."""
        shared = cls(url, open_store(url, thresholds=THRESHOLDS), make_engine(parse_url(url)))
        yield shared
        shared.engine.dispose()
        shared.store.close()

    def empty(self) -> None:
        """Leave nothing of a test behind for the next."""
        with self.engine.begin() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(table.delete())
            connection.execute(text("DELETE FROM paper_search"))


@pytest.fixture(scope="session")
def shared_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The session's SQLite database."""
    file = tmp_path_factory.mktemp("shared") / "chenbao.db"
    shutil.copy(sqlite_template, file)
    yield from Shared.open(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def shared_postgresql(migrated_schema: URL) -> Any:
    """The session's PostgreSQL database."""
    yield from Shared.open(migrated_schema.render_as_string(hide_password=False))


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[Shared]:
    """An empty database in each of the two stores."""
    found: Shared = request.getfixturevalue(f"shared_{request.param}")
    yield found
    found.empty()


@pytest.fixture
def database_url(shared: Shared) -> str:
    """The URL of the database behind `store`."""
    return shared.url


@pytest.fixture
def store(shared: Shared) -> Store:
    """An empty store, of each of the two kinds."""
    return shared.store


@pytest.fixture
def sqlite_store(shared_sqlite: Shared) -> Iterator[Store]:
    """An empty SQLite store, for tests to which the kind does not matter."""
    yield shared_sqlite.store
    shared_sqlite.empty()
