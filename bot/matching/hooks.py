"""The topics by what each needs: a paper that lacks the rarest of it never comes to them.

In flat columns: a hundred thousand small objects lie scattered in memory, and to fetch each of them
takes longer than all that is done with it.
"""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.matching.postings import NOBODY, SEVERAL
from bot.matching.scoring import join

#: Numbers in the finder of all that one alternative needs.
Needs = tuple[int, ...]


class Alternative(NamedTuple):
    """One way to match a topic.

    Attributes:
        hook: the one of its needs without which it is not looked at.
        others: the rest of them.
        are_joint: several of the needs are looked for in texts.
    """

    hook: int
    others: Needs
    are_joint: bool


@dataclass(frozen=True, slots=True)
class Hung:
    """A topic as it is matched.

    Attributes:
        number: its place in the order of coming.
        excluded: none of these may be there.
        needs: all that any of it needs, and what the person typed for each.
    """

    id: Hashable
    number: int
    alternatives: tuple[Alternative, ...]
    excluded: Needs
    needs: Needs
    labels: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it needs one thing, so that what it excludes is all that is left to look at."""
        first, *more = self.alternatives
        return not (more or first.others)

    def label(self, wanted: int) -> str:
        """What the person typed for it."""
        labels = self.labels
        return labels[0] if len(labels) == 1 else labels[self.needs.index(wanted)]


#: A topic that matches unless it excludes something: its score below 0, so that the best is first; its
#: number; the hook of the alternative, and its other needs; and the topic, unless it is plain.
Candidate = tuple[float, int, int, Needs, Hung | None]


class Hooks:
    """Alternatives by the need that they hang on."""

    def __init__(self) -> None:
        #: By hook: the number of the one plain topic, else `NOBODY` or `SEVERAL`; those several; and of
        #: the other alternatives the first other need, because most papers lack that already.
        self._soles = array("i")
        self._plain: dict[int, array[int]] = {}
        self._firsts: list[array[int] | None] = []
        self._others: defaultdict[int, list[tuple[Alternative, Hung]]] = defaultdict(list)

    def reserve(self, wanted: int) -> None:
        """Know of so many things that are wanted; `find` takes no others."""
        more = wanted - len(self._firsts)
        self._soles.extend([NOBODY] * more)
        self._firsts += [None] * more

    def count(self, hook: int) -> int:
        """How much hangs on it."""
        if hook >= len(self._firsts):
            return 0
        return len(self._plainly(hook)) + len(self._firsts[hook] or ())

    def add(self, topic: Hung) -> None:
        """Hang a topic up; all that it needs was reserved."""
        for each in topic.alternatives:
            if topic.is_plain:
                self._add_plain(each.hook, topic.number)
            else:
                _append(self._firsts, each.hook, (*each.others, each.hook)[0])
                self._others[each.hook].append((each, topic))

    def remove(self, topic: Hung) -> None:
        """Take a topic down."""
        for hook in {each.hook for each in topic.alternatives}:
            if topic.is_plain:
                left = [number for number in self._plainly(hook) if number != topic.number]
                self._hang(hook, left)
            else:
                others = [one for one in self._others[hook] if one[1] is not topic]
                self._others[hook] = others
                firsts = [(*each.others, hook)[0] for each, _ in others]
                self._firsts[hook] = array("i", firsts)

    def find(self, scores: Mapping[int, float]) -> list[Candidate]:
        """Each topic that has all it needs, with its best alternative and the score of that.

        The inner loop of the matcher.
        """
        found: list[Candidate] = []
        several: list[Candidate] = []
        soles, every_first, there = self._soles, self._firsts, scores.keys()
        for hook, score in scores.items():
            sole = soles[hook]
            if sole >= 0:
                found.append((-score, sole, hook, (), None))
            elif sole == SEVERAL:
                found += [(-score, number, hook, (), None) for number in self._plain[hook]]
            firsts = every_first[hook]
            if firsts is not None and not there.isdisjoint(firsts):
                for place, first in enumerate(firsts):
                    if first in scores:
                        several += _join(*self._others[hook][place], scores)
        return found + _only_best(several)

    def _plainly(self, hook: int) -> "Sequence[int]":
        """The numbers of the plain topics that hang on it."""
        sole = self._soles[hook]
        return (sole,) if sole >= 0 else self._plain.get(hook, ())

    def _add_plain(self, hook: int, number: int) -> None:
        if hook in self._plain:
            self._plain[hook].append(number)
        else:
            self._hang(hook, [*self._plainly(hook), number])

    def _hang(self, hook: int, plain: list[int]) -> None:
        """Let these and no other plain topics hang on it."""
        self._plain.pop(hook, None)
        if len(plain) > 1:
            self._plain[hook] = array("i", plain)
            self._soles[hook] = SEVERAL
        else:
            self._soles[hook] = plain[0] if plain else NOBODY


def _append(column: "list[array[int] | None]", hook: int, number: int) -> None:
    known = column[hook]
    if known is None:
        column[hook] = array("i", [number])
    else:
        known.append(number)


def _join(
    alternative: Alternative, topic: Hung, scores: Mapping[int, float]
) -> Iterable[Candidate]:
    """The candidate of an alternative, where all that it needs is there."""
    hook, others, are_joint = alternative
    if not all(wanted in scores for wanted in others):
        return ()
    weakest = min(scores[hook], *(scores[wanted] for wanted in others)) if others else scores[hook]
    score = join(weakest) if are_joint else weakest
    return ((-score, topic.number, hook, others, topic),)


def _only_best(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each topic once, in its best alternative; of equals in that which was found first."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate[1])
        if known is None or candidate[0] < known[0]:
            best[candidate[1]] = candidate
    return list(best.values())
