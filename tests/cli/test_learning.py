"""`chenbao learn`, and the parts of the matcher from the command line."""

import errno
import json
import lzma
import multiprocessing
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import run
from bot.learning.merge import Shipped
from tests.learning.papers import make_papers, write_papers


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CHENBAO_DATA_DIR", str(tmp_path))


COUNT = 300


def learn(*arguments: object) -> int:
    return run(["learn", *map(str, arguments)])


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As many papers as are needed."""
    file = tmp_path_factory.mktemp("papers") / "papers.jsonl"
    return write_papers(file, make_papers(COUNT))


@pytest.fixture
def few_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest does not depend on how many are needed."""
    monkeypatch.setattr("bot.learning.learn.LEAST_PAPERS", COUNT)


def matched(tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str, title: str) -> bool:
    """Whether `chenbao match` finds a paper of that title."""
    topics, asked = tmp_path / "topics.jsonl", tmp_path / "asked.jsonl"
    topics.write_text(json.dumps({"topic": "t", "query": query}), encoding="utf-8")
    asked.write_text(json.dumps({"id": "p", "title": title, "abstract": ""}), encoding="utf-8")
    capsys.readouterr()
    assert run(["match", "--topics", str(topics), "--papers", str(asked)]) == 0
    return any(json.loads(line)["matched"] for line in capsys.readouterr().out.splitlines())


@pytest.mark.usefixtures("few_will_do")
def test_what_was_learned_is_used_and_taking_it_away_goes_back(tmp_path, papers, capsys):
    asked = tmp_path, capsys, "纸鸢绘制", "Notes on Kite Painting"
    assert not matched(*asked)
    assert learn("--from", papers) == 0
    report = capsys.readouterr().out.splitlines()
    folder = tmp_path / "learned"
    assert report[0].split() == ["papers", "300"]
    assert report[-3:] == [
        f"written to {folder}; it is used from the next start on",
        "what ships was learned from more, 58,224 papers, and knows more words",
        f"to go back to what ships: remove {folder}",
    ]
    assert matched(*asked)
    assert run(["doctor"]) == 0
    assert f"from 300 papers by this installation ({folder})" in capsys.readouterr().out
    shutil.rmtree(folder)
    assert not matched(*asked)
    assert run(["doctor"]) == 0
    assert "from 58,224 papers as shipped" in capsys.readouterr().out


@pytest.mark.usefixtures("few_will_do")
def test_what_is_learned_together_with_what_ships_knows_both_and_leaves_the_space(
    tmp_path, papers, capsys
):
    asked = tmp_path, capsys, "纸鸢绘制", "Notes on Kite Painting"
    assert learn("--from", papers) == 0
    # A space of before, from few papers, goes.
    assert (tmp_path / "learned" / "space.bin").exists()
    capsys.readouterr()
    assert learn("--merge", "--from", papers) == 0
    report = capsys.readouterr().out
    rows = [line.rsplit(maxsplit=1) for line in report.splitlines()]
    counts = {name.strip(): count for name, count in rows}
    assert int(counts["new"]) >= 6
    assert counts["better known"] == "0"
    assert int(counts["as shipped"].replace(",", "")) > 20_000
    assert "vectors               as shipped" in report
    assert "knows more words" not in report
    assert [each.name for each in (tmp_path / "learned").iterdir()] == ["terms.bin"]
    assert matched(*asked)
    assert matched(tmp_path, capsys, "策略更新", "A policy update")


@pytest.mark.usefixtures("few_will_do")
def test_a_space_of_enough_papers_is_learned_beside_what_ships(tmp_path, papers, monkeypatch):
    load = Shipped.load
    monkeypatch.setattr(Shipped, "load", lambda: replace(load(), papers=COUNT))
    assert learn("--merge", "--from", papers) == 0
    assert {each.name for each in (tmp_path / "learned").iterdir()} == {"terms.bin", "space.bin"}


@pytest.mark.usefixtures("few_will_do")
def test_the_same_papers_give_the_same_files(tmp_path, papers, capsys):
    # Another form of the same: packed, with empty lines, a byte order mark and a paper in one language.
    text = papers.read_text(encoding="utf-8").replace("\n", "\n\n") + '{"title": "Alone"}\n'
    packed = tmp_path / "papers.jsonl.xz"
    packed.write_bytes(lzma.compress(("\ufeff" + text).encode()))
    plain, other = tmp_path / "one", tmp_path / "two"
    assert learn("--from", papers, "--out", plain) == 0
    assert f"to use it, copy its files to {tmp_path / 'learned'}" in capsys.readouterr().out
    assert learn("--from", packed, "--out", other) == 0
    assert sorted(each.name for each in plain.iterdir()) == ["space.bin", "terms.bin"]
    for name in ("space.bin", "terms.bin"):
        one, two = read(plain / name), read(other / name)
        assert one == two


def read(path: Path) -> bytes:
    """All but the head, which has the name of the file that was learned from."""
    return path.read_bytes().split(b"\n", 2)[2]


