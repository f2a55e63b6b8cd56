"""The format of learned data: a line that names it, a line of JSON, and compressed sections.

What is not exactly that is refused with the file's name, so that a broken file, or one that another
version wrote, is never half read.
"""

import json
import os
import zlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from secrets import token_hex
from typing import Any

from bot.errors import ConfigError

#: The number of the format; older and newer ones are not read.
VERSION = 2
_MAGIC = b"chenbao learned data\n"
#: A section unpacked, in bytes: ten times what there is.
_MOST = 200_000_000
#: What is hardly smaller when it is compressed, as a share, is stored as it is: that is read much faster.
_WORTH = 0.95


@dataclass(frozen=True, slots=True)
class LearnedFile:
    """A file of learned data.

    Attributes:
        about: kind, papers, source, licence, settings: whatever the maker noted.
    """

    about: Mapping[str, Any]
    sections: Mapping[str, bytes]

    @property
    def papers(self) -> int:
        """How many it was learned from.

        Raises:
            KeyError, TypeError, ValueError: nobody noted it.
        """
        return int(self.about["papers"])


def find_file(name: str, folder: Path | None) -> Traversable:
    """The file of an installation's own folder, else the one that ships with the program.

    Raises:
        ConfigError: nobody may look into the folder.
    """
    if folder is None:
        return find_shipped(name)
    own = folder / name
    try:
        return own if own.is_file() else find_shipped(name)
    except OSError as error:
        raise _refuse(own, str(error.strerror)) from error


def find_shipped(name: str) -> Traversable:
    """The file that ships with the program."""
    return resources.files(__package__).joinpath("data", name)


def write_files(
    folder: Path, files: Mapping[str, LearnedFile], without: Collection[str] = ()
) -> dict[str, int]:
    """Write files by their names, the same bytes for the same content; returns their sizes in bytes.

    None of them is there before all are written, and then each takes its place at once: a reader sees
    the old one or the new one, never a part, also where two write at the same time.

    Args:
        without: files that are to be there no longer.

    Raises:
        ConfigError: the folder takes no files, or its disk is full; what was there is as it was.
    """
    beside = {name: folder / f"{name}.{token_hex(4)}.new" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sizes = {name: _write(beside[name], file) for name, file in files.items()}
        for name, path in beside.items():
            path.replace(folder / name)
        for name in without:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"nothing can be written to {folder}: {error.strerror or error}; what was there is as it "
            "was. Make room or mend the folder, and learn again"
        ) from error
    finally:
        for path in beside.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return sizes


def _write(path: Path, file: LearnedFile) -> int:
    packed = {name: _pack(data) for name, data in sorted(file.sections.items())}
    sizes = {name: len(data) for name, data in packed.items()}
    head = {"version": VERSION, "about": dict(file.about), "sections": sizes}
    line = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    with path.open("wb") as out:
        out.write(b"".join([_MAGIC, line, b"\n", *packed.values()]))
        out.flush()
        # A power cut after the renaming must not leave a name without its content.
        os.fsync(out.fileno())
        return out.tell()


def _pack(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return packed if len(packed) < _WORTH * len(data) else zlib.compress(data, 0)


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
        end = data.index(b"\n", len(_MAGIC))
        head = json.loads(data[len(_MAGIC) : end])
        version, about = int(head["version"]), dict(head["about"])
        sizes = {str(name): int(size) for name, size in head["sections"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refuse(path, "its head is broken") from error
    if version != VERSION:
        raise _refuse(path, f"it is of version {version}, and this program reads {VERSION}")
    if about.get("kind") != kind:
        raise _refuse(path, f"it holds “{about.get('kind')}” and not “{kind}”")
    # A view, for a copy of the space is ten megabytes.
    return LearnedFile(about, _unpack(path, sizes, memoryview(data)[end + 1 :]))


def _unpack(path: Traversable, sizes: Mapping[str, int], body: memoryview) -> dict[str, bytes]:
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
