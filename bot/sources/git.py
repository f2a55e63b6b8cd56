"""Published digests by git: `git+https://host/repository.git#posts/**/*.md`.

What stands behind `git+` is cloned once (its newest state alone) and brought up to date by
`git pull --ff-only` each time; a path there is a checkout of one's own, which is only pulled. What
stands behind `#` chooses files in it; without it they are all taken, as of a folder.

git runs without anything that could ask, authenticate, run or rewrite: no terminal, no credential
helpers, no hooks, no configuration of user or system, no protocols but https and file, no redirects;
and it is ended with all its children when it takes too long. Names from outside never begin with a
hyphen where git could take them for an option.
"""

import hashlib
import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from bot.domain.clean import clean_line
from bot.errors import SourceError
from bot.sources import files
from bot.sources.addresses import check_public
from bot.sources.raw import Access, RawDocument, Unreadable

PREFIX = "git+"
#: Seconds for one run of git.
TIME_LIMIT = 300.0
_MAX_SAID = 300
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.I)
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "core.askPass=",
    "credential.helper=",
    "http.followRedirects=false",
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.file.allow=always",
    "submodule.recurse=false",
    "gc.auto=0",
)
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "https:file",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "LC_ALL": "C",
}
#: Of the environment that git is given: where it is, and where it may write.
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT")


def accepts(name: str) -> bool:
    """What says so itself."""
    return name.startswith(PREFIX)


def expand(name: str, access: Access) -> list[str | Unreadable]:
    """The files of the checkout, once it is up to date; what could not be brought up to date is
    said, and what is there is read all the same."""
    where, _, pattern = name.removeprefix(PREFIX).partition("#")
    found: list[str | Unreadable] = []
    try:
        folder = _find_folder(where, access)
        try:
            _bring_up_to_date(where, folder, access)
        except SourceError as error:
            found.append(Unreadable(name, str(error)))
        if folder.is_dir():
            found += _list_files(folder, pattern)
    except SourceError as error:
        return [Unreadable(name, str(error))]
    return found


def read(location: str, access: Access) -> RawDocument | Unreadable:
    """What a checkout holds are files."""
    return files.read(location, access)


def _find_folder(where: str, access: Access) -> Path:
    """Where the checkout is or will be."""
    if not _SCHEME.match(where):
        folder = Path(where).expanduser()
        if not folder.is_absolute() or not (folder / ".git").exists():
            raise SourceError("there is no git checkout at this path", permanent=True)
        return folder
    _check_address(where, access)
    if access.checkouts is None:
        raise SourceError("there is no folder to clone into", permanent=True)
    last = re.sub(r"[^A-Za-z0-9._-]", "", where.rstrip("/").rpartition("/")[2])
    digest = hashlib.sha256(where.encode()).hexdigest()[:12]
    return access.checkouts / f"{digest}-{last.removesuffix('.git').lstrip('.-')[:60]}"


def _check_address(where: str, access: Access) -> None:
    try:
        url = urlsplit(where)
        port = url.port or 443
    except ValueError as error:
        raise SourceError(f"this is no address: {error}", permanent=True) from error
    if url.scheme not in ("https", "file"):
        raise SourceError(f"{url.scheme}: is not cloned from, only https and file", permanent=True)
    if "@" in url.netloc:
        raise SourceError("an address with a name or password is not cloned from", permanent=True)
    if url.scheme == "https" and not (access.allow_private or access.proxy):
        check_public(url.hostname or "", port)


def _bring_up_to_date(where: str, folder: Path, access: Access) -> None:
    if (folder / ".git").exists():
        _run_git(["-C", str(folder), "pull", "--ff-only", "--quiet", "--no-rebase"], access)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    options = ["--depth=1", "--single-branch", "--no-tags", "--quiet", "--template="]
    _run_git(["clone", *options, "--", where, str(folder)], access)


def _run_git(arguments: Sequence[str], access: Access) -> None:
    """Run git to its end, or to the end of its time.

    Raises:
        SourceError: it failed; the message is git's last line.
    """
    settings = [*_SETTINGS, *([f"http.proxy={access.proxy}"] if access.proxy else [])]
    command = ["git", *(part for one in settings for part in ("-c", one)), *arguments]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell; every argument is ours or behind `--`
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**environment, **_ENVIRONMENT},
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise SourceError("git is not installed", permanent=True) from error
    except OSError as error:
        raise SourceError(f"git could not be started: {error.strerror}") from error
    try:
        _, said = process.communicate(timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise SourceError(f"git took longer than {TIME_LIMIT:.0f} seconds") from error
    if process.returncode:
        lines = said.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise SourceError(f"git failed: {clean_line(lines[-1])[:_MAX_SAID]}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with its children: what transfers for it outlives it otherwise."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover
        process.kill()
    process.communicate()


def _list_files(folder: Path, pattern: str) -> list[str | Unreadable]:
    """The files that are meant, none of which may lead out of the checkout."""
    chosen = PurePosixPath(pattern)
    if chosen.is_absolute() or ".." in chosen.parts:
        raise SourceError("what stands behind # must lie in the checkout", permanent=True)
    found = sorted(map(str, folder.glob(pattern))) if pattern else files.expand(str(folder))
    root = folder.resolve()
    inside = [one for one in found if isinstance(one, Unreadable) or _is_in(Path(one), root)]
    return [*inside] or [Unreadable(f"{folder}#{pattern}", "no file fits this pattern")]


def _is_in(file: Path, root: Path) -> bool:
    return file.is_file() and file.resolve().is_relative_to(root) and ".git" not in file.parts
