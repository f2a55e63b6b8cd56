"""All that was learned, each part read when it is first needed."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.matching.learned.file import find_file
from bot.matching.learned.terms import NAME, TermTable

if TYPE_CHECKING:
    from bot.matching.learned.space import Space


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

    @cached_property
    def terms(self) -> TermTable:
        """The term table; empty where it is not wanted.

        Raises:
            ConfigError: the file is broken.
        """
        return (
            TermTable.read(find_file(NAME, self._folder)) if self._has_terms else TermTable((), ())
        )

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

        return space.Space.read(find_file(space.NAME, self._folder))

    def knows(self, term: str) -> bool:
        """Whether a normalised term was learned as one."""
        return term in self.terms or (self.space is not None and term in self.space)
