"""Where documents come from, one module per source. `SOURCES` is the index.

The only part of the core that touches files and the network.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.sources import files, git, web
from bot.sources.raw import ANYWHERE, Access, RawDocument, Unreadable

__all__ = ["SOURCES", "Access", "RawDocument", "Source", "Unreadable", "expand", "read"]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of place.

    Attributes:
        accepts: whether a name that a person typed means a place of this kind.
        expand: the single documents behind a name, such as the files of a folder.
        read: one of them.
    """

    accepts: Callable[[str], bool]
    expand: Callable[[str, Access], Sequence[str | Unreadable]]
    read: Callable[[str, Access], RawDocument | Unreadable]


#: Asked in this order; the last one takes everything.
SOURCES: dict[str, Source] = {
    "git": Source(git.accepts, git.expand, git.read),
    "web": Source(web.accepts, web.expand, web.read),
    "files": Source(files.accepts, files.expand, files.read),
}


def _source_of(name: str) -> Source:
    return next(source for source in SOURCES.values() if source.accepts(name))


def expand(names: Iterable[str], access: Access = ANYWHERE) -> list[str | Unreadable]:
    """Every single document that the names stand for, each once, in order."""
    found: dict[str | Unreadable, None] = {}
    for name in names:
        found.update(dict.fromkeys(_source_of(name).expand(name, access)))
    return list(found)


def read(
    locations: Iterable[str | Unreadable], access: Access
) -> Iterator[RawDocument | Unreadable]:
    """The documents, one at a time; what cannot be read is said, and the rest goes on."""
    for location in locations:
        if isinstance(location, Unreadable):
            yield location
        else:
            yield _source_of(location).read(location, access)
