"""The topics of all chats against one paper.

What topics want is shared: it is looked for once, however many topics want it, and a topic is
looked at only when the rarest thing that it needs is in the paper. So the cost of a paper grows
with what it matches, not with the number of topics; and the number of chats never comes in.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from bot.matching.evidence import Match, Miss, PaperText, Reason
from bot.matching.expansion import Wanted, expand
from bot.matching.hung import EXCLUDING, Alternative, Hung, Needs
from bot.matching.lexicon import Lexicon
from bot.matching.query import Query
from bot.matching.scoring import THRESHOLDS, Where

if TYPE_CHECKING:
    from bot.matching.found import Found
    from bot.matching.hooks import Candidate

__all__ = ["THRESHOLDS", "Match", "Matcher", "Miss", "PaperText", "Reason", "Where"]


#: A named tuple in half the time that its own constructor takes; a paper has hundreds.
_new = tuple.__new__
#: So many papers go through each step before the next: some megabytes, and more gain little.
_AT_A_TIME = 64


class Matcher:
    """Topics by id, and what they say of a paper. Not for use from several threads at a time.

    Args:
        is_hasty: somebody waits, so that a sentence encoder reads no paper that it has not read lately.
    """

    def __init__(self, lexicon: Lexicon, *, is_hasty: bool = False) -> None:
        # They need numpy, which is slow to import.
        from bot.matching.finder import Finder
        from bot.matching.hooks import Hooks

        self._lexicon = lexicon
        self._finder = Finder.of(lexicon)
        self._finder.likeness.may_read = not is_hasty
        self._topics: dict[Hashable, Hung] = {}
        self._hooks = Hooks()
        self._hooks.reserve(len(self._finder))
        #: By the topic's number, which is never given again: its id, and what was typed for the one
        #: thing that it needs; the topic itself if it is not plain.
        self._ids: list[Hashable] = []
        self._labels: list[str | Hung] = []
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
        self._labels.append(topic.labels[0] if topic.is_plain else topic)
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
        (matches,) = self.match_all([paper], only, least=least)
        return matches

    def match_all(
        self,
        papers: Sequence[PaperText],
        only: Collection[Hashable] | None = None,
        *,
        least: float = 0.0,
    ) -> Iterator[list[Match]]:
        """The same for many papers, which is faster than one by one.

        Topics may change while it is read; what the papers of one step speak of is found already.
        """
        for first in range(0, len(papers), _AT_A_TIME):
            some = papers[first : first + _AT_A_TIME]
            every_found = self._finder.search_all(some, in_texts=bool(self._in_texts))
            every_candidate = [self._hooks.find(found, least) for found in every_found]
            # One by one: thousands of matches at a time, for the garbage collector to look at and out of
            # the processor's cache, would take a quarter of all the time.
            for found, candidates in zip(every_found, every_candidate, strict=True):
                yield self._list_matches(found, candidates, only)

    def _list_matches(
        self, found: "Found", candidates: "Iterable[Candidate]", only: Collection[Hashable] | None
    ) -> list[Match]:
        ids, labels = self._ids, self._labels
        return [
            _new(
                Match,
                (
                    ids[number],
                    score,
                    wanted,
                    label if isinstance(label := labels[number], str) else label.label(wanted),
                    found,
                ),
            )
            for number, score, wanted in candidates
            if only is None or ids[number] in only
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
        unwanted = _find_excluded(topic.excluded, found)
        if unwanted is not None:
            return Miss(topic_id, excluded=_reason(topic, unwanted, found))
        needs = [(hook, *others) for hook, others, *_ in topic.alternatives]
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
        are_joint = sum(each.is_text for each in alternative) > 1
        return Alternative(hook, others, are_joint, before=needs.index(hook))


def _distance(needs: Needs, found: "Found") -> tuple[int, int]:
    """The more of them are there, the closer; then, the fewer are not. Nothing is as far as nothing."""
    there = sum(each in found.scores for each in needs)
    return -there, len(needs) if there else 0


def _find_excluded(excluded: Needs, found: "Found") -> int | None:
    """The first thing to leave out that the paper speaks of, as it would match for itself."""
    return next((each for each in excluded if found.scores.get(each, 0.0) >= EXCLUDING), None)


def _reason(topic: Hung, wanted: int, found: "Found") -> Reason:
    """The strongest evidence for one of the needs."""
    where, text, is_near = found.strongest(wanted)
    return Reason(where, text, topic.label(wanted), is_near)
