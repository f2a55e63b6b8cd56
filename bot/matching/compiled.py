"""topics.bin: what topics.yaml says, as it was read and checked, so that no start has to do it again.

    python -m bot.matching.compiled

makes it. It is used as long as topics.yaml, and how it is read, are as they were then; else topics.yaml
itself is read, which takes ten times as long and says the same.
"""

import json
import sys
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from zlib import crc32

from bot.errors import ConfigError
from bot.matching.learned.file import LearnedFile, read_file, write_files
from bot.matching.lexicon_file import WEIGHTS, LexiconTopic, read_topics

NAME, KIND, SOURCE = "topics.bin", "topics", "topics.yaml"
#: What makes the topics what they are: the file, its rules, and how names are compared.
SOURCES = (SOURCE, "lexicon_file.py", "text.py")
#: In place of what is normal as it is written.
_SAME = ""


def load_topics(folder: Traversable) -> Iterable[LexiconTopic]:
    """The topics of the topics.yaml in a folder; compiled ones, where they are still the same.

    Raises:
        ConfigError: topics.yaml was read, and breaks one of its rules.
    """
    found = find_compiled(folder)
    return read_topics(folder.joinpath(SOURCE).read_text("utf-8")) if found is None else found


def find_compiled(folder: Traversable) -> list[LexiconTopic] | None:
    """The topics of the topics.bin in a folder; None where it was made of something else."""
    try:
        file = read_file(folder.joinpath(NAME), KIND)
        if file.about["of"] == _sign(folder):
            return [_unpack(row) for row in json.loads(file.sections["topics"])]
    except (ConfigError, OSError, KeyError, ValueError, TypeError):
        pass  # Whatever is wrong with it, topics.yaml says the same.
    return None


def compile_topics(folder: Path) -> int:
    """Make the topics.bin of a folder; returns its bytes.

    Raises:
        ConfigError: topics.yaml breaks one of its rules, or the folder takes no files.
    """
    topics = read_topics((folder / SOURCE).read_text("utf-8"))
    rows = json.dumps(list(map(_pack, topics)), ensure_ascii=False, separators=(",", ":"))
    file = LearnedFile({"kind": KIND, "of": _sign(folder)}, {"topics": rows.encode()})
    return write_files(folder, {NAME: file})[NAME]


def _sign(folder: Traversable) -> str:
    """What another state of the sources hardly has, too."""
    data = [folder.joinpath(name).read_bytes() for name in SOURCES]
    return " ".join(f"{len(each)}:{crc32(each):08x}" for each in data)


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


if __name__ == "__main__":
    sys.stdout.write(f"{NAME}: {compile_topics(Path(__file__).parent):,} bytes\n")
