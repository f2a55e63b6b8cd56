"""Which form the database is in, and bringing it to the one this program knows."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import SchemaError
from storage.engine import is_sqlite

if TYPE_CHECKING:
    from alembic.config import Config

#: The newest revision in `migrations/versions`.
HEAD = "0009"
#: Any number will do, as long as every chenbao takes the same.
_LOCK = 0x636862
_MIGRATIONS = Path(__file__).parent / "migrations"


def read_revision(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check(engine: Engine) -> None:
    """See that the database is at `HEAD`.

    Raises:
        SchemaError: it is older or newer; the message says what to do.
    """
    with engine.begin() as connection:
        revision = read_revision(connection)
    if revision != HEAD:
        _refuse_newer(revision)
        raise SchemaError("the database is not up to date; run chenbao migrate")


def migrate(engine: Engine, progress: Callable[[str], None] | None = None) -> None:
    """Bring the database to `HEAD` in one transaction; a rival waits and finds it done.

    Args:
        progress: is told each step's revision.

    Raises:
        SchemaError: the database is newer than this program.
    """
    with engine.begin() as connection:
        if not is_sqlite(engine.url):
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        revision = read_revision(connection)
        if revision == HEAD:
            return
        _refuse_newer(revision)
        _upgrade(connection, progress)


def make_config(connection: Connection | None = None) -> "Config":
    """Alembic's settings, without a file: the scripts lie next to this module."""
    from alembic.config import Config

    # Named anew each time: the default is the stream that stood there when alembic was imported.
    config = Config(stdout=sys.stdout)
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, progress: Callable[[str], None] | None) -> None:
    from alembic import command

    config = make_config(connection)
    config.attributes["progress"] = progress
    command.upgrade(config, "head")


def _refuse_newer(revision: str | None) -> None:
    if revision is None:
        return
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(make_config())
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaError(
            f"the database was written by a newer chenbao (its form is {revision}, "
            f"the newest known here is {HEAD}); update chenbao, or restore an older backup"
        )
