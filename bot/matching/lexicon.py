"""The curated lexicon: what topics are called in Chinese and English, and what else speaks of them.

The data is `topics.yaml`; the comment at its top says what each field means. A file that breaks one
of the rules there is refused as a whole, with the key of the topic at fault.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, Self

import yaml

from bot.errors import ConfigError
from bot.matching.taxonomy import find_category
from bot.matching.text import has_cjk, normalise

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEAST_WEIGHT, _FULL_WEIGHT = 0.25, 1.0
#: Longest Chinese name that `segment` looks for, in characters.
_LONGEST = 16
#: What joins topics in a Chinese phrase and says nothing itself: 基于深度学习的点云方法.
_LINKS = ("基于", "面向", "用于", "关于", "中的", "的", "和", "与", "及", "在", "中", "上", "下", "方法",
          "技术", "研究", "应用", "算法", "模型", "问题", "系统", "任务", "领域", "相关", "论文")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconTopic:
    """One topic that the lexicon knows.

    Attributes:
        key: stable, never shown.
        zh, en: the main names.
        names: what else people call it.
        terms: what else in a paper speaks of it, with a weight of 0.25 to 1.
        acronyms: matched as whole words, exactly as written (a plural s is allowed).
        categories: arXiv categories in which every paper is about it.
        contexts: longer expressions in which a term does not count (`not` in the file).
        broader: keys of the topics that it is part of.
    """

    key: str
    zh: str
    en: str
    names: tuple[str, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    acronyms: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()

    def every_name(self) -> tuple[str, ...]:
        """All that a person may type for it, the main names first."""
        return (self.zh, self.en, *self.names, *self.acronyms)

    def weights(self) -> dict[str, float]:
        """Normalised name or term -> weight; without the acronyms, which are matched as written."""
        found = {normalise(term): weight for term, weight in self.terms}
        found.update((normalise(name), _FULL_WEIGHT) for name in (self.zh, self.en, *self.names))
        return found


class Lexicon:
    """The topics by key, and by every name.

    Raises:
        ConfigError: a name belongs to two topics, or `broader` names no topic or goes in a circle.
    """

    def __init__(self, topics: Iterable[LexiconTopic]) -> None:
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
    def load(cls) -> Self:
        """The lexicon that ships with the program.

        Raises:
            ConfigError: topics.yaml breaks one of its rules.
        """
        return cls.read(resources.files(__package__).joinpath("topics.yaml").read_text("utf-8"))

    @classmethod
    def read(cls, text: str) -> Self:
        """A lexicon from the YAML text of one.

        Raises:
            ConfigError: see `load`.
        """
        return cls(_read_topic(key, fields) for key, fields in _read_yaml(text))

    def find(self, name: str) -> LexiconTopic | None:
        """The topic of that name, in any spelling that `normalise` makes equal."""
        return self._by_name.get(normalise(name))

    def find_normal(self, name: str) -> LexiconTopic | None:
        """Like `find`, for a name that is normalised already."""
        return self._by_name.get(name)

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

    def narrower(self, topic: LexiconTopic) -> list[LexiconTopic]:
        """The topics directly below it."""
        return [self.topics[key] for key in self._narrower.get(topic.key, ())]

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
        """The topics that share a broader one with it, and the broader ones themselves."""
        above = [self.topics[key] for key in topic.broader]
        beside = [other for each in above for other in self.narrower(each) if other != topic]
        return list(dict.fromkeys([*above, *beside]))

    def find_within(self, words: Sequence[str]) -> tuple[LexiconTopic, tuple[str, ...]] | None:
        """The longest name all of whose words are among `words`, in any order, with those words.

        Args:
            words: single words, normalised.
        """
        given = frozenset(words)
        names = {name for word in given for name in self._names_with.get(word, ())}
        inside = [name for name in names if given.issuperset(name.split())]
        if not inside:
            return None
        best = min(inside, key=lambda name: (-name.count(" "), -len(name), name))
        return self._by_name[best], tuple(best.split())

    def segment(self, phrase: str) -> list[tuple[LexiconTopic, str]]:
        """The topics that a Chinese phrase is put together from, with the name of each.

        基于深度学习的目标检测 is 深度学习 and 目标检测. Empty unless all of the phrase is names and
        words that only link them.

        Args:
            phrase: normalised.
        """
        found: list[tuple[LexiconTopic, str]] = []
        place = 0
        while place < len(phrase):
            name = self._name_at(phrase, place)
            link = next((link for link in _LINKS if phrase.startswith(link, place)), None)
            if name is not None:
                found.append((self._by_name[name], name))
            elif link is None and phrase[place] != " ":
                return []
            place += len(name or link or " ")
        return found

    def _name_at(self, phrase: str, place: int) -> str | None:
        for length in range(min(_LONGEST, len(phrase) - place), 1, -1):
            name = phrase[place : place + length]
            if name in self._by_name and has_cjk(name):
                return name
        return None

    @cached_property
    def _names_with(self) -> dict[str, list[str]]:
        """Word -> the names of two words and more that have it."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self._by_name:
            words = name.split()
            for word in words if len(words) > 1 else ():
                found[word].append(name)
        return dict(found)


