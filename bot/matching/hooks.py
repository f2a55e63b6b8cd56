"""The topics by what each needs: a paper that lacks the rarest of it never comes to them."""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np

from bot.matching.found import Found
from bot.matching.hung import EXCLUDING, Alternative, Hung
from bot.matching.scoring import join
from bot.matching.shelves import Column, Shelves, is_among

#: A topic that has all it needs: its number, its score, and what of it the paper speaks of most.
Candidate = tuple[int, float, int]


class Hooks:
    """Alternatives by the need that they hang on."""

    def __init__(self) -> None:
        #: By hook: the numbers of the plain topics; and of other alternatives, the place in the list
        #: and the first other need, because most papers lack that already.
        self._plain = Shelves("i")
        self._others = Shelves("ii")
        #: With the numbers of their topics.
        self._alternatives: list[tuple[Alternative, int]] = []
        #: By what is excluded: the numbers of the topics that exclude it.
        self._excluding = Shelves("i")
        self._counts = array("i")

    def reserve(self, wanted: int) -> None:
        """Know of so many things that are wanted; `find` takes no others."""
        self._counts.extend([0] * (wanted - len(self._counts)))

    def count(self, hook: int) -> int:
        """How much hangs on it."""
        return self._counts[hook] if hook < len(self._counts) else 0

    def add(self, topic: Hung) -> None:
        """Hang a topic up; all that it needs was reserved."""
        for each in topic.alternatives:
            self._counts[each.hook] += 1
            if topic.is_plain:
                self._plain.add(each.hook, topic.number)
            else:
                first = (*each.others, each.hook)[0]
                self._others.add(each.hook, len(self._alternatives), first)
                self._alternatives.append((each, topic.number))
        for wanted in topic.excluded:
            self._excluding.add(wanted, topic.number)

    def remove(self, topic: Hung) -> None:
        """Take a topic down."""
        self._settle()
        hooks = [each.hook for each in topic.alternatives]
        for hook in hooks:
            self._counts[hook] -= 1
        if topic.is_plain:
            self._plain.remove([(hooks[0], topic.number)])
        else:
            known = self._alternatives
            self._others.remove(
                (hook, place)
                for hook in dict.fromkeys(hooks)
                for place, _ in self._others.of(hook)
                if known[place][1] == topic.number
            )
        self._excluding.remove((wanted, topic.number) for wanted in topic.excluded)

    def find(self, found: Found, least: float) -> Iterator[Candidate]:
        """Each topic that has all it needs and nothing that it excludes, with its best alternative, if
        that scores enough; the best first, and of equals the oldest."""
        self._settle()
        owners, (numbers,) = self._plain.take(found.wanted)
        scores, wanted = found.sureness[owners], found.wanted[owners]
        others = _only_best(self._find_others(found))
        if others:
            more = zip(*others, strict=True)
            numbers, scores, wanted = map(np.append, (numbers, scores, wanted), more)
        is_left = (scores >= least) & ~is_among(numbers, self._find_excluding(found))
        left = is_left.nonzero()[0]
        order = left[np.lexsort((numbers[left], -scores[left]))]
        columns = numbers[order].tolist(), scores[order].tolist(), wanted[order].tolist()
        return zip(*columns, strict=True)

    def _find_others(self, found: Found) -> Iterator[Candidate]:
        """Of the topics that need several things or are of several alternatives, each alternative of
        which all is there."""
        owners, (places, firsts) = self._others.take(found.wanted)
        first_scores = found.look_up(firsts)
        there = first_scores.nonzero()[0]
        there = there[places[there].argsort()]
        scored = zip(
            found.sureness[owners[there]].tolist(), first_scores[there].tolist(), strict=True
        )
        for place, known in zip(places[there].tolist(), scored, strict=True):
            (hook, others, are_joint, before), number = self._alternatives[place]
            scores = [*known, *(found.scores.get(wanted, 0.0) for wanted in others[1:])]
            weakest = min(scores)
            if weakest:
                score = join(weakest) if are_joint else weakest
                # Of one need the second score is its own again.
                strongest = max(scores)
                most = scores.index(strongest)
                if not most and strongest in scores[1 : 1 + before]:
                    # Of equals that which was typed first, whatever else hangs on the hook.
                    most = scores.index(strongest, 1)
                yield number, score, (hook, *others)[most]

    def _find_excluding(self, found: Found) -> Column:
        """The topics that exclude something in the paper, in order."""
        there = found.wanted[found.sureness >= EXCLUDING]
        _, (numbers,) = self._excluding.take(there)
        return np.sort(numbers)

    def _settle(self) -> None:
        for each in (self._plain, self._others, self._excluding):
            each.settle(len(self._counts))


def _only_best(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each topic once, in its best alternative; of equals in that which was typed first."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        number, score, _ = candidate
        if number not in best or score > best[number][1]:
            best[number] = candidate
    return list(best.values())
