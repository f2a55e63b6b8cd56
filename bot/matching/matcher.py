"""The topics of all chats against one paper.

What topics want is shared: it is looked for once, however many topics want it, and a topic is
looked at only when the rarest thing that it needs is in the paper. So the cost of a paper grows
with what it matches, not with the number of topics; and the number of chats never comes in.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.topic import Amount
from bot.matching.evidence import Match, Miss, PaperText, Reason
from bot.matching.expansion import Wanted, expand
from bot.matching.finder import Finder, Found
from bot.matching.lexicon import Lexicon
from bot.matching.query import Query
from bot.matching.scoring import THRESHOLDS, Where

__all__ = ["THRESHOLDS", "Match", "Matcher", "Miss", "PaperText", "Reason", "Where"]


#: Numbers in the finder of what one alternative needs.
_Needs = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic as it is matched.

    Attributes:
        number: its place in the order of coming.
        alternatives: all that one of them needs has to be found.
        labels: what the person typed for each thing wanted.
        hangs_on: of each alternative the one thing without which the topic is not looked at, with
            the others that it needs.
    """

    number: int
    alternatives: tuple[_Needs, ...]
    excluded: _Needs
    labels: dict[int, str]
    hangs_on: dict[int, _Needs]


class Matcher:
    """Topics by id, and what they say of a paper. Not for use from several threads at a time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._finder = Finder(lexicon)
        self._topics: dict[Hashable, _Topic] = {}
        self._hanging: dict[int, dict[Hashable, tuple[_Needs, _Topic]]] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, topic_id: Hashable) -> bool:
        return topic_id in self._topics

    def add(self, topic_id: Hashable, query: Query) -> None:
        """Look for this topic from now on; an id that is known gets the new query."""
        self.discard(topic_id)
        expansion = expand(query, self._lexicon)
        labels: dict[int, str] = {}
        alternatives = tuple(self._take(each, labels) for each in expansion.alternatives)
        topic = _Topic(
            number=self._count,
            alternatives=alternatives,
            excluded=self._take(expansion.excluded, labels),
            labels=labels,
            hangs_on=self._hang(alternatives),
        )
        self._count += 1
        self._topics[topic_id] = topic
        for wanted, others in topic.hangs_on.items():
            self._hanging.setdefault(wanted, {})[topic_id] = others, topic

    def discard(self, topic_id: Hashable) -> None:
        """Look for this topic no longer; nothing happens if it is not known.

        The strings that only it wanted stay in the index, some hundred bytes each, as long as the
        matcher lives.
        """
        topic = self._topics.pop(topic_id, None)
        for wanted in topic.hangs_on if topic else ():
            del self._hanging[wanted][topic_id]

    def match(self, paper: PaperText, only: Collection[Hashable] | None = None) -> list[Match]:
        """What topics the paper speaks of, best first, each once, however weakly.

        Args:
            only: the ids to look at; all of them if None.
        """
        found = self._finder.search(paper)
        matches: dict[Hashable, tuple[float, int, Match]] = {}
        for topic_id, topic in self._candidates(found.scores):
            if topic_id in matches or (only is not None and topic_id not in only):
                continue
            match = _judge(topic_id, topic, found)
            if match is not None:
                matches[topic_id] = -match.score, topic.number, match
        return [match for _, _, match in sorted(matches.values())]

    def explain(self, topic_id: Hashable, paper: PaperText) -> Match | Miss:
        """Why the paper speaks of a topic, or why it does not.

        Raises:
            KeyError: there is no such topic.
        """
        topic = self._topics[topic_id]
        found = self._finder.search(paper)
        match = _judge(topic_id, topic, found)
        if match is not None:
            return match
        unwanted = _find_excluded(topic, found)
        if unwanted is not None:
            return Miss(topic_id, excluded=_reason(topic, unwanted, found))
        lacking = (
            tuple(topic.labels[wanted] for wanted in each if wanted not in found.scores)
            for each in topic.alternatives
        )
        return Miss(topic_id, missing=min(lacking, key=len))

    def _take(self, wanted: Iterable[Wanted], labels: dict[int, str]) -> _Needs:
        numbers = {self._finder.take(each): each.label for each in wanted}
        labels.update(numbers)
        return tuple(numbers)

    def _hang(self, alternatives: Iterable[_Needs]) -> dict[int, _Needs]:
        """Of what each alternative needs, that on which the fewest topics hang, and the others."""
        hangs_on: dict[int, _Needs] = {}
        for needs in alternatives:
            rarest = min(needs, key=lambda wanted: len(self._hanging.get(wanted, ())))
            others = tuple(wanted for wanted in needs if wanted != rarest)
            # Two alternatives on one hook: only what both need can be asked for there.
            both = hangs_on.get(rarest, others)
            hangs_on[rarest] = tuple(wanted for wanted in others if wanted in both)
        return hangs_on

    def _candidates(self, scores: Mapping[int, float]) -> Iterator[tuple[Hashable, _Topic]]:
        """Topics that may match, some more than once. The inner loop of the matcher."""
        for hook in scores.keys() & self._hanging.keys():
            for topic_id, (others, topic) in self._hanging[hook].items():
                for wanted in others:
                    if wanted not in scores:
                        break
                else:
                    yield topic_id, topic


def _judge(topic_id: Hashable, topic: _Topic, found: Found) -> Match | None:
    score, alternative = _find_best(topic.alternatives, found.scores)
    if not alternative or (topic.excluded and _find_excluded(topic, found) is not None):
        return None
    named = alternative[0]
    if len(alternative) > 1:
        named = max(alternative, key=found.scores.__getitem__)
    return Match(topic_id, score, _reason(topic, named, found))


def _find_best(
    alternatives: Iterable[_Needs], scores: Mapping[int, float]
) -> tuple[float, _Needs]:
    """The alternative that the paper speaks of most, as surely as of the least thing it needs.

    An empty one: of each of them the paper lacks something.
    """
    best = 0.0
    chosen: _Needs = ()
    for alternative in alternatives:
        weakest = 1.0
        for wanted in alternative:
            score = scores.get(wanted, 0.0)
            if score < weakest:
                weakest = score
                if not score:
                    break
        if weakest > best:
            best, chosen = weakest, alternative
    return best, chosen


def _find_excluded(topic: _Topic, found: Found) -> int | None:
    """The first thing to leave out that the paper speaks of, as it would match for itself."""
    for wanted in topic.excluded:
        if found.scores.get(wanted, 0.0) >= THRESHOLDS[Amount.NORMAL]:
            return wanted
    return None


def _reason(topic: _Topic, wanted: int, found: Found) -> Reason:
    where, text = found.strongest(wanted)
    return Reason(where, text, topic.labels[wanted])
