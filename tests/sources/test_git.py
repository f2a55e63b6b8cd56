"""Digests that are published by git: a repository on this machine stands for the publisher's."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from bot.ports import Store
from bot.sources import Access, Unreadable, expand, git
from bot.sources.live import fetch_one
from tests.sources.conftest import OpenDesk
from tests.sources.test_digests import write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, **QUIET},
    )


def commit(folder: Path, name: str, title: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, title)
    run(folder, "add", ".")
    run(folder, "commit", "-m", title)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A publisher's repository with one post."""
    folder = tmp_path / "published"
    folder.mkdir()
    run(folder, "init", "-b", "main")
    commit(folder, "posts/2026-11-20/NeRF.md", "A First Title")
    return folder


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(checkouts=tmp_path / "checkouts")


async def test_a_repository_is_cloned_once_and_then_pulled(
    at_desk: OpenDesk, published: Path, access: Access, sqlite_store: Store
) -> None:
    name = f"git+file://{published}#posts/**/*.md"
    async with at_desk(digests=(name,), access=access) as desk:
        first = await fetch_one(desk, "digests")
        assert (first.problems, first.counts.new) == ([], 1)
        assert (await fetch_one(desk, "digests")).counts.documents == 0
        commit(published, "posts/2026-11-21/NeRF.md", "A Second Title, of Another Paper")
        again = await fetch_one(desk, "digests")
    assert (again.problems, again.counts.documents) == ([], 1)
    with sqlite_store.begin() as tx:
        assert tx.documents.count() == 2


def test_a_checkout_of_ones_own_is_pulled_where_it_is(
    published: Path, access: Access, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    run(tmp_path, "clone", str(published), str(mine))
    commit(published, "posts/2026-11-21/NeRF.md", "Later")
    found = expand([f"git+{mine}#posts/**/*.md"], access)
    assert found == sorted(str(file) for file in mine.glob("posts/*/*.md"))
    assert len(found) == 2


def test_what_cannot_be_pulled_is_said_and_what_is_there_is_read(
    published: Path, access: Access
) -> None:
    name = f"git+file://{published}"
    assert len(expand([name], access)) == 1
    run(published, "commit", "--amend", "-m", "history written anew")
    (published / "posts/2026-11-20/NeRF.md").write_text("other", encoding="utf-8")
    run(published, "commit", "-a", "--amend", "-m", "and again")
    problem, file = expand([name], access)
    assert isinstance(problem, Unreadable)
    assert "git failed" in problem.reason
    assert str(file).endswith("NeRF.md")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("http://example.org/x.git", "only https and file"),
        ("ssh://git@example.org/x.git", "only https and file"),
        ("ext::sh -c touch% /tmp/x", "no git checkout"),
        ("--upload-pack=touch", "no git checkout"),
        ("git@example.org:x.git", "no git checkout"),
        ("https://me:secret@example.org/x.git", "name or password"),
        ("https://127.0.0.1/x.git", "private"),
        ("https://[::ffff:10.0.0.1]/x.git", "private"),
        ("https://localhost:70000/x.git", "no address"),
    ],
)
def test_what_git_must_not_be_given_never_reaches_it(
    where: str, said: str, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "_run_git", lambda *_: pytest.fail("git was run"))
    [problem] = expand([f"git+{where}"], access)
    assert isinstance(problem, Unreadable)
    assert said in problem.reason


@pytest.mark.parametrize("pattern", ["../*", "/etc/*", "posts/../../*"])
def test_a_pattern_leads_nowhere_else(pattern: str, published: Path, access: Access) -> None:
    [problem] = expand([f"git+file://{published}#{pattern}"], access)
    assert isinstance(problem, Unreadable)
    assert "must lie in the checkout" in problem.reason


def test_a_link_in_the_repository_leads_nowhere_else(
    published: Path, access: Access, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("a secret", encoding="utf-8")
    (published / "posts/link.md").symlink_to(secret)
    run(published, "add", ".")
    run(published, "commit", "-m", "a link")
    found = expand([f"git+file://{published}#posts/**/*.md"], access)
    assert all(Path(str(one)).read_text(encoding="utf-8") != "a secret" for one in found)
    mine = tmp_path / "mine"
    run(tmp_path, "clone", str(published), str(mine))
    for pattern in ("#posts/**/*.md", ""):
        assert not any(
            str(one).endswith("link.md") for one in expand([f"git+{mine}{pattern}"], access)
        )


def test_hooks_are_not_run(published: Path, access: Access, tmp_path: Path) -> None:
    mine, trace = tmp_path / "mine", tmp_path / "ran"
    run(tmp_path, "clone", str(published), str(mine))
    hook = mine / ".git" / "hooks" / "post-merge"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {trace}\n", encoding="utf-8")
    hook.chmod(0o755)
    commit(published, "posts/2026-11-21/NeRF.md", "Later")
    assert len(expand([f"git+{mine}#posts/**/*.md"], access)) == 2
    assert not trace.exists()


def test_git_that_takes_too_long_is_ended_with_its_children(
    tmp_path: Path, published: Path, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {pid}\nwait\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "TIME_LIMIT", 0.5)
    [problem] = expand([f"git+file://{published}"], access)
    assert isinstance(problem, Unreadable)
    assert "took longer than" in problem.reason
    child = int(pid.read_text())
    with suppress(ProcessLookupError):
        os.kill(child, 0)
        # It may wait for somebody to collect it; it does not run.
        state = Path(f"/proc/{child}/stat")
        if state.exists():
            assert state.read_text().rpartition(")")[2].split()[0] == "Z"
        else:
            os.kill(child, signal.SIGKILL)


def test_a_machine_without_git_is_told_so(
    published: Path, access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    [problem] = expand([f"git+file://{published}"], access)
    assert isinstance(problem, Unreadable)
    assert problem.reason == "git is not installed"
