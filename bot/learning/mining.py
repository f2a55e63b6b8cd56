"""Frequent sequences in a stream, longer and longer.

A sequence is frequent only if both sequences of one symbol less are, so that each length looks only
at what the one before left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.learning.stream import Numbers, Stream

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Level:
    """All frequent sequences of one length; number 0 means none.

    Attributes:
        length: in symbols.
        at: for each place of the stream, the number of the sequence that begins there.
        first: for each sequence, the first place where it stands.
    """

    stream: Stream
    length: int
    at: Numbers
    first: Numbers

    def names(self) -> list[str]:
        """The text of each sequence, number 0 included as nothing."""
        return ["", *map(self.name, range(1, len(self.first)))]

    def name(self, number: int) -> str:
        """The text of a sequence, not of number 0."""
        return self.stream.name(int(self.first[number]), self.length)

    def most_common_neighbour(self, *, before: bool) -> Shares:
        """For each sequence, the share of its places that have the same symbol beside them.

        Close to 1 for a piece of a longer sequence. Breaks are not counted as a symbol.
        """
        beside, numbers = self._beside(before=before)
        width = len(self.stream.names)
        keys, counts = np.unique(numbers * width + beside, return_counts=True)
        most = np.zeros(len(self.first))
        is_symbol = keys % width > 0
        np.maximum.at(most, keys[is_symbol] // width, counts[is_symbol])
        return most / np.maximum(np.bincount(numbers, minlength=len(most)), 1)

    def share_beside(self, symbols: npt.NDArray[np.bool_], *, before: bool) -> Shares:
        """For each sequence, the share of its places that have one of these symbols beside them."""
        beside, numbers = self._beside(before=before)
        count = np.bincount(numbers[symbols[beside]], minlength=len(self.first))
        return count / np.maximum(np.bincount(numbers, minlength=len(count)), 1)

    def _beside(self, *, before: bool) -> tuple[Numbers, Numbers]:
        places = np.flatnonzero(self.at)
        beside = places - 1 if before else np.minimum(places + self.length, len(self.at) - 1)
        return self.stream.symbols[beside], self.at[places]


def mine(stream: Stream, least: int, longest: int) -> Iterator[Level]:
    """The sequences of one symbol, of two, and so on.

    Args:
        least: places at which a sequence has to be.
        longest: in symbols.
    """
    at = single = _renumber(stream.symbols, least)
    for length in range(1, longest + 1):
        if length > 1:
            at = _extend(at, single, length, least)
        count = int(at.max(initial=0))
        first = np.zeros(count + 1, dtype=np.int64)
        first[at[::-1]] = np.arange(len(at) - 1, -1, -1)
        yield Level(stream, length, at, first)


def _extend(at: Numbers, single: Numbers, length: int, least: int) -> Numbers:
    found = np.zeros_like(at)
    begin = max(len(at) - length + 1, 0)
    places = np.flatnonzero((at[:begin] > 0) & (at[1 : begin + 1] > 0))
    keys = at[places] * (int(single.max(initial=0)) + 1) + single[places + length - 1]
    _, numbers = np.unique(keys, return_inverse=True)
    found[places] = _renumber(numbers + 1, least)
    return found


def _renumber(numbers: Numbers, least: int) -> Numbers:
    """Those at enough places numbered from 1, in the order of before; the others 0."""
    enough = np.bincount(numbers, minlength=1) >= least
    enough[0] = False
    new = np.zeros(len(enough), dtype=np.int64)
    new[enough] = np.arange(1, enough.sum() + 1)
    return new[numbers]
