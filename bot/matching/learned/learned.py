"""All that was learned, each part read when it is first needed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.matching.learned.file import find_file, find_shipped
from bot.matching.learned.terms import NAME, TermTable

if TYPE_CHECKING:
    from bot.matching.learned.space import Space


class _Part(Protocol):
    @property
    def papers(self) -> int: ...


P = TypeVar("P", bound=_Part)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part of what was learned is from.

    Attributes:
        is_own: this installation learned it by itself; else it ships with the program.
        papers: how many it was learned from.
    """

    is_own: bool
    papers: int


class Learned:
    """The term table and the space of an installation.

    Args:
        folder: where an installation's own data may lie; what ships stands in for what is not there.
        terms, space: False to do without.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        terms: bool = True,
        space: bool = True,
    ) -> None:
        self._folder = folder
        self._has_terms, self._has_space = terms, space
        #: By file, as it was when it was read: it may be another by now.
        self._origins: dict[str, Origin] = {}

    @cached_property
    def terms(self) -> TermTable:
        """The term table; empty where it is not wanted.

        Raises:
            ConfigError: the file is broken.
        """
        if not self._has_terms:
            return TermTable()
        return self._read(NAME, TermTable.read)

    @cached_property
    def space(self) -> "Space | None":
        """The space; None where it is not wanted.

        Raises:
            ConfigError: the file is broken.
        """
        if not self._has_space:
            return None
        # numpy is slow to import, and a look-up needs none of this.
        from bot.matching.learned import space

        return self._read(space.NAME, space.Space.read)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where what is in use is from: the terms, then the space, where that is from elsewhere.

        Raises:
            ConfigError: a file is broken.
        """
        _ = self.terms, self.space
        return tuple(dict.fromkeys(self._origins.values()))

    def knows(self, term: str) -> bool:
        """Whether a normalised term was learned as one."""
        return term in self.terms or (self.space is not None and term in self.space)

    def _read(self, name: str, read: Callable[[Traversable], P]) -> P:
        path = find_file(name, self._folder)
        part = read(path)
        self._origins[name] = Origin(path != find_shipped(name), part.papers)
        return part
