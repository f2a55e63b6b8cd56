"""What speaks of the topics of the lexicon, and where it does not count: flat tables for the finder.

They follow from the lexicon alone, so those of topics.yaml are compiled with it (`compiled`), and need
not be made again: that takes longer than all else before the first paper.
"""

import json
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from importlib.resources.abc import Traversable
from itertools import chain, islice, starmap
from typing import Any, NamedTuple, TypeVar

from bot.matching.index import PatternIndex
from bot.matching.learned.file import LearnedFile
from bot.matching.lexicon import Lexicon, LexiconTopic
from bot.matching.lexicon_file import FULL_WEIGHT
from bot.matching.needles import Needle, spell_exactly
from bot.matching.postings import Posting, Postings
from bot.matching.scoring import KIND_OF_TOPIC, OTHER_TOPIC
from bot.matching.stored import read_stored, sign
from bot.matching.text import has_cjk, pattern_of

K = TypeVar("K")
A = TypeVar("A", "array[int]", "array[float]")

NAME, KIND = "finder.bin", "finder"
#: With what the topics follow from, and the weights below: what the tables follow from.
SOURCES = ("curated.py",)
#: Of so many characters a Chinese term keeps its sense at the end of a longer one.
_SURE_HEAD = 4

#: Pattern -> what is wanted -> the longer patterns inside which it does not count.
Covers = dict[int, dict[int, frozenset[int]]]


class Curated(NamedTuple):
    """The tables; topics have the numbers of their order in the lexicon."""

    patterns: PatternIndex
    postings: Postings
    covers: Covers


def load_curated(lexicon: Lexicon) -> Curated:
    """The tables of a lexicon; compiled ones, where they are of the same."""
    found = None
    if lexicon.folder is not None:
        signature = sign_curated(lexicon.folder, lexicon.signature)
        found = read_stored(lexicon.folder.joinpath(NAME), KIND, signature, _unpack)
    return build_curated(lexicon) if found is None else found


def build_curated(lexicon: Lexicon) -> Curated:
    """The tables, made anew."""
    index, postings = PatternIndex(), Postings()
    for number, topic in enumerate(lexicon.topics.values()):
        for needle in list_needles(topic, lexicon):
            pattern = index.number(pattern_of(needle.text))
            posting = Posting(number, needle.weight, needle.spellings, needle.is_name)
            postings.add(pattern, posting)
    covers = _find_covers(lexicon, index, postings)
    postings.settle(len(index), covers)
    return Curated(index, postings, covers)


def list_needles(topic: LexiconTopic, lexicon: Lexicon) -> Iterator[Needle]:
    """The strings that speak of a topic of the lexicon, the surest first, each once."""
    names = frozenset(topic.every_normal_name())
    own = {topic.key, *lexicon.below(topic)}
    for text, weight in topic.weights().items():
        other = lexicon.find_normal(text)
        is_other = other is not None and other.key not in own
        # A name that says other things too is, in a paper, no name of the topic.
        is_name = text in names and weight == FULL_WEIGHT
        yield Needle(text, weight * OTHER_TOPIC if is_other else weight, is_name=is_name)
    for acronym, weight in topic.weigh_acronyms().items():
        yield from spell_exactly(acronym, weight)
    for text in _names_of_kinds(topic, lexicon):
        yield Needle(text, KIND_OF_TOPIC)


def _names_of_kinds(topic: LexiconTopic, lexicon: Lexicon) -> list[str]:
    """What names a topic right below it: a paper about a kind of something is about that, too."""
    kinds = lexicon.narrower(topic)
    own = topic.weights() if kinds else {}
    found: dict[str, None] = {}
    for kind in kinds:
        weights = kind.weights()
        names = kind.every_normal_name()
        found.update((name, None) for name in names if weights.get(name) == FULL_WEIGHT)
    return [name for name in found if name not in own]


def _find_covers(lexicon: Lexicon, index: PatternIndex, postings: Postings) -> Covers:
    """Where patterns do not count.

    Those are the contexts that a topic excludes (power transformer), and in Chinese, which has no
    spaces, any longer term of the lexicon (聊天机器人 is not 机器人), unless that term speaks of the topic
    itself or of one below it, or is a kind of it (图自监督学习 is 自监督学习).
    """
    covers: dict[tuple[int, int], set[int]] = defaultdict(set)
    # Before anything is looked for: what comes later is looked for apart, in every text.
    contexts = [
        (number, index.number(pattern_of(context)))
        for number, topic in enumerate(lexicon.topics.values())
        for context in topic.contexts
    ]
    families = _list_families(lexicon)
    for pattern, longer in _find_inside(index, list(postings)):
        owners = {posting.wanted for posting in postings.of(longer)}
        for posting in postings.of(pattern):
            if owners.isdisjoint(families[posting.wanted]):
                covers[posting.wanted, pattern].add(longer)
    for number, longer in contexts:
        for pattern in index.find(index.pattern(longer)):
            if pattern != longer:
                covers[number, pattern].add(longer)
    found: Covers = {}
    for (wanted, pattern), inside in covers.items():
        found.setdefault(pattern, {})[wanted] = frozenset(inside)
    return found


