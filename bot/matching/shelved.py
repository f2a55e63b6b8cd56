"""Who wants each pattern, as a paper is searched with it: most are wanted by few, and it has hundreds."""

from copy import copy
from typing import Self

import numpy as np

from bot.matching.postings import Posting, Postings
from bot.matching.shelves import Column, Shelves, Taken


class ShelvedPostings:
    """Postings by the number of the pattern.

    Attributes:
        particular: those that do not count everywhere, or in every spelling.
    """

    def __init__(self, known: Postings) -> None:
        #: Who wants it, the weight, and whether it is a name.
        self._plain = Shelves("idb")
        self.particular: dict[int, tuple[Posting, ...]] = {}
        #: By pattern: whether there are particular ones.
        self._marks: Column = np.zeros(0, dtype=np.bool_)
        for pattern, postings in known.several.items():
            if pattern in known.particular:
                self.particular[pattern] = postings
            else:
                for posting in postings:
                    self.add(pattern, posting)
        soles, weights, names = (np.asarray(column) for column in known.columns)
        wanted = (soles >= 0).nonzero()[0]
        self._plain.extend(wanted, soles[wanted], weights[wanted], names[wanted])

    def copy(self) -> Self:
        """Other postings that are the same, and go their own way from here."""
        other = copy(self)
        other.particular = dict(self.particular)
        other._plain = self._plain.copy()
        return other

    def add(self, pattern: int, posting: Posting) -> None:
        """One more who wants a pattern."""
        if posting.spellings:
            self.particular[pattern] = (*self.particular.get(pattern, ()), posting)
            self._marks = np.zeros(0, dtype=np.bool_)
        else:
            self._plain.add(pattern, posting.wanted, posting.weight, posting.is_name)

    def settle(self, patterns: int) -> None:
        """Know of so many patterns, and of all that was added."""
        self._plain.settle(patterns)
        if len(self._marks) < patterns:
            self._marks = np.zeros(patterns, dtype=np.bool_)
            self._marks[list(self.particular)] = True

    def take(self, patterns: Column) -> Taken:
        """Who wants these patterns everywhere: the numbers, the weights, and whether it is a name."""
        return self._plain.take(patterns)

    def find_particular(self, patterns: Column) -> list[int]:
        """At which places of these there is a pattern with particular postings."""
        places: list[int] = self._marks[patterns].nonzero()[0].tolist()
        return places
