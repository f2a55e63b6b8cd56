"""Files, folders, globs: what is read, and what is said of the rest."""

from pathlib import Path

import pytest

from bot.sources import Access, RawDocument, Unreadable, expand, files, read


def read_all(*names: object) -> list[RawDocument | Unreadable]:
    return list(read(expand(map(str, names)), Access()))


def test_a_file_may_be_called_anything_when_it_is_named(tmp_path: Path) -> None:
    file = tmp_path / "digest.dat"
    file.write_bytes(b"x")
    assert read_all(file) == [RawDocument(str(file), b"x")]


def test_a_folder_gives_its_digests_in_order_and_nothing_hidden(tmp_path: Path) -> None:
    for name in ("b/2.md", "a/1.xml", "a/notes.docx", ".git/x.md", "3.html"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x")
    found = [Path(one.location).relative_to(tmp_path).as_posix() for one in read_all(tmp_path)]
    assert found == ["3.html", "a/1.xml", "b/2.md"]


def test_a_glob_reaches_into_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.md").write_bytes(b"x")
    assert [type(one) for one in read_all(tmp_path / "**" / "*.md")] == [RawDocument]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "1.md"
    file.write_bytes(b"x")
    assert len(read_all(file, tmp_path, file)) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing.md", "no such file"), ("no-*.md", "no file fits"), ("", "no digests in this")],
)
def test_what_is_not_there_is_said(name: str, reason: str, tmp_path: Path) -> None:
    [problem] = read_all(tmp_path / name)
    assert isinstance(problem, Unreadable)
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty name"),
        ("~nobody-of-this-name/x.md", "no such home folder"),
        ("x" * 5000, "too long"),
    ],
)
def test_a_name_that_cannot_be_is_said_and_the_rest_is_read(
    name: str, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "1.md"
    file.write_bytes(b"x")
    problem, document = read_all(name, file)
    assert isinstance(problem, Unreadable)
    assert reason in problem.reason
    assert isinstance(document, RawDocument)


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    file = tmp_path / "large.md"
    file.write_bytes(b"x" * (2**20 + 1))
    [problem] = read_all(file)
    assert isinstance(problem, Unreadable)
    assert "more than the 1 MB" in problem.reason
