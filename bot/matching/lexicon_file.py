"""topics.yaml as it is read: each topic a frozen object, and every rule of the file checked.

The comment at the top of the file says what each field means.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import yaml

from bot.errors import ConfigError
from bot.matching.taxonomy import find_category
from bot.matching.text import has_cjk, normalise

#: The C loader is ten times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: So many topics are parsed at a time, each from the line of its key.
_MANY, _TOPIC = 32, re.compile(r"^[a-z0-9-]+:", re.M)
_TEXT, _LIST, _MAPPING = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELDS = frozenset({"zh", "en", "names", "terms", "acronyms", "categories", "not", "broader"})
#: A longer term in capitals is a word.
_LONGEST_CAPITALS = 6
#: What a name of the topic counts.
FULL_WEIGHT = 1.0
#: What a term may count; the top of the file says what each weight means.
WEIGHTS = (FULL_WEIGHT, 0.8, 0.6, 0.35)
_WEIGHT = itemgetter(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconTopic:
    """One topic that the lexicon knows.

    Attributes:
        key: stable, never shown.
        zh, en: the main names.
        names: what else people call it.
        terms: what else in a paper speaks of it, with its weight; a name or an acronym that papers
            use for other things too is here again, with what it counts.
        acronyms: matched as whole words, exactly as written (a plural s is allowed).
        categories: arXiv categories in which every paper is about it.
        contexts: longer expressions in which a term does not count (`not` in the file), normalised.
        broader: keys of the topics that it is part of.
        normals: what people may type for it (`every_name`) and then its terms, each as `normalise`
            has it: the work of a second for all topics, so that it is not done again.
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
    normals: tuple[str, ...]

    def every_name(self) -> tuple[str, ...]:
        """All that a person may type for it, the main names first."""
        return (self.zh, self.en, *self.names, *self.acronyms)

    def every_normal_name(self) -> tuple[str, ...]:
        """The same, normalised."""
        return self.normals[: len(self.normals) - len(self.terms)]

    def weights(self) -> dict[str, float]:
        """Normalised name or term -> weight; without those that are matched as written."""
        found = dict.fromkeys(self.normals[: 2 + len(self.names)], FULL_WEIGHT)
        found.update(self._weigh_terms())
        for written, (normal, weight) in self._weigh_acronyms().items():
            if weight < FULL_WEIGHT or written not in self.acronyms:
                found.pop(normal, None)
        return found

    def weigh_acronyms(self) -> dict[str, float]:
        """Acronym, or term in capitals, as written -> weight."""
        return {written: weight for written, (_, weight) in self._weigh_acronyms().items()}

    def _weigh_terms(self) -> Iterator[tuple[str, float]]:
        """The terms, normalised, with their weights."""
        normals = self.normals[len(self.normals) - len(self.terms) :]
        return zip(normals, map(_WEIGHT, self.terms), strict=True)

    def _weigh_acronyms(self) -> dict[str, tuple[str, float]]:
        """Acronym, or term in capitals, as written -> normalised, weight."""
        weights = dict(self._weigh_terms()) if self.acronyms else {}
        normals = self.every_normal_name()[2 + len(self.names) :]
        acronyms = {
            written: (normal, weights.get(normal, FULL_WEIGHT))
            for written, normal in zip(self.acronyms, normals, strict=True)
        }
        capitals = {
            written: weighed
            for (written, _), weighed in zip(self.terms, self._weigh_terms(), strict=True)
            if _is_capitals(written)
        }
        return acronyms | capitals


def read_topics(text: str) -> Iterator[LexiconTopic]:
    """The topics in the YAML text of a lexicon, in order.

    Raises:
        ConfigError: it breaks a rule; the message names the topic and what is wrong.
    """
    for key, fields in _read_yaml(text):
        yield _read_topic(key, fields)


def _read_yaml(text: str) -> Iterator[tuple[str, Any]]:
    """Keys and their fields; unlike YAML itself, this refuses a key that comes twice.

    A part at a time, because what is parsed takes thirty times the memory of what is kept of it, and
    what is kept would lie all over that. So an alias reaches no further than its part.
    """
    seen: set[str] = set()
    for part in _split(text):
        for key, fields in _read_part(part):
            if key in seen:
                raise ConfigError(f"topics.yaml: {key}: the key is there twice")
            seen.add(key)
            yield key, fields


def _split(text: str) -> Iterator[str]:
    """The text in parts that each begin with a topic, each on the lines that it has in the file."""
    first = 0
    for number, match in enumerate(_TOPIC.finditer(text)):
        if number and not number % _MANY:
            yield _place(text, first, match.start())
            first = match.start()
    yield _place(text, first, len(text))


def _place(text: str, first: int, last: int) -> str:
    return "\n" * text.count("\n", 0, first) + text[first:last]


def _read_part(text: str) -> Iterator[tuple[str, Any]]:
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise ConfigError("topics.yaml: the file has to be a mapping from keys to topics")
        for key_node, node in root.value:
            yield str(key_node.value), _construct(node, loader)
    except yaml.YAMLError as error:
        raise ConfigError(f"topics.yaml: {' '.join(str(error).split())}") from error
    finally:
        loader.dispose()


def _construct(node: Any, loader: Any) -> Any:
    """What a node says: as PyYAML has it, in half the time for lists, mappings and texts."""
    if node.tag == _TEXT:
        return node.value
    if node.tag == _LIST:
        return [_construct(each, loader) for each in node.value]
    if node.tag == _MAPPING and all(key.tag == _TEXT for key, _ in node.value):
        return {key.value: _construct(value, loader) for key, value in node.value}
    return loader.construct_document(node)


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
    unknown = fields.keys() - _FIELDS
    if unknown:
        raise ValueError(f"unknown field “{sorted(map(str, unknown))[0]}”")
    zh, en = _read_text(fields.get("zh")), _read_text(fields.get("en"))
    if has_cjk(en):
        raise ValueError("en must not be Chinese")
    names = _read_texts(fields, "names")
    terms = tuple(_read_weighted(term) for term in _read_list(fields, "terms"))
    acronyms = tuple(_read_acronym(text) for text in _read_texts(fields, "acronyms"))
    written = (zh, en, *names, *acronyms, *(term for term, _ in terms))
    return LexiconTopic(
        key=key,
        zh=zh,
        en=en,
        names=names,
        terms=terms,
        acronyms=acronyms,
        categories=tuple(_read_category(text) for text in _read_texts(fields, "categories")),
        contexts=tuple(map(normalise, _read_texts(fields, "not"))),
        broader=_read_texts(fields, "broader"),
        normals=tuple(map(normalise, written)),
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
        return _read_text(value), FULL_WEIGHT
    if len(value) != 1:
        raise ValueError(f"“{value}” has to be one term with its weight")
    (term, weight), *_ = value.items()
    if weight not in WEIGHTS:
        raise ValueError(f"the weight of “{term}” has to be one of {', '.join(map(str, WEIGHTS))}")
    # Those of the table, for a number of its own is as large as a word.
    return _read_text(term), WEIGHTS[WEIGHTS.index(weight)]


def _is_capitals(term: str) -> bool:
    """Whether a term counts only as it is written: FEVER is a data set, and fever is not."""
    return len(term) <= _LONGEST_CAPITALS and term.isascii() and term.isalnum() and term.isupper()


def _read_acronym(text: str) -> str:
    if text == text.lower():
        raise ValueError(f"the acronym “{text}” needs a capital letter; else it is a name")
    return text


def _read_category(text: str) -> str:
    found = find_category(text)
    if found is None:
        raise ValueError(f"arXiv has no category “{text}”")
    return found