def test_too_few_papers_are_refused_and_nothing_is_written(tmp_path, capsys):
    few = write_papers(tmp_path / "papers.jsonl", make_papers(1))
    out = tmp_path / "out"
    assert learn("--from", few, "--out", out) == 2
    said = capsys.readouterr().err
    assert "only 1 papers are there in both languages; learning needs 2,000" in said
    assert "Import more digests with Chinese texts" in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]\n", "line 1: not an object"),
        ("{\n", "line 1: not JSON"),
        ('{"title": "a"}\n\nx\n', "line 3: not JSON"),
        ("[" * 100_000, "line 1: not JSON"),
    ],
)
def test_a_line_that_is_no_paper_is_refused_with_its_number(tmp_path, capsys, text, complaint):
    (tmp_path / "papers.jsonl").write_text(text, encoding="utf-8")
    assert learn("--from", tmp_path / "papers.jsonl") == 2
    said = capsys.readouterr().err
    assert f"papers.jsonl, {complaint}" in said
    assert 'a line is one paper: {"title", "abstract", "title_zh"' in said


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("p.jsonl", "标题".encode("gb18030"), "after line 0: not UTF-8"),
        ("p.jsonl.xz", b'{"title": "a"}', "is no .xz, or its end is missing"),
        ("p.jsonl.xz", lzma.compress(b"{}\n" * 9999)[:-20], "is no .xz, or its end is missing"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, capsys, name, content, complaint):
    (tmp_path / name).write_bytes(content)
    assert learn("--from", tmp_path / name) == 2
    assert complaint in capsys.readouterr().err


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path, capsys):
    assert learn("--from", tmp_path / "none.jsonl") == 2
    assert "none.jsonl cannot be read: No such file" in capsys.readouterr().err
    assert learn("--from", tmp_path) == 2
    assert "cannot be read: Is a directory" in capsys.readouterr().err


def test_a_folder_that_takes_no_files_is_told_before_any_work(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert learn("--from", "never read", "--out", tmp_path / "file" / "learned") == 2
    said = capsys.readouterr().err
    assert f"nothing can be written to {tmp_path / 'file' / 'learned'}: Not a directory" in said
    assert "choose another folder with --out" in said


@pytest.mark.usefixtures("few_will_do")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path, papers, capsys, monkeypatch):
    folder = tmp_path / "learned"
    assert learn("--from", papers) == 0
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    left = iter([None])

    def sync(_: int) -> None:
        # The second file no longer fits.
        if next(left, "full") == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", sync)
    assert learn("--from", write_papers(tmp_path / "new.jsonl", make_papers(COUNT, seed=2))) == 2
    said = capsys.readouterr().err
    assert f"nothing can be written to {folder}: No space left on device" in said
    assert "what was there is as it was" in said
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


@pytest.mark.usefixtures("few_will_do")
def test_what_is_broken_off_writes_nothing_and_leaves_no_process(tmp_path, papers, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.learning.learn.english.find_terms", interrupt)
    assert learn("--from", papers) != 0
    assert not (tmp_path / "learned").exists()
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("few_will_do")
def test_a_worker_that_is_ended_from_outside_says_what_to_do(
    tmp_path, papers, monkeypatch, capsys
):
    def kill(*_: object) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    monkeypatch.setattr("bot.learning.learn.english.find_terms", kill)
    assert learn("--from", papers) == 1
    assert "most likely for want of memory" in capsys.readouterr().err
    assert not (tmp_path / "learned").exists()


def test_doctor_says_what_to_do_with_learned_data_that_is_broken(tmp_path, capsys):
    (tmp_path / "learned").mkdir()
    (tmp_path / "learned" / "terms.bin").write_bytes(b"x")
    assert run(["doctor"]) == 1
    assert "it is not learned data; make it anew with chenbao learn" in capsys.readouterr().out


def test_the_bot_does_not_begin_with_learned_data_that_is_broken(tmp_path, capsys):
    (tmp_path / "learned").mkdir()
    (tmp_path / "learned" / "space.bin").write_bytes(b"x")
    for command in ("chat", "run"):
        assert run([command]) == 2
        assert "or remove it for the one that ships" in capsys.readouterr().err


def test_a_part_of_the_matcher_can_be_left_out(tmp_path, capsys):
    topics, papers = tmp_path / "topics.jsonl", tmp_path / "papers.jsonl"
    topics.write_text('{"topic": "t", "query": "联邦学习"}\n', encoding="utf-8")
    papers.write_text('{"id": "p", "title": "Federated Learning", "abstract": ""}\n')
    asked = ["match", "--topics", str(topics), "--papers", str(papers)]
    found = {}
    for without in ("semantic", "lexicon", "table"):
        assert run([*asked, "--without", without]) == 0
        found[without] = capsys.readouterr().out
    assert all(json.loads(out)["matched"] for out in found.values())
    assert run([*asked, "--without", "lexicon", "--without", "table", "--without", "space"]) == 0
    assert capsys.readouterr().out == ""
