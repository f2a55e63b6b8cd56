"""topics.bin: what topics.yaml says, as it was read and checked, so that no start has to do it again.

`python -m bot.matching.compiled` makes it. It is used as long as topics.yaml, and how it is read, are as
they were then; else topics.yaml itself is read, which takes ten times as long and says the same.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from importlib.resources.abc import Traversable
from typing import Any, TypeVar
from zlib import crc32

from bot.errors import ConfigError
from bot.matching.learned.file import LearnedFile, read_file
from bot.matching.lexicon_file import WEIGHTS, LexiconTopic, read_topics

NAME, KIND, SOURCE = "topics.bin", "topics", "topics.yaml"
#: What makes the topics what they are: the file, its rules, and how names are compared.
SOURCES = (SOURCE, "lexicon_file.py", "text.py")
#: In place of what is normal as it is written.
_SAME = ""

T = TypeVar("T")


def load_topics(folder: Traversable) -> tuple[Iterable[LexiconTopic], str]:
    """The topics of the topics.yaml in a folder; compiled ones, where they are still the same. And
    the signature of what they were read from.

    Raises:
        ConfigError: topics.yaml was read, and breaks one of its rules.
    """
    signature = sign(folder, SOURCES)
    found = read_stored(folder.joinpath(NAME), KIND, signature, _unpack_all)
    if found is None:
        return read_topics(folder.joinpath(SOURCE).read_text("utf-8")), signature
    return found, signature


def pack_topics(topics: Iterable[LexiconTopic], signature: str) -> LearnedFile:
    """The file of topics."""
    rows = json.dumps(list(map(_pack, topics)), ensure_ascii=False, separators=(",", ":"))
    return LearnedFile({"kind": KIND, "of": signature}, {"topics": rows.encode()})


def sign(folder: Traversable, names: Iterable[str]) -> str:
    """What another state of these files hardly has, too."""
    data = [folder.joinpath(name).read_bytes() for name in names]
    return " ".join(f"{len(each)}:{crc32(each):08x}" for each in data)


def read_stored(
    path: Traversable, kind: str, signature: str, unpack: Callable[[Mapping[str, bytes]], T]
) -> T | None:
    """What a file holds; None where it was made of something else, or is none."""
    try:
        file = read_file(path, kind)
        return unpack(file.sections) if file.about["of"] == signature else None
    except (ConfigError, LookupError, ValueError, TypeError):
        return None  # Whatever is wrong with it, topics.yaml says the same.


def _pack(topic: LexiconTopic) -> list[Any]:
    terms, weights = [term for term, _ in topic.terms], [weight for _, weight in topic.terms]
    written = *topic.every_name(), *terms
    return [
        topic.key,
        topic.zh,
        topic.en,
        topic.names,
        terms,
        list(map(WEIGHTS.index, weights)),
        topic.acronyms,
        topic.categories,
        topic.contexts,
        topic.broader,
        [_SAME if a == b else b for a, b in zip(written, topic.normals, strict=True)],
    ]


def _unpack_all(sections: Mapping[str, bytes]) -> list[LexiconTopic]:
    return [_unpack(row) for row in json.loads(sections["topics"])]


def _unpack(row: list[Any]) -> LexiconTopic:
    key, zh, en, names, terms, weights, acronyms, categories, contexts, broader, normals = row
    written = zh, en, *names, *acronyms, *terms
    return LexiconTopic(
        key=key,
        zh=zh,
        en=en,
        names=tuple(names),
        terms=tuple(zip(terms, map(WEIGHTS.__getitem__, weights), strict=True)),
        acronyms=tuple(acronyms),
        categories=tuple(categories),
        contexts=tuple(contexts),
        broader=tuple(broader),
        normals=tuple([b or a for a, b in zip(written, normals, strict=True)]),
    )
