"""The topics of all chats against one paper.

What topics want is shared: it is looked for once, however many topics want it, and a topic is
looked at only when the rarest thing that it needs is in the paper. So the cost of a paper grows
with what it matches, not with the number of topics; and the number of chats never comes in.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from bot.matching.evidence import Match, Miss, PaperText, Reason
from bot.matching.expansion import Wanted, expand
from bot.matching.finder import Finder, Found
from bot.matching.lexicon import Lexicon
from bot.matching.query import Query
from bot.matching.scoring import THRESHOLDS, Where, combine

__all__ = ["THRESHOLDS", "Match", "Matcher", "Miss", "PaperText", "Reason", "Where"]


@dataclass(frozen=True, slots=True)
class _Need:
    """One thing a topic needs: its number in the finder, and how the person called it."""

    wanted: int
    label: str


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic as it is matched; `number` is its place in the order of coming."""

    number: int
    alternatives: tuple[tuple[_Need, ...], ...]
    excluded: tuple[_Need, ...]
    hangs_on: tuple[int, ...]


class Matcher:
    """Topics by id, and what they say of a paper. Not for use from several threads at a time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._finder = Finder(lexicon)
        self._topics: dict[Hashable, _Topic] = {}
        self._hanging: dict[int, dict[Hashable, None]] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, topic_id: Hashable) -> bool:
        return topic_id in self._topics

    def add(self, topic_id: Hashable, query: Query) -> None:
        """Look for this topic from now on; an id that is known gets the new query."""
        self.discard(topic_id)
        wanted = expand(query, self._lexicon)
        alternatives = tuple(self._needs(each) for each in wanted.alternatives)
        topic = _Topic(
            number=self._count,
            alternatives=alternatives,
            excluded=self._needs(wanted.excluded),
            hangs_on=tuple({self._rarest(each) for each in alternatives}),
        )
        self._count += 1
        self._topics[topic_id] = topic
        for number in topic.hangs_on:
            self._hanging.setdefault(number, {})[topic_id] = None

    def discard(self, topic_id: Hashable) -> None:
        """Look for this topic no longer; nothing happens if it is not known.

        The strings that only it wanted stay in the index, some hundred bytes each, as long as the
        matcher lives.
        """
        topic = self._topics.pop(topic_id, None)
        for number in topic.hangs_on if topic else ():
            del self._hanging[number][topic_id]

    def match(self, paper: PaperText, only: Collection[Hashable] | None = None) -> list[Match]:
        """What topics the paper speaks of, best first, each once, however weakly.

        Args:
            only: the ids to look at; all of them if None.
        """
        found = self._finder.search(paper)
        candidates = {
            topic_id for wanted in found.evidence for topic_id in self._hanging.get(wanted, ())
        }
        if only is not None:
            candidates.intersection_update(only)
        matches = [
            match
            for topic_id in sorted(candidates, key=lambda topic_id: self._topics[topic_id].number)
            if (match := self._judge(topic_id, found)) is not None
        ]
        return sorted(matches, key=lambda match: -match.score)

    def explain(self, topic_id: Hashable, paper: PaperText) -> Match | Miss:
        """Why the paper speaks of a topic, or why it does not.

        Raises:
            KeyError: there is no such topic.
        """
        topic = self._topics[topic_id]
        found = self._finder.search(paper)
        match = self._judge(topic_id, found)
        if match is not None:
            return match
        unwanted = _find_excluded(topic, found)
        if unwanted is not None:
            return Miss(topic_id, excluded=_reason(unwanted, found))
        lacking = (
            tuple(need.label for need in each if not found.strength(need.wanted))
            for each in topic.alternatives
        )
        return Miss(topic_id, missing=min(lacking, key=len))

    def _needs(self, wanted: tuple[Wanted, ...]) -> tuple[_Need, ...]:
        return tuple(_Need(self._finder.take(each), each.label) for each in wanted)

    def _rarest(self, alternative: tuple[_Need, ...]) -> int:
        """Of what is needed, that on which the fewest topics hang."""
        return min(
            (need.wanted for need in alternative),
            key=lambda wanted: len(self._hanging.get(wanted, ())),
        )

    def _judge(self, topic_id: Hashable, found: Found) -> Match | None:
        topic = self._topics[topic_id]
        best, strength = max(
            (
                (each, min(found.strength(need.wanted) for need in each))
                for each in topic.alternatives
            ),
            key=lambda judged: judged[1],
        )
        if not strength or _find_excluded(topic, found) is not None:
            return None
        named = max(best, key=lambda need: found.strength(need.wanted))
        return Match(topic_id, combine({"lexical": strength}), _reason(named, found))


def _find_excluded(topic: _Topic, found: Found) -> _Need | None:
    """The first thing to leave out that the paper speaks of, as it would match for itself."""
    for need in topic.excluded:
        strength = found.strength(need.wanted)
        if strength and combine({"lexical": strength}) >= THRESHOLDS["normal"]:
            return need
    return None


def _reason(need: _Need, found: Found) -> Reason:
    where, text = found.strongest(need.wanted)
    return Reason(where, text, need.label)
