"""The topics of all chats against one paper.

What topics want is shared: it is looked for once, however many topics want it, and a topic is
looked at only when the rarest thing that it needs is in the paper. So the cost of a paper grows
with what it matches, not with the number of topics; and the number of chats never comes in.
"""

from collections.abc import Collection, Hashable, Iterable
from itertools import chain

from bot.domain.topic import Amount
from bot.matching.evidence import Match, Miss, PaperText, Reason
from bot.matching.expansion import Wanted, expand
from bot.matching.finder import Finder
from bot.matching.found import Found
from bot.matching.hooks import Alternative, Hooks, Hung, Needs
from bot.matching.lexicon import Lexicon
from bot.matching.query import Query
from bot.matching.scoring import THRESHOLDS, Where

__all__ = ["THRESHOLDS", "Match", "Matcher", "Miss", "PaperText", "Reason", "Where"]


#: A named tuple in half the time that its own constructor takes; a paper has hundreds.
_new = tuple.__new__
#: From this score on, what is to be left out is in a paper.
_EXCLUDING = THRESHOLDS[Amount.NORMAL]


class Matcher:
    """Topics by id, and what they say of a paper. Not for use from several threads at a time.

    Args:
        is_hasty: somebody waits, so that a sentence encoder reads no paper that it has not read lately.
    """

    def __init__(self, lexicon: Lexicon, *, is_hasty: bool = False) -> None:
        self._lexicon = lexicon
        self._finder = Finder.of(lexicon)
        self._finder.likeness.may_read = not is_hasty
        self._topics: dict[Hashable, Hung] = {}
        self._hooks = Hooks()
        self._hooks.reserve(len(self._finder))
        #: By the topic's number: its id, what was typed for the first thing that it needs, and what
        #: it excludes.
        self._ids: list[Hashable] = []
        self._labels: list[str] = []
        self._excluded: list[Needs] = []
        #: Topics for which texts have to be read.
        self._in_texts: set[Hashable] = set()

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, topic_id: Hashable) -> bool:
        return topic_id in self._topics

    def add(self, topic_id: Hashable, query: Query) -> None:
        """Look for this topic from now on; an id that is known gets the new query."""
        self.discard(topic_id)
        expansion = expand(query, self._lexicon)
        labels: dict[int, str] = {}
        alternatives = tuple(self._hook(each, labels) for each in expansion.alternatives)
        excluded = self._take(expansion.excluded, labels)
        topic = Hung(
            id=topic_id,
            number=len(self._ids),
            alternatives=alternatives,
            excluded=excluded,
            needs=tuple(labels),
            labels=tuple(labels.values()),
        )
        self._ids.append(topic_id)
        self._labels.append(topic.labels[0])
        self._excluded.append(excluded)
        self._topics[topic_id] = topic
        if any(each.is_text for each in chain(*expansion.alternatives, expansion.excluded)):
            self._in_texts.add(topic_id)
        self._hooks.reserve(len(self._finder))
        self._hooks.add(topic)

    def discard(self, topic_id: Hashable) -> None:
        """Look for this topic no longer; nothing happens if it is not known.

        The strings that only it wanted stay in the index, some hundred bytes each, as long as the
        matcher lives.
        """
        if topic_id in self._topics:
            topic = self._topics.pop(topic_id)
            self._in_texts.discard(topic_id)
            self._hooks.remove(topic)

    def match(
        self, paper: PaperText, only: Collection[Hashable] | None = None, *, least: float = 0.0
    ) -> list[Match]:
        """What topics the paper speaks of, best first, each once.

        Args:
            only: the ids to look at; all of them if None.
            least: what scores less is left out; nothing is, however weak, if 0.
        """
        found = self._finder.search(paper, in_texts=bool(self._in_texts))
        ids, labels, every_excluded = self._ids, self._labels, self._excluded
        there = found.scores.keys()
        matches = []
        for below, number, hook, others, topic in sorted(self._hooks.find(found.scores)):
            score = -below
            if score < least:
                break
            if only is not None and ids[number] not in only:
                continue
            excluded = every_excluded[number]
            if (
                excluded
                and not there.isdisjoint(excluded)
                and _find_excluded(excluded, found) is not None
            ):
                continue
            if topic is None:
                wanted, label = hook, labels[number]
            else:
                wanted = max(hook, *others, key=found.scores.__getitem__) if others else hook
                label = topic.label(wanted)
            matches.append(_new(Match, (ids[number], score, wanted, label, found)))
        return matches

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
        unwanted = _find_excluded(topic.excluded, found)
        if unwanted is not None:
            return Miss(topic_id, excluded=_reason(topic, unwanted, found))
        needs = [(hook, *others) for hook, others, _ in topic.alternatives]
        # Of several that are as far, the last: what a phrase was taken apart into, not the phrase.
        closest = min(reversed(needs), key=lambda each: _distance(each, found))
        lacking = tuple(topic.label(each) for each in closest if each not in found.scores)
        return Miss(topic_id, missing=lacking)

    def _take(self, wanted: Iterable[Wanted], labels: dict[int, str]) -> Needs:
        numbers = {self._finder.take(each): each.label for each in wanted}
        labels.update(numbers)
        return tuple(numbers)

    def _hook(self, alternative: tuple[Wanted, ...], labels: dict[int, str]) -> Alternative:
        """It hangs on what few topics hang on, or else on what is longer to write.

        Long words are rarer than short ones, so that the topic is looked at for fewer papers.
        """
        needs = self._take(alternative, labels)
        hook = min(
            needs,
            key=lambda wanted: (self._hooks.count(wanted).bit_length(), -len(labels[wanted])),
        )
        others = tuple(wanted for wanted in needs if wanted != hook)
        return Alternative(hook, others, sum(each.is_text for each in alternative) > 1)


def _distance(needs: Needs, found: Found) -> tuple[int, int]:
    """The more of them are there, the closer; then, the fewer are not. Nothing is as far as nothing."""
    there = sum(each in found.scores for each in needs)
    return -there, len(needs) if there else 0


def _find_excluded(excluded: Needs, found: Found) -> int | None:
    """The first thing to leave out that the paper speaks of, as it would match for itself."""
    for wanted in excluded:
        if wanted in found.scores and found.scores[wanted] >= _EXCLUDING:
            return wanted
    return None


def _reason(topic: Hung, wanted: int, found: Found) -> Reason:
    """The strongest evidence for one of the needs."""
    where, text, is_near = found.strongest(wanted)
    return Reason(where, text, topic.label(wanted), is_near)
