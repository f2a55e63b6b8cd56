"""The format of learned data: a line that names it, a line of JSON, and compressed sections.

What is not exactly that is refused with the file's name, so that a broken file, or one that another
version wrote, is never half read.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bot.errors import ConfigError

#: The number of the format; older and newer ones are not read.
VERSION = 1
_MAGIC = b"chenbao learned data\n"
#: A section unpacked, in bytes: ten times what there is.
_MOST = 200_000_000


@dataclass(frozen=True, slots=True)
class LearnedFile:
    """A file of learned data.

    Attributes:
        about: kind, papers, source, licence, settings: whatever the maker noted.
    """

    about: Mapping[str, Any]
    sections: Mapping[str, bytes]


def find_file(name: str, folder: Path | None) -> Traversable:
    """The file of an installation's own folder, else the one that ships with the program."""
    own = None if folder is None else folder / name
    if own is not None and own.is_file():
        return own
    return resources.files(__package__).joinpath("data", name)


def write_file(path: Path, about: Mapping[str, Any], sections: Mapping[str, bytes]) -> int:
    """Write the file, the same bytes for the same content; returns its size in bytes."""
    packed = {name: zlib.compress(data, 9) for name, data in sorted(sections.items())}
    sizes = {name: len(data) for name, data in packed.items()}
    head = {"version": VERSION, "about": dict(about), "sections": sizes}
    line = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    # A reader sees the old file or the new one, never a part.
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(b"".join([_MAGIC, line, b"\n", *packed.values()]))
    beside.replace(path)
    return path.stat().st_size


def read_file(path: Traversable, kind: str) -> LearnedFile:
    """Read all of it.

    Raises:
        ConfigError: it cannot be read, is broken, of another version, or of another kind.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(path, str(error.strerror)) from error
    if not data.startswith(_MAGIC):
        raise _refuse(path, "it is not learned data")
    try:
        line, _, body = data[len(_MAGIC) :].partition(b"\n")
        head = json.loads(line)
        version, about = int(head["version"]), dict(head["about"])
        sizes = {str(name): int(size) for name, size in head["sections"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refuse(path, "its head is broken") from error
    if version != VERSION:
        raise _refuse(path, f"it is of version {version}, and this program reads {VERSION}")
    if about.get("kind") != kind:
        raise _refuse(path, f"it holds “{about.get('kind')}” and not “{kind}”")
    return LearnedFile(about, _unpack(path, sizes, body))


def _unpack(path: Traversable, sizes: Mapping[str, int], body: bytes) -> dict[str, bytes]:
    if sum(sizes.values()) != len(body):
        raise _refuse(path, "its end is missing")
    found: dict[str, bytes] = {}
    start = 0
    for name, size in sizes.items():
        unpacker = zlib.decompressobj()
        try:
            found[name] = unpacker.decompress(body[start : start + size], _MOST)
        except zlib.error as error:
            raise _refuse(path, f"{name} is broken") from error
        if not unpacker.eof:
            raise _refuse(path, f"{name} is broken")
        start += size
    return found


def _refuse(path: Traversable, reason: str) -> ConfigError:
    return ConfigError(
        f"{path}: {reason}; make it anew with chenbao learn, or remove it for the one that ships"
    )
