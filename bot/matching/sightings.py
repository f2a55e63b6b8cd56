"""Where the strings that are looked for stand in the texts of a paper."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from bot.matching.index import PatternIndex
from bot.matching.scoring import Where
from bot.matching.shelves import Column
from bot.matching.text import Searchable

#: Where something may be found, by the number that stands for it in columns; and the other way round.
WHERES = tuple(Where)
PLACES = {where: number for number, where in enumerate(WHERES)}
#: Between two texts; no pattern has it.
_APART = "\n"


class Sightings:
    """Each pattern once for each text that it stands in.

    Attributes:
        patterns, wheres: what was seen, and in which text (see `WHERES`).
        starts, counts: where it begins in that text, the first time; and how often it stands there.
    """

    def __init__(self, index: PatternIndex, texts: Mapping[Where, Searchable]) -> None:
        lengths = np.array(
            [len(each.text) + len(_APART) for each in texts.values()], dtype=np.intp
        )
        ends = lengths.cumsum()
        whole = _APART.join([each.text for each in texts.values()])
        patterns, starts = (np.array(each, dtype=np.intp) for each in index.find_every(whole))
        places = ends.searchsorted(starts, side="right")
        keys = places * len(index) + patterns
        order = keys.argsort(kind="stable")
        self._firsts = find_firsts(keys[order])
        self._every_start = (starts - (ends - lengths)[places])[order]
        firsts = order[self._firsts]
        self.patterns = patterns[firsts]
        self.wheres = np.array([PLACES[where] for where in texts], dtype=np.int8)[places[firsts]]
        self.starts = self._every_start[self._firsts]
        self.counts = np.diff(self._firsts, append=len(keys))

    def list_starts(self, place: int) -> list[int]:
        """Where all begin that are one here."""
        first = self._firsts[place]
        starts: list[int] = self._every_start[first : first + self.counts[place]].tolist()
        return starts

    @cached_property
    def seen(self) -> dict[int, dict[int, int]]:
        """Text, pattern -> which place among these it has."""
        found: defaultdict[int, dict[int, int]] = defaultdict(dict)
        pairs = zip(self.wheres.tolist(), self.patterns.tolist(), strict=True)
        for place, (where, pattern) in enumerate(pairs):
            found[where][pattern] = place
        return found


def find_firsts(column: Column) -> Column:
    """The places at which another number begins than stood before."""
    is_first = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=is_first[1:])
    return is_first.nonzero()[0]