def _find_inside(index: PatternIndex, patterns: list[int]) -> Iterator[tuple[int, int]]:
    """Each Chinese pattern, with each longer one that it is a piece of but not the head."""
    for longer in patterns:
        whole = index.pattern(longer)
        for pattern in index.find(whole) if has_cjk(whole) else ():
            piece = index.pattern(pattern)
            # Most have none inside, and find themselves alone.
            is_inside = pattern != longer and has_cjk(piece)
            if is_inside and (len(piece) < _SURE_HEAD or not whole.endswith(piece)):
                yield pattern, longer


def _list_families(lexicon: Lexicon) -> list[frozenset[int]]:
    """For each topic the numbers of it, and of all the topics below it."""
    numbers = {key: number for number, key in enumerate(lexicon.topics)}
    return [
        frozenset({numbers[topic.key], *map(numbers.__getitem__, lexicon.below(topic))})
        for topic in lexicon.topics.values()
    ]


def sign_curated(folder: Traversable, of_topics: str) -> str:
    """What other tables than those of these topics hardly have, too."""
    spelled = [(each.text, sorted(each.spellings)) for each in spell_exactly("LLM")]
    return f"{of_topics} {sign(folder, SOURCES)} {OTHER_TOPIC} {KIND_OF_TOPIC} {spelled}"


def pack_curated(curated: Curated, signature: str) -> LearnedFile:
    """The file of the tables."""
    soles, weights, names = curated.postings.columns
    spellings: dict[frozenset[str], int] = {}
    several = curated.postings.several
    postings = list(chain.from_iterable(several.values()))
    covers = [
        (pattern, wanted, sorted(longer))
        for pattern, by_wanted in curated.covers.items()
        for wanted, longer in by_wanted.items()
    ]
    rest = {
        "several": [list(several), list(map(len, several.values()))],
        "postings": [
            [each.wanted for each in postings],
            [each.weight for each in postings],
            [_number(each.spellings, spellings) for each in postings],
            [each.is_name for each in postings],
        ],
        "spellings": list(map(sorted, spellings)),
        "particular": sorted(curated.postings.particular),
        "covers": covers,
    }
    patterns = map(curated.patterns.pattern, range(len(curated.patterns)))
    sections = {
        "patterns": "\n".join(patterns).encode(),
        "soles": _turn(soles).tobytes(),
        "weights": _turn(weights).tobytes(),
        "names": bytes(names),
        "rest": json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode(),
    }
    return LearnedFile({"kind": KIND, "of": signature}, sections)


def _unpack(sections: Mapping[str, bytes]) -> Curated:
    rest: dict[str, Any] = json.loads(sections["rest"])
    patterns = PatternIndex()
    for text in sections["patterns"].decode().split("\n"):
        patterns.number(text)
    spellings = list(map(frozenset, rest["spellings"]))
    wanted, weights, spelled, are_names = rest["postings"]
    postings = starmap(
        Posting, zip(wanted, weights, map(spellings.__getitem__, spelled), are_names, strict=True)
    )
    several = {
        pattern: tuple(islice(postings, many))
        for pattern, many in zip(*rest["several"], strict=True)
    }
    columns = (
        _turn(array("i", sections["soles"])),
        _turn(array("d", sections["weights"])),
        bytearray(sections["names"]),
    )
    covers: Covers = {}
    for pattern, number, longer in rest["covers"]:
        covers.setdefault(pattern, {})[number] = frozenset(longer)
    restored = Postings.restore(columns, several, set(rest["particular"]))
    return Curated(patterns, restored, covers)


def _number(key: K, numbers: dict[K, int]) -> int:
    return numbers.setdefault(key, len(numbers))


def _turn(column: A) -> A:
    """The column with the low byte of each number first, or from that; a copy where that is turned."""
    if sys.byteorder == "big":
        column = copy(column)
        column.byteswap()
    return column
