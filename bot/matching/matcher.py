"""The topics of all chats against one paper.

What topics want is shared: it is looked for once, however many topics want it, and a topic is
looked at only when the rarest thing that it needs is in the paper. So the cost of a paper grows
with what it matches, not with the number of topics; and the number of chats never comes in.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.topic import Amount
from bot.matching.evidence import Match, Miss, PaperText, Reason
from bot.matching.expansion import Wanted, expand
from bot.matching.finder import Finder, Found
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
        return dict(self.labels)[wanted] if len(self.labels) > 1 else self.labels[0][1]


class _Alternative(NamedTuple):
    """One way to match a topic.

    Attributes:
        hook: the one of its needs without which it is not looked at.
        are_joint: several of the needs are looked for in texts.
    """

    hook: int
    needs: _Needs
    are_joint: bool


class Matcher:
    """Topics by id, and what they say of a paper. Not for use from several threads at a time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._finder = Finder.of(lexicon)
        self._topics: dict[Hashable, _Topic] = {}
        self._hanging: dict[int, dict[tuple[int, _Needs], tuple[_Alternative, _Topic]]] = {}
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
        for each in topic.alternatives:
            self._hanging.setdefault(each.hook, {})[topic.number, each.needs] = each, topic

    def discard(self, topic_id: Hashable) -> None:
        """Look for this topic no longer; nothing happens if it is not known.

        The strings that only it wanted stay in the index, some hundred bytes each, as long as the
        matcher lives.
        """
        if topic_id in self._topics:
            topic = self._topics.pop(topic_id)
            for each in topic.alternatives:
                del self._hanging[each.hook][topic.number, each.needs]

    def match(self, paper: PaperText, only: Collection[Hashable] | None = None) -> list[Match]:
        """What topics the paper speaks of, best first, each once, however weakly.

        Args:
            only: the ids to look at; all of them if None.
        """
        found = self._finder.search(paper)
        matches = [
            (-score, topic.number, Match(topic.id, score, _reason(topic, needs, found)))
            for score, needs, topic in self._find_best(found.scores)
            if (only is None or topic.id in only)
            and (not topic.excluded or _find_excluded(topic, found) is None)
        ]
        return [match for _, _, match in sorted(matches)]

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
            return Miss(topic_id, excluded=_reason(topic, (unwanted,), found))
        lacking = (
            tuple(topic.label(wanted) for wanted in needs if wanted not in found.scores)
            for _, needs, _ in topic.alternatives
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
        return _Alternative(hook, needs, sum(each.is_text for each in alternative) > 1)

    def _find_best(self, scores: Mapping[int, float]) -> Iterable[tuple[float, _Needs, _Topic]]:
        """Each topic that has all it needs, with its best alternative and the score of that.

        The inner loop of the matcher.
        """
        best: dict[int, tuple[float, _Needs, _Topic]] = {}
        for hook in scores.keys() & self._hanging.keys():
            for (_, needs, are_joint), topic in self._hanging[hook].values():
                score = 1.0
                for wanted in needs:
                    score = min(score, scores.get(wanted, 0.0))
                if score:
                    score = join(score) if are_joint else score
                    if topic.number not in best or best[topic.number][0] < score:
                        best[topic.number] = score, needs, topic
        return best.values()


def _find_excluded(topic: _Topic, found: Found) -> int | None:
    """The first thing to leave out that the paper speaks of, as it would match for itself."""
    for wanted in topic.excluded:
        if found.scores.get(wanted, 0.0) >= THRESHOLDS[Amount.NORMAL]:
            return wanted
    return None


def _reason(topic: _Topic, needs: _Needs, found: Found) -> Reason:
    """The strongest evidence for that of the needs which the paper speaks of most."""
    wanted = needs[0] if len(needs) == 1 else max(needs, key=found.scores.__getitem__)
    where, text = found.strongest(wanted)
    return Reason(where, text, topic.label(wanted))
