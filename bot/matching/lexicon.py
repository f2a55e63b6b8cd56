"""The curated lexicon: what topics are called in Chinese and English, and what else speaks of them.

The data is `topics.yaml`; the comment at its top says what each field means. A file that breaks one
of the rules there is refused as a whole, with the key of the topic at fault.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice
from typing import TYPE_CHECKING, Self

from bot.errors import ConfigError
from bot.matching.learned.learned import Learned
from bot.matching.lexicon_file import LexiconTopic, read_topics
from bot.matching.stored import load_topics
from bot.matching.taxonomy import ARCHIVES, archive_of
from bot.matching.text import FILLERS, normalise

if TYPE_CHECKING:
    from bot.matching.semantic import Semantic
    from bot.matching.thesaurus import Thesaurus

__all__ = ["Lexicon", "LexiconTopic"]


class Lexicon:
    """The topics by key, and by every name.

    Args:
        learned: what is known of other words, from parallel papers; read when it is first needed.
        semantic: what a sentence encoder says; None where there is none.

    Attributes:
        folder, signature: where its file lies, and as what it was read; None and empty without a file.

    Raises:
        ConfigError: a name belongs to two topics, or `broader` names no topic or goes in a circle.
    """

    def __init__(
        self,
        topics: Iterable[LexiconTopic],
        learned: Learned | None = None,
        semantic: "Semantic | None" = None,
    ) -> None:
        self.learned = learned or Learned(terms=False, space=False)
        self.semantic = semantic
        self.folder: Traversable | None = None
        self.signature = ""
        self.topics: Mapping[str, LexiconTopic] = {topic.key: topic for topic in topics}
        self._by_name = _index_names(self.topics.values())
        self._narrower: dict[str, list[str]] = defaultdict(list)
        for topic in self.topics.values():
            for key in topic.broader:
                if key not in self.topics:
                    raise ConfigError(
                        f"topics.yaml: {topic.key}: there is no broader topic “{key}”"
                    )
                self._narrower[key].append(topic.key)
        for topic in self.topics.values():
            if topic.key in self.below(topic):
                raise ConfigError(f"topics.yaml: {topic.key}: it is broader than itself")

    @classmethod
    def load(cls, learned: Learned | None = None, semantic: "Semantic | None" = None) -> Self:
        """The lexicon that ships with the program.

        Args:
            learned: what stands behind it; what ships with the program if None.
            semantic: see above.

        Raises:
            ConfigError: topics.yaml breaks one of its rules.
        """
        folder = resources.files(__package__)
        topics, signature = load_topics(folder)
        lexicon = cls(topics, learned or Learned(), semantic)
        lexicon.folder, lexicon.signature = folder, signature
        return lexicon

    @classmethod
    def read(cls, text: str) -> Self:
        """A lexicon from the YAML text of one.

        Raises:
            ConfigError: see `load`.
        """
        return cls(read_topics(text))

    def find(self, name: str) -> LexiconTopic | None:
        """The topic of that name, in any spelling that `normalise` makes equal."""
        return self._by_name.get(normalise(name))

    def find_normal(self, name: str) -> LexiconTopic | None:
        """Like `find`, for a name that is normalised already."""
        return self._by_name.get(name)

    def list_names(self) -> Iterable[tuple[str, LexiconTopic]]:
        """Every name, normalised, with its topic."""
        return self._by_name.items()

    def search(self, prefix: str, limit: int = 10) -> list[LexiconTopic]:
        """Topics with a name that begins with `prefix`, then those with it inside a name."""
        wanted = normalise(prefix)
        if not wanted:
            return []
        found: dict[str, LexiconTopic] = {}
        exact = self._by_name.get(wanted)
        if exact is not None:
            found[exact.key] = exact
        for fits in (str.startswith, str.__contains__):
            for name, topic in self._by_name.items():
                if fits(name, wanted):
                    found.setdefault(topic.key, topic)
        return list(found.values())[:limit]

    def list_overview(self, each: int) -> list[LexiconTopic]:
        """The first topics of each of arXiv's archives, `each` of an archive at most."""
        found: dict[str, LexiconTopic] = {}
        for archive in ARCHIVES:
            fitting = (
                topic
                for topic in self.topics.values()
                if archive in map(archive_of, topic.categories)
            )
            found.update((topic.key, topic) for topic in islice(fitting, each))
        return list(found.values())

    def narrower(self, topic: LexiconTopic) -> list[LexiconTopic]:
        """The topics directly below it."""
        return [self.topics[key] for key in self._narrower.get(topic.key, ())]

    def find_categories(self, topic: LexiconTopic) -> tuple[str, ...]:
        """arXiv's categories of the topic, or else of the nearest broader one that has any."""
        waiting = [topic]
        for each in waiting:
            if each.categories:
                return each.categories
            waiting.extend(self.topics[key] for key in each.broader)
        return ()

    def below(self, topic: LexiconTopic) -> frozenset[str]:
        """Keys of all topics below it, at any depth."""
        found: set[str] = set()
        waiting = list(self._narrower.get(topic.key, ()))
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self._narrower.get(key, ()))
        return frozenset(found)

    def related(self, topic: LexiconTopic) -> list[LexiconTopic]:
        """Other topics that share terms with it, those that share most first."""
        own = self._vocabulary[topic.key]
        shared = {key: len(own & words) for key, words in self._vocabulary.items()}
        near = [key for key, count in shared.items() if count > 1 and key != topic.key]
        return [self.topics[key] for key in sorted(near, key=lambda key: -shared[key])]

    def find_within(self, phrases: Sequence[str]) -> tuple[LexiconTopic, list[int]] | None:
        """The longest name that some of the phrases make up, in any order, and their places.

        Small words do not count: chain thought is chain of thought.

        Args:
            phrases: words, or several words that belong together; normalised.
        """
        words = [_content_words(phrase) for phrase in phrases]
        given = frozenset().union(*words)
        best: tuple[str, list[int]] | None = None
        for name in (name for word in given for name in self._names_by_word.get(word, ())):
            wanted = _content_words(name)
            places = [i for i, each in enumerate(words) if each and each <= wanted]
            if wanted == frozenset().union(*(words[i] for i in places)):
                best = min(best or (name, places), (name, places), key=_longest_first)
        return None if best is None else (self._by_name[best[0]], best[1])

    @cached_property
    def thesaurus(self) -> "Thesaurus | None":
        """Known names for unknown words; None without a sentence encoder."""
        if self.semantic is None:
            return None
        # numpy is slow to import.
        from bot.matching.thesaurus import Thesaurus

        return Thesaurus(self.semantic, self.topics.values(), self.learned.terms)

    @cached_property
    def _vocabulary(self) -> dict[str, frozenset[str]]:
        """Key -> all its names and terms, normalised."""
        return {key: frozenset(topic.weights()) for key, topic in self.topics.items()}

    @cached_property
    def _names_by_word(self) -> dict[str, list[str]]:
        """Every name of several words, under the one of them that the fewest names have."""
        spaced = (name for name in self._by_name if " " in name)
        several = {name: words for name in spaced if len(words := _content_words(name)) > 1}
        counts = Counter(word for words in several.values() for word in words)
        found: dict[str, list[str]] = defaultdict(list)
        for name, words in several.items():
            found[min(words, key=counts.__getitem__)].append(name)
        return dict(found)


def _content_words(name: str) -> frozenset[str]:
    """The words of a normalised name that say something."""
    return frozenset(name.split()) - FILLERS


def _longest_first(found: tuple[str, list[int]]) -> tuple[int, int, str]:
    return -len(_content_words(found[0])), -len(found[0]), found[0]


def _index_names(topics: Iterable[LexiconTopic]) -> dict[str, LexiconTopic]:
    found: dict[str, LexiconTopic] = {}
    for topic in topics:
        for name, normal in zip(topic.every_name(), topic.every_normal_name(), strict=True):
            owner = found.setdefault(normal, topic)
            if owner is not topic:
                raise ConfigError(
                    f"topics.yaml: {topic.key}: “{name}” is a name of {owner.key} already"
                )
    return found
