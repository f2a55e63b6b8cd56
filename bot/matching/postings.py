"""Who wants each pattern, in flat columns: most are wanted by one, and a paper has hundreds of them.

A hundred thousand small objects lie scattered in memory, and to fetch each of them takes longer than
all that is done with it.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

#: In place of the number of what is wanted.
NOBODY, SEVERAL = -1, -2


class Posting(NamedTuple):
    """Who wants a pattern: the number of what is wanted, the weight, allowed spellings, and whether
    it is a name of it."""

    wanted: int
    weight: float
    spellings: frozenset[str]
    is_name: bool


class Postings:
    """Postings by the number of the pattern.

    Attributes:
        several: those of the patterns that the columns say `SEVERAL` of.
        particular: those patterns of them that do not count everywhere, or in every spelling.
    """

    def __init__(self) -> None:
        self._soles = array("i")
        self._weights = array("d")
        self._names = bytearray()
        self.several: dict[int, tuple[Posting, ...]] = {}
        self.particular: set[int] = set()

    @classmethod
    def restore(
        cls,
        columns: tuple["array[int]", "array[float]", bytearray],
        several: dict[int, tuple[Posting, ...]],
        particular: set[int],
    ) -> Self:
        """Postings from what they were made of."""
        found = cls()
        found._soles, found._weights, found._names = columns
        found.several, found.particular = several, particular
        return found

    def __iter__(self) -> Iterator[int]:
        """The patterns that are wanted."""
        return (pattern for pattern, sole in enumerate(self._soles) if sole != NOBODY)

    @property
    def columns(self) -> tuple["array[int]", "array[float]", bytearray]:
        """By pattern: the one thing that wants it, else `NOBODY` or `SEVERAL`; of the one, the weight,
        and whether it is a name (1 or 0)."""
        return self._soles, self._weights, self._names

    def of(self, pattern: int) -> tuple[Posting, ...]:
        """The postings of one pattern, in the order of coming."""
        sole = self._soles[pattern] if pattern < len(self._soles) else NOBODY
        if sole < 0:
            return self.several.get(pattern, ())
        is_name = self._names[pattern] == 1
        return (Posting(sole, self._weights[pattern], frozenset(), is_name),)

    def add(self, pattern: int, posting: Posting) -> None:
        """One more who wants a pattern."""
        if pattern >= len(self._soles):
            self._grow(pattern + 1)
        if self._soles[pattern] == NOBODY and not posting.spellings:
            self._soles[pattern] = posting.wanted
            self._weights[pattern] = posting.weight
            self._names[pattern] = posting.is_name
        else:
            self.several[pattern] = (*self.of(pattern), posting)
            self._soles[pattern] = SEVERAL
        if posting.spellings:
            self.particular.add(pattern)

    def settle(self, patterns: int, particular: Iterable[int]) -> None:
        """Know of so many patterns, and hold some of them apart, for they do not count everywhere."""
        self._grow(patterns)
        for pattern in particular:
            self.particular.add(pattern)
            if self._soles[pattern] != NOBODY:
                self.several[pattern] = self.of(pattern)
                self._soles[pattern] = SEVERAL

    def _grow(self, patterns: int) -> None:
        more = patterns - len(self._soles)
        if more > 0:
            self._soles.extend([NOBODY] * more)
            self._weights.extend([0.0] * more)
            self._names.extend(bytes(more))
