"""All strings that any topic looks for, found in one pass over a text."""

from collections.abc import Sequence
from typing import Self

from ahocorasick_rs import AhoCorasick, Implementation

#: New patterns go into a small automaton, which is built again at once; past this number, and this
#: share of the large one, both are built into one.
_FEW, _SHARE = 1_000, 0.2


class PatternIndex:
    """Numbered patterns, and where each stands in a text, overlapping ones too.

    The cost of a text grows with what is found in it, not with how many patterns there are; a
    pattern more costs milliseconds at the next text. Not for use from several threads at a time.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._patterns: list[str] = []
        self._automata: list[tuple[int, AhoCorasick]] = []
        self._built = 0

    def __len__(self) -> int:
        return len(self._patterns)

    def copy(self) -> Self:
        """Another index of the same patterns; what was built is shared, for it never changes."""
        other = type(self)()
        other._numbers = dict(self._numbers)
        other._patterns = list(self._patterns)
        other._automata = list(self._automata)
        other._built = self._built
        return other

    def number(self, pattern: str) -> int:
        """The number of a pattern, from 0 in the order of coming; it is taken in if it is new."""
        found = self._numbers.setdefault(pattern, len(self._patterns))
        if found == len(self._patterns):
            self._patterns.append(pattern)
        return found

    def pattern(self, number: int) -> str:
        """The pattern of a number."""
        return self._patterns[number]

    def find(self, text: str) -> dict[int, list[int]]:
        """Pattern number -> where in `text` it begins, in order."""
        found: dict[int, list[int]] = {}
        for pattern, start in zip(*self.find_every(text), strict=True):
            if pattern in found:
                found[pattern].append(start)
            else:
                found[pattern] = [start]
        return found

    def find_every(self, text: str) -> tuple[list[int], list[int]]:
        """The numbers of the patterns in `text`, as often as they are there; and where each begins."""
        if self._built < len(self._patterns):
            self._build()
        patterns: list[int] = []
        starts: list[int] = []
        for first, automaton in self._automata:
            hits = automaton.find_matches_as_indexes(text, overlapping=True)
            patterns += [first + number for number, _, _ in hits]
            starts += [start for _, start, _ in hits]
        return patterns, starts

    def _build(self) -> None:
        settled = self._automata[1][0] if len(self._automata) > 1 else self._built
        recent = len(self._patterns) - settled
        if not self._automata or recent > max(_FEW, _SHARE * settled):
            self._automata = [(0, _automaton(self._patterns))]
        else:
            self._automata[1:] = [(settled, _automaton(self._patterns[settled:]))]
        self._built = len(self._patterns)


def _automaton(patterns: Sequence[str]) -> AhoCorasick:
    return AhoCorasick(patterns, store_patterns=False, implementation=Implementation.ContiguousNFA)
