"""The two READMEs name the commands and benchmarks that there are, no more and no fewer."""

import re
from pathlib import Path

import pytest
import typer.main

from bot.cli.main import build

ROOT = Path(__file__).resolve().parents[1]
#: A row of a table whose first cell names commands, each as `chenbao NAME …` in backticks.
ROW = re.compile(r"^\| *(`chenbao [^|]*)\|", re.MULTILINE)
NAME = re.compile(r"`chenbao ([a-z-]+)")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_command_table_names_what_the_help_names(readme):
    shown = {
        name
        for name, command in typer.main.get_command(build()).commands.items()
        if not command.hidden
    }
    text = (ROOT / readme).read_text(encoding="utf-8")
    listed = [name for row in ROW.findall(text) for name in NAME.findall(row)]
    assert sorted(listed) == sorted(shown)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_benchmarks_that_there_are_are_listed(readme):
    programs = [
        path.stem
        for path in (ROOT / "tests" / "bench").glob("*.py")
        if f"python -m tests.bench.{path.stem}" in path.read_text(encoding="utf-8")
    ]
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `python -m tests\.bench\.(\w+)`", text, re.M)) == sorted(
        programs
    )
