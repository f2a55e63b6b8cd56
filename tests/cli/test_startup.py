"""A command loads what it needs and no more: each library takes a tenth of a second or more."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("bot.cli.main", {"sqlalchemy", "alembic", "httpx", "aiohttp", "rich.progress"}),
        (
            "bot.app",
            {"httpx", "aiohttp", "apscheduler", "prometheus_client", "telegram", "discord"}
            # Of PostgreSQL, where the database is SQLite; and what libraries look well with.
            | {"psycopg", "rich", "pygments"},
        ),
    ],
)
def test_what_a_command_does_not_need_is_not_loaded(module: str, unwanted: set[str]) -> None:
    check = f"import sys, {module}; print(sorted({unwanted!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_libraries_are_loaded_without_what_they_look_well_with_and_others_find_it() -> None:
    check = """if True:
        import sys
        from bot.memory import doing_without
        with doing_without("rich", "pygments"):
            import httpx, structlog
        print(sorted({"rich", "pygments"} & set(sys.modules)))
        import rich, pygments
    """
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