def _index_names(topics: Iterable[LexiconTopic]) -> dict[str, LexiconTopic]:
    found: dict[str, LexiconTopic] = {}
    for topic in topics:
        for name in topic.every_name():
            owner = found.setdefault(normalise(name), topic)
            if owner is not topic:
                raise ConfigError(
                    f"topics.yaml: {topic.key}: “{name}” is a name of {owner.key} already"
                )
    return found


def _read_yaml(text: str) -> Iterator[tuple[str, Any]]:
    """Keys and their fields; unlike YAML itself, this refuses a key that comes twice."""
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise ConfigError("topics.yaml: the file has to be a mapping from keys to topics")
        seen: set[str] = set()
        for key_node, node in root.value:
            key = str(key_node.value)
            if key in seen:
                raise ConfigError(f"topics.yaml: {key}: the key is there twice")
            seen.add(key)
            yield key, loader.construct_document(node)
    except yaml.YAMLError as error:
        raise ConfigError(f"topics.yaml: {' '.join(str(error).split())}") from error
    finally:
        loader.dispose()


def _read_topic(key: str, fields: Any) -> LexiconTopic:
    try:
        return _build_topic(key, fields)
    except ValueError as error:
        raise ConfigError(f"topics.yaml: {key}: {error}") from error


def _build_topic(key: str, fields: Any) -> LexiconTopic:
    if not _KEY.fullmatch(key):
        raise ValueError("a key is lower-case letters, digits and single hyphens")
    if not isinstance(fields, dict):
        raise ValueError("a topic is a mapping")
    unknown = fields.keys() - {
        "zh", "en", "names", "terms", "acronyms", "categories", "not", "broader",
    }  # fmt: skip
    if unknown:
        raise ValueError(f"unknown field “{sorted(map(str, unknown))[0]}”")
    zh, en = _read_text(fields.get("zh")), _read_text(fields.get("en"))
    if not has_cjk(zh) or has_cjk(en):
        raise ValueError("zh has to be Chinese, and en must not be")
    return LexiconTopic(
        key=key,
        zh=zh,
        en=en,
        names=_read_texts(fields, "names"),
        terms=tuple(_read_weighted(term) for term in _read_list(fields, "terms")),
        acronyms=tuple(_read_acronym(text) for text in _read_texts(fields, "acronyms")),
        categories=tuple(_read_category(text) for text in _read_texts(fields, "categories")),
        contexts=_read_texts(fields, "not"),
        broader=_read_texts(fields, "broader"),
    )


def _read_list(fields: Mapping[str, Any], name: str) -> list[Any]:
    value = fields.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name} has to be a list")
    return value


def _read_texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_read_text(value) for value in _read_list(fields, name))


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or not normalise(value):
        raise ValueError(f"“{value}” is not a name; put quotation marks round it if it is one")
    return value


def _read_weighted(value: Any) -> tuple[str, float]:
    if not isinstance(value, dict):
        return _read_text(value), _FULL_WEIGHT
    if len(value) != 1:
        raise ValueError(f"“{value}” has to be one term with its weight")
    (term, weight), *_ = value.items()
    if not isinstance(weight, int | float) or not _LEAST_WEIGHT <= weight <= _FULL_WEIGHT:
        raise ValueError(f"the weight of “{term}” has to be {_LEAST_WEIGHT} to {_FULL_WEIGHT:g}")
    return _read_text(term), float(weight)


def _read_acronym(text: str) -> str:
    if text == text.lower():
        raise ValueError(f"the acronym “{text}” needs a capital letter; else it is a name")
    return text


def _read_category(text: str) -> str:
    found = find_category(text)
    if found is None:
        raise ValueError(f"arXiv has no category “{text}”")
    return found
