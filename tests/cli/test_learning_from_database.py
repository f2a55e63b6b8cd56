"""`chenbao learn --database`, from the papers of either store."""

from pathlib import Path

import pytest

from bot.cli import run
from bot.domain.document import Entry
from bot.learning.corpus import ParallelPaper
from bot.ports import Store
from tests.fakes import FakeClock
from tests.learning.papers import make_papers
from tests.storage.builders import entry, reading, take_in

COUNT = 300


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHENBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("bot.learning.learn.LEAST_PAPERS", COUNT)


def as_entry(number: str, position: int, paper: ParallelPaper) -> Entry:
    said = reading("cn-chat-arxiv", title=paper.title_zh, abstract=paper.abstract_zh)
    return entry(number, position, title=paper.title, abstract=paper.abstract, readings=(said,))


def fill(store: Store, clock: FakeClock, count: int) -> None:
    """So many papers in both languages, and one of the days before in English alone."""
    made = make_papers(count)
    take_in(store, clock, entry("2610.00001", title="Alone", abstract="In one language."))
    clock.advance(days=1)
    take_in(
        store,
        clock,
        *(as_entry(f"2611.{n:05}", n, paper) for n, paper in enumerate(made, start=1)),
    )


def learn(url: str, out: Path) -> int:
    return run(["learn", "--database", "--database-url", url, "--out", str(out)])


def test_what_digests_brought_in_both_languages_is_learned_from(
    store: Store, clock: FakeClock, database_url: str, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setattr("bot.cli.learn._PAGE", 70)
    fill(store, clock, COUNT)
    for name in ("one", "two"):
        assert learn(database_url, tmp_path / name) == 0
    report = capsys.readouterr().out.splitlines()
    assert report[0].split() == ["papers", str(COUNT)]
    one, two = ((tmp_path / each / "terms.bin").read_bytes() for each in ("one", "two"))
    assert b'"source": "the papers of this installation"' in one
    assert one == two
    # So few papers leave the space as it ships.
    assert "vectors               as shipped" in "\n".join(report)
    assert not (tmp_path / "one" / "space.bin").exists()


def test_the_papers_alone_are_learned_from_where_that_is_asked_for(
    store: Store, clock: FakeClock, database_url: str, tmp_path: Path, capsys
) -> None:
    fill(store, clock, COUNT)
    asked = ["learn", "--alone", "--database-url", database_url, "--out", str(tmp_path / "out")]
    assert run(asked) == 0
    assert "as shipped" not in capsys.readouterr().out
    assert (tmp_path / "out" / "space.bin").exists()


def test_too_few_papers_are_told_and_nothing_is_written(
    store: Store, clock: FakeClock, database_url: str, tmp_path: Path, capsys
) -> None:
    fill(store, clock, 5)
    assert learn(database_url, tmp_path / "out") == 2
    assert "only 5 papers are there in both languages" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_installation_without_papers_is_told_so(tmp_path, capsys) -> None:
    assert run(["learn"]) == 2
    assert "only 0 papers are there in both languages" in capsys.readouterr().err


def test_a_file_and_the_database_are_not_learned_from_at_once(tmp_path, capsys) -> None:
    assert run(["learn", "--database", "--from", str(tmp_path)]) == 2
    assert "not both" in capsys.readouterr().err
