"""The two READMEs name the commands and benchmarks that there are, no more and no fewer."""

import io
import re
import sys
from pathlib import Path

import pytest
import typer.main

from bot.cli.main import build, run

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


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_transcript_is_what_the_demo_prints(readme, language, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("CHENBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run(["demo", "--language", language]) == 0
    printed = [line for line in capsys.readouterr().out.splitlines() if line]
    text = (ROOT / readme).read_text(encoding="utf-8")
    recorded = re.search(r"^\$ chenbao demo.*?\n(.*?)^```", text, re.M | re.S)
    assert recorded is not None
    lines = [line for line in recorded[1].splitlines() if line]
    # The day on which it was recorded is not today.
    assert list(map(_without_dates, lines)) == list(map(_without_dates, printed))


def _without_dates(line):
    return re.sub(
        r"\d{4}-\d\d-\d\d|\d\d-\d\d|周.|[A-Z][a-z]{2}, [A-Z][a-z]{2} \d+|[A-Z][a-z]{2} \d+",
        "DATE",
        line,
    )
