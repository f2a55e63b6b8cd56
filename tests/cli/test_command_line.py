"""The command line, as scripts depend on it: what stands on stdout, what on stderr, the exit code."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run
from bot.cli.options import hoist

SAMPLES = Path(__file__).parents[2] / "bot" / "demo" / "samples"

pytestmark = pytest.mark.usefixtures("own_settings")


def count_of(name: str, report: str) -> int:
    """A count of the import's report."""
    [line] = [line for line in report.splitlines() if line.strip().startswith(f"{name} ")]
    return int(line.split()[-1])


def lines_of(text: str) -> list[dict[str, object]]:
    """JSON lines, each an object."""
    return [json.loads(line) for line in text.splitlines()]


def test_parse_prints_one_object_an_entry_with_the_keys_of_the_contract(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["parse", str(SAMPLES)]) == 0
    printed = lines_of(capsys.readouterr().out)
    assert len(printed) > 20
    assert set(printed[0]) == {
        *("file", "format", "issued_on", "topic", "position", "arxiv_id", "version", "title"),
        *("authors", "abstract", "categories", "announce_type", "url", "comment", "readings"),
        *("images", "damage"),
    }


def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_parsed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.md"
    broken.write_bytes(b"\x00\x01\x02 not a digest")
    good = next(SAMPLES.glob("*/*.md"))
    assert run(["parse", str(broken), str(good)]) == 1
    said = capsys.readouterr()
    assert len(lines_of(said.out)) > 0
    assert said.err.startswith(f"{broken}: ")
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["missing.md", "nothing-*.md"])
def test_what_is_not_there_is_said(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["parse", str(tmp_path / name)]) == 1
    assert str(tmp_path / name) in capsys.readouterr().err


def test_importing_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(SAMPLES)]) == 0
    first = capsys.readouterr().out
    assert run(["import", str(SAMPLES)]) == 0
    second = capsys.readouterr().out
    assert count_of("new papers", first) == 25
    assert count_of("new papers", second) == 0
    assert count_of("imported before", second) == 7


