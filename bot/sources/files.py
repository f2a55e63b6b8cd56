"""Files, folders and globs."""

import glob
from pathlib import Path

from bot.sources.raw import ANYWHERE, MAX_BYTES, Access, RawDocument, Unreadable

#: What is taken of a folder; a file that is named itself may be called anything.
SUFFIXES = frozenset({".md", ".markdown", ".xml", ".rss", ".atom", ".html", ".htm", ".txt"})


def accepts(name: str) -> bool:
    """Everything that is no URL is a path."""
    return True


def expand(name: str, access: Access = ANYWHERE) -> list[str | Unreadable]:
    """The file, the files below the folder, or those that fit the glob, in order of name."""
    if not name:
        return [Unreadable(name, "no file has an empty name")]
    try:
        return _expand(name, Path(name).expanduser())
    except OSError as error:
        return [Unreadable(name, error.strerror or str(error))]
    except RuntimeError:  # How pathlib says that there is nobody called so.
        return [Unreadable(name, "there is no such home folder")]


def _expand(name: str, path: Path) -> list[str | Unreadable]:
    if path.is_dir():
        found = sorted(str(file) for file in path.rglob("*") if _is_digest(file, path))
        return [*found] or [
            Unreadable(name, "no digests in this folder (.md, .xml, .html or .txt)")
        ]
    if path.exists() or not glob.has_magic(name):
        return [str(path)]
    matching = sorted(
        one for one in glob.iglob(str(path), recursive=True) if not Path(one).is_dir()
    )
    return [*matching] or [Unreadable(name, "no file fits this pattern")]


def _is_digest(file: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return file.suffix.lower() in SUFFIXES and not hidden and file.is_file()


def read(location: str, access: Access) -> RawDocument | Unreadable:
    """One file, unless it is missing, no regular file, or too large."""
    path = Path(location)
    try:
        if not path.is_file():
            reason = "not a regular file" if path.exists() else "no such file"
            return Unreadable(location, reason)
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            return Unreadable(
                location, f"{size / 2**20:.0f} MB, more than the {limit} MB a digest may have"
            )
        return RawDocument(location, path.read_bytes())
    except OSError as error:
        return Unreadable(location, error.strerror or str(error))
