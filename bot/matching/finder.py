"""Everything that any topic wants, looked for in a paper at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from functools import lru_cache
from itertools import chain
from typing import Self, TypeVar

from bot.matching.acronyms import find_written_out, is_same
from bot.matching.curated import load_curated
from bot.matching.evidence import PaperText
from bot.matching.expansion import BY_NAME, Wanted, needles
from bot.matching.found import Evidence, Found
from bot.matching.lexicon import Lexicon
from bot.matching.likeness import Likeness
from bot.matching.meanings import Meanings
from bot.matching.postings import SEVERAL, Posting
from bot.matching.query import Author, Category
from bot.matching.scoring import (
    AUTHOR,
    CATEGORY,
    LISTED_UNDER,
    POSITIONS,
    Where,
)
from bot.matching.taxonomy import archive_of
from bot.matching.text import Searchable, normalise, pattern_of

K = TypeVar("K")
V = TypeVar("V")


class Finder:
    """What is wanted, by number, and the one index of all the strings that speak of it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._index, self._postings, self._covers = load_curated(lexicon)
        # The automaton is built before others share it.
        self._index.find("")
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._meanings = Meanings(lexicon)
        self.likeness = Likeness(lexicon.semantic)
        self._categories: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._authors: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
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
        other._categories = _copied(self._categories)
        other._authors = _copied(self._authors)
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
        for category in wanted.topic.categories if wanted.topic else ():
            self._categories[category].append((number, CATEGORY))
        if isinstance(wanted.part, Category):
            self._categories[wanted.part.name].append((number, 1.0))
        if isinstance(wanted.part, Author):
            words = wanted.part.words
            self._authors[max(words, key=len)].append((number, words))
        return number

    def search(self, paper: PaperText, *, in_texts: bool = True) -> Found:
        """All that is wanted and is in the paper.

        Args:
            in_texts: False where only categories and authors are wanted, which is much faster.
        """
        found = Found(self._index, len(self._lexicon.topics))
        for where in POSITIONS if in_texts else ():
            text: str = getattr(paper, where.value)
            if text:
                self._search_text(where, text, found)
        found.leave_out_acronyms()
        for wanted, each in chain(self._search_labels(paper), self._search_authors(paper)):
            found.evidence[wanted].append(each)
        found.weigh(self._meanings.measure(found.texts, found.evidence))
        found.scores.update(self.likeness.judge(paper, found.scores))
        return found

    def _search_text(self, where: Where, text: str, found: Found) -> None:
        """The inner loop: once for every pattern that is in the text."""
        searchable = found.texts[where] = Searchable(text)
        once, twice = POSITIONS[where]
        evidence = found.evidence
        soles, weights, names = self._postings.columns
        several, particular = self._postings.several, self._postings.particular
        places = self._index.find(searchable.text)
        for pattern, starts in places.items():
            wanted, count = soles[pattern], len(starts)
            position = once if count == 1 else twice
            if wanted >= 0:
                weight, is_name = weights[pattern], names[pattern] == 1
                each = weight * position, where, pattern, starts[0], "", is_name, weight * count
                if wanted in evidence:
                    evidence[wanted].append(each)
                else:
                    evidence[wanted] = [each]
            elif wanted == SEVERAL and pattern in particular:
                self._add_particular(where, pattern, places, found)
            elif wanted == SEVERAL:
                start = starts[0]
                for wanted, weight, _, is_name in several[pattern]:
                    evidence[wanted].append(
                        (weight * position, where, pattern, start, "", is_name, weight * count)
                    )

    def _add_particular(
        self, where: Where, pattern: int, places: dict[int, list[int]], found: Found
    ) -> None:
        """The evidence of a pattern that does not count everywhere, or in every spelling."""
        searchable, starts = found.texts[where], places[pattern]
        once, twice = POSITIONS[where]
        covers = self._covers.get(pattern)
        for wanted, weight, spellings, is_name in self._postings.several[pattern]:
            left, label = starts, ""
            if covers is not None and wanted in covers:
                left = self._uncovered(pattern, starts, covers[wanted], places)
            if spellings:
                left, label = self._spelled(searchable, pattern, left, spellings)
                if left and self._is_other(wanted, searchable, left[0], label):
                    found.otherwise.add(wanted)
            if left:
                value = weight * (once if len(left) == 1 else twice)
                often = weight * len(left)
                found.evidence[wanted].append(
                    (value, where, pattern, left[0], label, is_name, often)
                )

    def _spelled(
        self, text: Searchable, pattern: int, starts: list[int], spellings: frozenset[str]
    ) -> tuple[list[int], str]:
        """The places where it is spelled as it has to be, and the first of those spellings."""
        if not text.has_any(spellings):
            return [], ""
        length = len(self._index.pattern(pattern))
        found = {start: text.original(start, start + length) for start in starts}
        left = [start for start in starts if found[start] in spellings]
        return left, found[left[0]] if left else ""

    def _is_other(self, wanted: int, text: Searchable, start: int, short: str) -> bool:
        """Whether the text writes out an acronym of a topic, as something else."""
        if wanted >= len(self._lexicon.topics):
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

    def _uncovered(
        self, pattern: int, starts: list[int], cover: frozenset[int], places: dict[int, list[int]]
    ) -> list[int]:
        """The places of a pattern that are not inside one of the longer ones."""
        length = len(self._index.pattern(pattern))
        spans = [
            (begin, begin + len(self._index.pattern(longer)))
            for longer in cover & places.keys()
            for begin in places[longer]
        ]
        return [
            start
            for start in starts
            if not any(begin <= start and start + length <= end for begin, end in spans)
        ]

    def _search_labels(self, paper: PaperText) -> Iterator[tuple[int, Evidence]]:
        for category in paper.categories:
            for name in {category: None, archive_of(category): None}:
                for wanted, value in self._categories.get(name, ()):
                    yield wanted, (value, Where.CATEGORY, -1, 0, category, True, 1.0)
        for name in paper.listed_under:
            for wanted in self._listed(name):
                yield wanted, (LISTED_UNDER, Where.LISTED_UNDER, -1, 0, name, True, 1.0)

    def _search_authors(self, paper: PaperText) -> Iterator[tuple[int, Evidence]]:
        for author in paper.authors if self._authors else ():
            words = frozenset(normalise(author).split())
            for word in words:
                for wanted, asked in self._authors.get(word, ()):
                    if _is_named(asked, words):
                        yield wanted, (AUTHOR, Where.AUTHOR, -1, 0, author, True, 1.0)

    def _listed(self, name: str) -> Iterable[int]:
        """What a digest's own topic is the same as; 元宇宙/虚拟人 is either of the two."""
        for normal in dict.fromkeys(map(normalise, (name, *name.split("/")))):
            topic = self._lexicon.find_normal(normal)
            own = f"text:{normal}"
            keys = (own, f"{BY_NAME}{own}") if topic is None else (f"topic:{topic.key}",)
            yield from (self._numbers[key] for key in keys if key in self._numbers)

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


def _copied(lists: dict[K, list[V]]) -> defaultdict[K, list[V]]:
    return defaultdict(list, {key: list(values) for key, values in lists.items()})


def _is_named(asked: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether a person of these words is the one asked for; an initial may stand for a name."""
    return all(
        word in words or (len(word) == 1 and any(each.startswith(word) for each in words))
        for word in asked
    )
