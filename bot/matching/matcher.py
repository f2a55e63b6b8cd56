"""The topics of all chats against one paper.

What topics want is shared: it is looked for once, however many topics want it, and a topic is
looked at only when the rarest thing that it needs is in the paper. So the cost of a paper grows
with what it matches, not with the number of topics; and the number of chats never comes in.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from bot.domain.topic import Amount
from bot.matching.evidence import Match, Miss, PaperText, Reason
from bot.matching.expansion import Wanted, expand
from bot.matching.finder import Finder
from bot.matching.found import Found
from bot.matching.lexicon import Lexicon
from bot.matching.query import Query
from bot.matching.scoring import THRESHOLDS, Where, join

__all__ = ["THRESHOLDS", "Match", "Matcher", "Miss", "PaperText", "Reason", "Where"]


#: Numbers in the finder of all that one alternative needs.
_Needs = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic as it is matched; `number` is its place in the order of coming."""

    id: Hashable
    number: int
    alternatives: tuple["_Alternative", ...]
    excluded: _Needs
    labels: tuple[tuple[int, str], ...]

    def label(self, wanted: int) -> str:
        """What the person typed for it."""
        labels = self.labels
        if len(labels) == 1:
            return labels[0][1]
        return next(label for number, label in labels if number == wanted)


class _Alternative(NamedTuple):
    """One way to match a topic.

    Attributes:
        hook: the one of its needs without which it is not looked at.
        others: the rest of them.
        are_joint: several of the needs are looked for in texts.
    """

    hook: int
    others: _Needs
    are_joint: bool


#: What hangs on a hook: the alternative's other needs, whether they are joint, and the topic. Flat,
#: because a paper goes through hundreds.
_Hung = tuple[_Needs, bool, _Topic]
#: A topic that may match: score, the topic's number, the topic, and the alternative's needs.
_Candidate = tuple[float, int, _Topic, int, _Needs]


class Matcher:
    """Topics by id, and what they say of a paper. Not for use from several threads at a time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._finder = Finder.of(lexicon)
        self._topics: dict[Hashable, _Topic] = {}
        self._hanging: dict[int, list[_Hung]] = {}
        #: Topics for which texts have to be read.
        self._in_texts: set[Hashable] = set()
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
        topic = _Topic(
            id=topic_id,
            number=self._count,
            alternatives=tuple(self._hook(each, labels) for each in expansion.alternatives),
            excluded=self._take(expansion.excluded, labels),
            labels=tuple(labels.items()),
        )
        self._count += 1
        self._topics[topic_id] = topic
        if any(each.is_text for each in chain(*expansion.alternatives, expansion.excluded)):
            self._in_texts.add(topic_id)
        for each in topic.alternatives:
            hung = each.others, each.are_joint, topic
            self._hanging.setdefault(each.hook, []).append(hung)

    def discard(self, topic_id: Hashable) -> None:
        """Look for this topic no longer; nothing happens if it is not known.

        The strings that only it wanted stay in the index, some hundred bytes each, as long as the
        matcher lives.
        """
        if topic_id in self._topics:
            topic = self._topics.pop(topic_id)
            self._in_texts.discard(topic_id)
            for each in topic.alternatives:
                hung = self._hanging[each.hook]
                hung[:] = [one for one in hung if one[2] is not topic]

    def match(self, paper: PaperText, only: Collection[Hashable] | None = None) -> list[Match]:
        """What topics the paper speaks of, best first, each once, however weakly.

        Args:
            only: the ids to look at; all of them if None.
        """
        found = self._finder.search(paper, in_texts=bool(self._in_texts))
        candidates = sorted(self._find_best(found.scores), key=_best_first)
        return [
            Match(topic.id, score, _reason(topic, hook, others, found))
            for score, _, topic, hook, others in candidates
            if (only is None or topic.id in only)
            and (not topic.excluded or _find_excluded(topic, found) is None)
        ]

    def explain(self, topic_id: Hashable, paper: PaperText) -> Match | Miss:
        """Why the paper speaks of a topic, or why it does not.

        Raises:
            KeyError: there is no such topic.
        """
        topic = self._topics[topic_id]
        match = self.match(paper, only=(topic_id,))
        if match:
            return match[0]
        found = self._finder.search(paper)
        unwanted = _find_excluded(topic, found)
        if unwanted is not None:
            return Miss(topic_id, excluded=_reason(topic, unwanted, (), found))
        lacking = (
            tuple(topic.label(each) for each in (hook, *others) if each not in found.scores)
            for hook, others, _ in topic.alternatives
        )
        return Miss(topic_id, missing=min(lacking, key=len))

    def _take(self, wanted: Iterable[Wanted], labels: dict[int, str]) -> _Needs:
        numbers = {self._finder.take(each): each.label for each in wanted}
        labels.update(numbers)
        return tuple(numbers)

    def _hook(self, alternative: tuple[Wanted, ...], labels: dict[int, str]) -> _Alternative:
        """It hangs on what few topics hang on, or else on what is longer to write.

        Long words are rarer than short ones, so that the topic is looked at for fewer papers.
        """
        needs = self._take(alternative, labels)
        hook = min(
            needs,
            key=lambda wanted: (
                len(self._hanging.get(wanted, ())).bit_length(),
                -len(labels[wanted]),
            ),
        )
        others = tuple(wanted for wanted in needs if wanted != hook)
        return _Alternative(hook, others, sum(each.is_text for each in alternative) > 1)

    def _find_best(self, scores: Mapping[int, float]) -> Iterable[_Candidate]:
        """Each topic that has all it needs, with its best alternative and the score of that.

        The inner loop of the matcher.
        """
        best: dict[int, _Candidate] = {}
        for hook in scores.keys() & self._hanging.keys():
            alone = scores[hook]
            for others, are_joint, topic in self._hanging[hook]:
                score = alone
                for wanted in others:
                    other = scores.get(wanted)
                    if other is None:
                        break
                    if other < score:
                        score = other
                else:
                    score = join(score) if are_joint else score
                    number = topic.number
                    if number not in best or best[number][0] < score:
                        best[number] = score, number, topic, hook, others
        return best.values()


def _find_excluded(topic: _Topic, found: Found) -> int | None:
    """The first thing to leave out that the paper speaks of, as it would match for itself."""
    for wanted in topic.excluded:
        if found.scores.get(wanted, 0.0) >= THRESHOLDS[Amount.NORMAL]:
            return wanted
    return None


def _reason(topic: _Topic, hook: int, others: _Needs, found: Found) -> Reason:
    """The strongest evidence for that of the needs which the paper speaks of most."""
    wanted = max(hook, *others, key=found.scores.__getitem__) if others else hook
    where, text = found.strongest(wanted)
    return Reason(where, text, topic.label(wanted), found.is_near(wanted))


def _best_first(candidate: _Candidate) -> tuple[float, int]:
    return -candidate[0], candidate[1]
