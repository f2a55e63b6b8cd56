"""Everything that any topic wants, looked for in a paper at once."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Self

from bot.matching.acronyms import find_written_out, is_same
from bot.matching.apart import Apart
from bot.matching.curated import load_curated
from bot.matching.evidence import PaperText
from bot.matching.expansion import Wanted, needles
from bot.matching.found import Found
from bot.matching.labels import Labels
from bot.matching.lexicon import Lexicon
from bot.matching.likeness import Likeness
from bot.matching.meanings import Meanings
from bot.matching.postings import Posting
from bot.matching.scoring import POSITIONS, Where
from bot.matching.shelved import ShelvedPostings
from bot.matching.sightings import Sightings
from bot.matching.text import Searchable, normalise, pattern_of
from bot.matching.weighing import Evidence, tabulate

#: Where texts are in a paper.
_TEXTS = tuple((where, where.value) for where in POSITIONS)


class Finder:
    """What is wanted, by number, and the one index of all the strings that speak of it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._curated = len(lexicon.topics)
        self._index, postings, self._covers = load_curated(lexicon)
        self._postings = ShelvedPostings(postings)
        # The automaton is built, and postings stand on their shelves, before others share them.
        self._index.find("")
        self._postings.settle(len(self._index))
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._meanings = Meanings(lexicon)
        self.likeness = Likeness(lexicon.semantic)
        self._labels = Labels(lexicon)
        for topic in lexicon.topics.values():
            self._register(Wanted(f"topic:{topic.key}", topic.zh, None, topic))
        self._families: dict[int, frozenset[int]] = {}
        self._texts: dict[int, frozenset[str]] = {}

    def __len__(self) -> int:
        """How many things are wanted; their numbers begin at 0."""
        return self._count

    @staticmethod
    def of(lexicon: Lexicon) -> "Finder":
        """A finder of the lexicon's topics, of its own; the work for them is done only once."""
        return _finder_of(lexicon).copy()

    def copy(self) -> Self:
        """Another finder that knows the same, and goes its own way from here."""
        other = copy(self)
        other._index = self._index.copy()
        other._numbers = dict(self._numbers)
        other._meanings = self._meanings.copy()
        other.likeness = self.likeness.copy()
        other._postings = self._postings.copy()
        other._labels = self._labels.copy()
        return other

    def take(self, wanted: Wanted) -> int:
        """The number of what is wanted, from now on looked for in every paper."""
        known = self._numbers.get(wanted.key)
        if known is not None:
            return known
        number = self._register(wanted)
        for needle in needles(wanted, self._lexicon):
            pattern = self._index.number(pattern_of(needle.text))
            posting = Posting(number, needle.weight, needle.spellings, needle.is_name)
            self._postings.add(pattern, posting)
        return number

    def _register(self, wanted: Wanted) -> int:
        """The number of what is wanted, of which all is known now but the strings."""
        number = self._numbers[wanted.key] = self._count
        self._count += 1
        self._meanings.take(number, wanted)
        self.likeness.take(number, wanted)
        self._labels.take(number, wanted)
        return number

    def search(self, paper: PaperText, *, in_texts: bool = True) -> Found:
        """All that is wanted and is in the paper.

        Args:
            in_texts: False where only categories and authors are wanted, which is much faster.
        """
        return self.search_all([paper], in_texts=in_texts)[0]

    def search_all(self, papers: Sequence[PaperText], *, in_texts: bool = True) -> list[Found]:
        """The same for several papers: each step for all of them, because a step that was just done is
        done in half the time."""
        self._postings.settle(len(self._index))
        texts = [_read(paper) if in_texts else {} for paper in papers]
        sightings = [Sightings(self._index, each) for each in texts]
        apart = [list(self._look_apart(*each)) for each in zip(sightings, texts, strict=True)]
        for paper, evidence in zip(papers, apart, strict=True):
            evidence += self._read_labels(paper)
        tables = [
            tabulate(seen, self._postings.take(seen.patterns), evidence)
            for seen, evidence in zip(sightings, apart, strict=True)
        ]
        found = [
            Found(
                self._index,
                each,
                table,
                [label for _, (*_, label, _, _) in evidence],
                self._curated,
            )
            for each, table, evidence in zip(texts, tables, apart, strict=True)
        ]
        for each in found:
            each.weigh(self._meanings.measure(each.texts, each.wanted))
        if self._lexicon.semantic is not None:
            for paper, each in zip(papers, found, strict=True):
                each.move(self.likeness.judge(paper, each.scores))
        return found

    def _look_apart(
        self, sightings: Sightings, texts: Mapping[Where, Searchable]
    ) -> Iterator[tuple[int, Evidence]]:
        """The evidence of patterns that do not count everywhere, or in every spelling."""
        apart = Apart(self._index, sightings, texts, self._covers, self._is_other)
        for place in self._postings.find_particular(sightings.patterns):
            apart.look(place, self._postings.particular[int(sightings.patterns[place])])
        return apart.list_evidence()

    def _read_labels(self, paper: PaperText) -> Iterator[tuple[int, Evidence]]:
        """The evidence of categories, authors, and where digests published it."""
        patterns: dict[str, int] = {}
        for wanted, value, where, label in self._labels.find(paper, self._numbers):
            pattern = patterns.setdefault(label, -1 - len(patterns))
            yield wanted, (value, where, pattern, 0, label, True, 1.0)

    def _is_other(self, wanted: int, text: Searchable, start: int, short: str) -> bool:
        """Whether the text writes out an acronym of a topic, as something else."""
        if wanted >= self._curated:
            return False
        long = find_written_out(text.before(start), short)
        return long is not None and not is_same(long, self._known(wanted))

    def _known(self, number: int) -> frozenset[str]:
        """What speaks of a topic of the lexicon, and of all below it."""
        if number not in self._texts:
            topics = list(self._lexicon.topics.values())
            family = [topics[each] for each in self._family(number)]
            texts = (text for topic in family for text in (*topic.weights(), *topic.acronyms))
            self._texts[number] = frozenset(map(normalise, texts))
        return self._texts[number]

    def _family(self, number: int) -> frozenset[int]:
        """The numbers of a topic of the lexicon, and of all the topics below it."""
        if number not in self._families:
            topic = list(self._lexicon.topics.values())[number]
            below = (self._numbers[f"topic:{key}"] for key in self._lexicon.below(topic))
            self._families[number] = frozenset({number, *below})
        return self._families[number]


@lru_cache(maxsize=2)
def _finder_of(lexicon: Lexicon) -> Finder:
    return Finder(lexicon)


def _read(paper: PaperText) -> dict[Where, Searchable]:
    """The texts of a paper that are there."""
    given = ((where, getattr(paper, name)) for where, name in _TEXTS)
    return {where: Searchable(text) for where, text in given if text}
