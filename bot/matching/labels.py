"""What speaks for a topic without a text: categories, authors, and where digests published a paper."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Self, TypeVar

from bot.matching.evidence import PaperText
from bot.matching.expansion import BY_NAME, Wanted
from bot.matching.lexicon import Lexicon
from bot.matching.query import Author, Category
from bot.matching.scoring import AUTHOR, CATEGORY, LISTED_UNDER, Where
from bot.matching.taxonomy import archive_of
from bot.matching.text import normalise

K = TypeVar("K")
V = TypeVar("V")


#: What is wanted, what that counts, in what of the paper, and the label itself.
Label = tuple[int, float, Where, str]


class Labels:
    """What is wanted by categories and authors, by number."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._categories: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._authors: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)

    def copy(self) -> Self:
        """Others that know the same, and go their own way from here."""
        other = copy(self)
        other._categories = _copied(self._categories)
        other._authors = _copied(self._authors)
        return other

    def take(self, number: int, wanted: Wanted) -> None:
        """Know by what labels a paper is about this."""
        for category in wanted.topic.categories if wanted.topic else ():
            self._categories[category].append((number, CATEGORY))
        if isinstance(wanted.part, Category):
            self._categories[wanted.part.name].append((number, 1.0))
        if isinstance(wanted.part, Author):
            words = wanted.part.words
            self._authors[max(words, key=len)].append((number, words))

    def find(self, paper: PaperText, numbers: Mapping[str, int]) -> Iterator[Label]:
        """What the paper's labels say.

        Args:
            numbers: all that is wanted, by key.
        """
        yield from self._find_categories(paper)
        for name in paper.listed_under:
            for wanted in self._list_named(name, numbers):
                yield wanted, LISTED_UNDER, Where.LISTED_UNDER, name
        if self._authors:
            yield from self._find_authors(paper)

    def _find_categories(self, paper: PaperText) -> Iterator[Label]:
        for category in paper.categories:
            for name in {category: None, archive_of(category): None}:
                for wanted, value in self._categories.get(name, ()):
                    yield wanted, value, Where.CATEGORY, category

    def _find_authors(self, paper: PaperText) -> Iterator[Label]:
        for author in paper.authors:
            words = frozenset(normalise(author).split())
            for word in words:
                for wanted, asked in self._authors.get(word, ()):
                    if _is_named(asked, words):
                        yield wanted, AUTHOR, Where.AUTHOR, author

    def _list_named(self, name: str, numbers: Mapping[str, int]) -> Iterable[int]:
        """What a digest's own topic is the same as; 元宇宙/虚拟人 is either of the two."""
        for normal in dict.fromkeys(map(normalise, (name, *name.split("/")))):
            topic = self._lexicon.find_normal(normal)
            own = f"text:{normal}"
            keys = (own, f"{BY_NAME}{own}") if topic is None else (f"topic:{topic.key}",)
            yield from (numbers[key] for key in keys if key in numbers)


def _copied(lists: dict[K, list[V]]) -> defaultdict[K, list[V]]:
    return defaultdict(list, {key: list(values) for key, values in lists.items()})


def _is_named(asked: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether a person of these words is the one asked for; an initial may stand for a name."""
    return all(
        word in words or (len(word) == 1 and any(each.startswith(word) for each in words))
        for word in asked
    )
