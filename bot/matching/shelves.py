"""Rows of numbers by the shelf they stand on, and those of many shelves at once.

In flat columns: a hundred thousand small objects lie scattered in memory, and to fetch each of them
takes longer than all that is done with it.
"""

from array import array
from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]


class Taken(NamedTuple):
    """What stands on several shelves.

    Attributes:
        owners: of each row, of which place in what was asked for it is.
        columns: the rows themselves.
    """

    owners: Column
    columns: tuple[Column, ...]


class Shelves:
    """Rows by shelf, those of one in the order of coming. Not for several threads at a time.

    Args:
        kinds: the kind of number of each column, as `array` and numpy name it.
    """

    def __init__(self, kinds: str) -> None:
        self._kinds = kinds
        #: Where the rows of each shelf begin; and in the end, where those of the last one end.
        self._starts: Column = np.zeros(1, dtype=np.int32)
        self._columns: tuple[Column, ...] = tuple(np.empty(0, dtype=kind) for kind in kinds)
        #: What came since: shelves, and the same columns.
        self._new = _empty(kinds)

    def copy(self) -> Self:
        """Others that hold the same, and go their own way from here."""
        other = copy(self)
        other._new = tuple(column[:] for column in self._new)
        return other

    def add(self, shelf: int, *row: float) -> None:
        """Put a row on a shelf, behind those that are there."""
        for column, value in zip(self._new, (shelf, *row), strict=True):
            column.append(value)

    def extend(self, shelves: Column, *columns: Column) -> None:
        """Put several rows on their shelves."""
        for column, values in zip(self._new, (shelves, *columns), strict=True):
            column.extend(values.tolist())

    def settle(self, shelves: int) -> None:
        """Know of so many shelves, and of all that was added; `take` and `of` need that."""
        more = shelves + 1 - len(self._starts)
        if more > 0:
            self._starts = np.append(self._starts, np.repeat(self._starts[-1], more))
        if self._new[0]:
            new, *columns = map(np.asarray, self._new)
            order = new.argsort(kind="stable")
            behind = self._starts[new[order] + 1]
            self._columns = tuple(
                np.insert(old, behind, column[order])
                for old, column in zip(self._columns, columns, strict=True)
            )
            many = np.bincount(new, minlength=len(self._starts) - 1).cumsum(dtype=np.int32)
            self._starts = np.append(self._starts[:1], self._starts[1:] + many)
            self._new = _empty(self._kinds)

    def take(self, shelves: Column) -> Taken:
        """The rows of these shelves, one shelf after another."""
        first = self._starts[shelves]
        counts = self._starts[shelves + 1] - first
        owners = np.arange(len(shelves)).repeat(counts)
        rows = np.arange(len(owners)) + (first + counts - counts.cumsum())[owners]
        return Taken(owners, tuple([column[rows] for column in self._columns]))

    def of(self, shelf: int) -> list[tuple[Any, ...]]:
        """The rows of one shelf; none if it is not known."""
        first, last = (*self._starts[shelf : shelf + 2].tolist(), 0, 0)[:2]
        rows = slice(first, last)
        return list(zip(*(column[rows].tolist() for column in self._columns), strict=True))

    def remove(self, rows: Iterable[tuple[int, float]]) -> None:
        """Take rows down, by their shelf and the first number of each; they are settled."""
        gone = [
            place
            for shelf, number in rows
            for place in range(*self._starts[shelf : shelf + 2].tolist())
            if self._columns[0][place] == number
        ]
        self._starts = self._starts - np.sort(gone).searchsorted(self._starts).astype(np.int32)
        self._columns = tuple(np.delete(column, gone) for column in self._columns)


def _empty(kinds: str) -> "tuple[array[Any], ...]":
    return tuple(array(kind) for kind in "i" + kinds)


def is_among(column: Column, known: Column) -> Column:
    """Whether each is one of the known, which are in order."""
    if not len(known):
        return np.zeros(len(column), dtype=np.bool_)
    places = known.searchsorted(column)
    places[places == len(known)] = 0
    found: Column = known[places] == column
    return found
