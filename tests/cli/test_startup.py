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
            {"httpx", "aiohttp", "apscheduler", "prometheus_client", "telegram", "discord"},
        ),
    ],
)
def test_what_a_command_does_not_need_is_not_loaded(module: str, unwanted: set[str]) -> None:
    check = f"import sys, {module}; print(sorted({unwanted!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