def test_importing_imports_the_rest_and_leaves_with_one_when_a_file_is_broken(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "page.html"
    broken.write_text("<html><body>Hello</body></html>", encoding="utf-8")
    assert run(["import", str(broken), str(SAMPLES)]) == 1
    said = capsys.readouterr()
    assert count_of("new papers", said.out) == 25
    assert [line for line in said.err.splitlines() if str(broken) in line]


def test_the_programs_options_stand_before_or_behind_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert run(["import", str(SAMPLES), "--database-url", url]) == 0
    assert run(["--database-url", url, "paper", "2403.15603"]) == 0
    assert "Forward Learning for Gradient-based" in capsys.readouterr().out


def test_options_behind_two_dashes_are_arguments() -> None:
    assert hoist(["search", "--", "-v", "--config"]) == ["search", "--", "-v", "--config"]
    assert hoist(["paper", "--log-format=json", "x"]) == ["--log-format=json", "paper", "x"]


def test_paper_as_json_has_every_reading(capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", str(SAMPLES)])
    capsys.readouterr()
    assert run(["paper", "https://arxiv.org/abs/2403.15603v1", "--json"]) == 0
    [paper] = lines_of(capsys.readouterr().out)
    assert paper["arxiv_id"] == "2403.15603"
    readings = paper["readings"]
    assert isinstance(readings, list)
    assert len({reading["source"] for reading in readings}) >= 2


def test_paper_shows_what_is_asked_for_and_no_command_of_the_chat(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["import", str(SAMPLES)])
    capsys.readouterr()
    assert run(["paper", "2403.15603", "bibtex"]) == 0
    said = capsys.readouterr().out
    assert "@misc{" in said
    assert "/paper" not in said


def test_an_unknown_paper_is_said_and_the_exit_code_is_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["paper", "2403.99999"]) == 1
    assert "2403.99999" in capsys.readouterr().out


def test_search_prints_json_lines_only(capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", str(SAMPLES)])
    capsys.readouterr()
    assert run(["search", "医学图像", "--json"]) == 0
    assert len(lines_of(capsys.readouterr().out)) >= 3


def test_match_needs_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    topics, papers = tmp_path / "topics.jsonl", tmp_path / "papers.jsonl"
    topics.write_text('{"topic": "m", "query": "医学图像"}\n', encoding="utf-8")
    papers.write_text(
        '{"id": "p", "title": "Medical image segmentation", "abstract": "Organs."}\n'
        '{"id": "q", "title": "Prime gaps", "abstract": "Numbers."}\n',
        encoding="utf-8",
    )
    assert run(["match", "--topics", str(topics), "--papers", str(papers)]) == 0
    rows = lines_of(capsys.readouterr().out)
    matched = [row for row in rows if row["matched"]]
    assert [(row["topic"], row["paper"]) for row in matched] == [("m", "p")]
    assert "medical image" in str(matched[0]["reason"]).lower()


def test_match_names_the_line_that_is_not_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    topics = tmp_path / "topics.jsonl"
    topics.write_text('{"topic": "m", "query": "x"}\n{"topic"\n', encoding="utf-8")
    assert run(["match", "--topics", str(topics), "--papers", str(topics)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_chat_answers_each_line_of_stdin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["import", str(SAMPLES)])
    capsys.readouterr()
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("/subscribe 医学图像\n\n订阅列表\nexit\n/help\n")
    )
    assert run(["chat"]) == 0
    said = capsys.readouterr().out
    assert "已订阅：医学图像" in said
    assert "1. 医学图像" in said
    assert "/unsubscribe 主题" not in said


def test_doctor_says_what_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "ok    database: 0 papers from 0 documents" in said
    assert "MEND" not in said


def test_a_terminal_that_is_not_utf_8_is_no_hindrance(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="订阅 医学图像\n".encode() + b"\xff\n",
        env={
            "CHENBAO_DATA_DIR": str(tmp_path),
            "PATH": os.environ["PATH"],
            "LC_ALL": "C",
            "PYTHONIOENCODING": "ascii",
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert "已订阅：医学图像" in done.stdout.decode()
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line_and_not_a_traceback(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "parse", str(SAMPLES)],
            env={"CHENBAO_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]},
            cwd=Path(__file__).parents[2],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["chenbao: [Errno 28] No space left on device"]


def test_an_import_that_nobody_watches_prints_no_bar(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", str(SAMPLES)],
        env={"CHENBAO_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


def test_a_mistyped_command_leaves_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prase", "x"]) == 2
    assert "prase" in capsys.readouterr().err


def test_migrate_can_be_said_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate"]) == 0
    assert run(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demo_imports_subscribes_pushes_and_looks_up(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run(["demo", "--language", language]) == 0
    said = capsys.readouterr().out
    assert "> /subscribe 医学图像" in said
    assert "> /paper 2403.15603" in said
    assert "Forward Learning for Gradient-based Black-box Saliency Map Generation" in said
    assert "── 医学图像 ──" in said


@pytest.mark.parametrize("command", ["paper", "search"])
def test_looking_up_nothing_is_a_mistake(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "  "]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        *("", "chenbao: say what to look for: an arXiv id, a title, words\n"),
    )


def test_a_malformed_query_is_found_in_its_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    topics, papers = tmp_path / "topics.jsonl", tmp_path / "papers.jsonl"
    topics.write_text(
        '{"topic": "a", "query": "graph"}\n{"topic": "b", "query": "graph \\"open"}\n', "utf-8"
    )
    papers.write_text('{"id": "1", "title": "A graph"}\n', "utf-8")
    assert run(["match", "--topics", str(topics), "--papers", str(papers)]) == 2
    assert "topic 2, at character 7 of its query: " in capsys.readouterr().err
