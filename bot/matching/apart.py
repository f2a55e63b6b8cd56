"""Strings that do not count everywhere, or in every spelling: looked at one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.matching.index import PatternIndex
from bot.matching.postings import Posting
from bot.matching.scoring import POSITIONS, Where
from bot.matching.sightings import WHERES, Sightings
from bot.matching.text import Searchable
from bot.matching.weighing import Evidence

#: Pattern, who wants it -> the longer patterns inside which it does not count.
Covers = Mapping[int, Mapping[int, frozenset[int]]]


class Apart:
    """The evidence of such strings in one paper.

    Args:
        is_other: whether a text writes out the acronym of something wanted as something else: the
            number, the text, where it stands, as what.
    """

    def __init__(
        self,
        index: PatternIndex,
        sightings: Sightings,
        texts: Mapping[Where, Searchable],
        covers: Covers,
        is_other: Callable[[int, Searchable, int, str], bool],
    ) -> None:
        self._index = index
        self._sightings = sightings
        self._texts = texts
        self._covers = covers
        self._is_other = is_other
        self._found: list[tuple[int, Evidence]] = []
        #: Of what the paper has an acronym that it writes out as something else.
        self._otherwise: set[int] = set()

    def look(self, place: int, postings: Iterable[Posting]) -> None:
        """Look at one sighting, of a pattern that is wanted so."""
        pattern = int(self._sightings.patterns[place])
        where = WHERES[self._sightings.wheres[place]]
        starts, covers = self._sightings.list_starts(place), self._covers.get(pattern, {})
        for wanted, weight, spellings, is_name in postings:
            left, label = starts, ""
            if wanted in covers:
                left = self._uncovered(place, starts, covers[wanted])
            if spellings:
                left, label = self._spelled(where, pattern, left, spellings)
                if left and self._is_other(wanted, self._texts[where], left[0], label):
                    self._otherwise.add(wanted)
            if left:
                value = weight * POSITIONS[where][len(left) > 1]
                often = weight * len(left)
                each = value, where, pattern, left[0], label, is_name, often
                self._found.append((wanted, each))

    def list_evidence(self) -> Iterator[tuple[int, Evidence]]:
        """What speaks for what; no acronym does where the paper means something else by it."""
        return (
            (wanted, evidence)
            for wanted, evidence in self._found
            if not (wanted in self._otherwise and evidence[4])
        )

    def _spelled(
        self, where: Where, pattern: int, starts: list[int], spellings: frozenset[str]
    ) -> tuple[list[int], str]:
        """The places where it is spelled as it has to be, and the first of those spellings."""
        text = self._texts[where]
        if not text.has_any(spellings):
            return [], ""
        length = len(self._index.pattern(pattern))
        found = {start: text.original(start, start + length) for start in starts}
        left = [start for start in starts if found[start] in spellings]
        return left, found[left[0]] if left else ""

    def _uncovered(self, place: int, starts: list[int], cover: frozenset[int]) -> list[int]:
        """Those of the places of a pattern in a text that are not inside one of the longer ones."""
        sightings = self._sightings
        length = len(self._index.pattern(int(sightings.patterns[place])))
        seen = sightings.seen[int(sightings.wheres[place])]
        spans = [
            (begin, begin + len(self._index.pattern(longer)))
            for longer in cover & seen.keys()
            for begin in sightings.list_starts(seen[longer])
        ]
        return [
            start
            for start in starts
            if not any(begin <= start and start + length <= end for begin, end in spans)
        ]
