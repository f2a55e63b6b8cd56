"""Which paper has which term, how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bot.learning.stream import Numbers


@dataclass(frozen=True)
class Counted:
    """The terms of one language.

    Attributes:
        terms: normalised.
        size: papers in all.
        term, paper: one entry for each pair of a term and a paper, ordered by term, then paper.
        times: how often it is there.
        in_title: whether the title has it.
    """

    terms: Sequence[str]
    size: int
    term: Numbers
    paper: Numbers
    times: Numbers
    in_title: npt.NDArray[np.bool_]

    @classmethod
    def of_places(
        cls,
        terms: Sequence[str],
        size: int,
        term: Numbers,
        paper: Numbers,
        in_title: npt.NDArray[np.bool_],
    ) -> "Counted":
        """From one entry for each place where a term stands."""
        # Sorted at once, the title's places after the others of a pair.
        keys = np.sort((term * size + paper) * 2 + in_title)
        pairs = keys >> 1
        last = np.flatnonzero(np.diff(pairs, append=-1))
        times = np.diff(last, prepend=-1)
        pair = pairs[last]
        return cls(terms, size, pair // size, pair % size, times, (keys[last] & 1) > 0)

    @cached_property
    def papers(self) -> Numbers:
        """For each term, in how many papers it is."""
        return np.bincount(self.term, minlength=len(self.terms))

    @cached_property
    def _ends(self) -> Numbers:
        return np.concatenate(([0], np.cumsum(self.papers)))

    @cached_property
    def _by_paper(self) -> tuple[Numbers, Numbers]:
        """Where the terms of each paper begin, and those terms."""
        counts = np.bincount(self.paper, minlength=self.size)
        order = np.argsort(self.paper, kind="stable")
        return np.concatenate(([0], np.cumsum(counts))), self.term[order]

    def papers_of(self, term: int) -> Numbers:
        """The papers that have it."""
        return self.paper[self._ends[term] : self._ends[term + 1]]

    def count_in(self, papers: Numbers) -> Numbers:
        """For each term, in how many of these papers it is."""
        begins, terms = self._by_paper
        starts, lengths = begins[papers], begins[papers + 1] - begins[papers]
        shifts = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        return np.bincount(terms[np.arange(lengths.sum()) + shifts], minlength=len(self.terms))

    def select(self, chosen: Sequence[int]) -> "Counted":
        """These terms alone, numbered anew in this order, which has to be ascending."""
        new = np.full(len(self.terms), -1, dtype=np.int64)
        new[list(chosen)] = np.arange(len(chosen))
        kept = new[self.term] >= 0
        return Counted(
            [self.terms[number] for number in chosen],
            self.size,
            new[self.term[kept]],
            self.paper[kept],
            self.times[kept],
            self.in_title[kept],
        )
