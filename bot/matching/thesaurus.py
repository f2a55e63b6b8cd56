"""Known names that stand for Chinese words of which nothing is known, as a sentence encoder sees them.

The words are compared with English names alone: within Chinese the encoder is led astray by what is
only written alike. And it is closeness that counts and not the cosine, because some names are near
everything (Ising model, to any 模型), and some words near every name. When Chinese names of curated
topics were held back, the nearest other Chinese one was of their topic for 53 of 100, the closest
English one for 85, and for 95 of those from a closeness of 0.28 on, half of all. (By the cosine 19 of
100 come as sure as that.) English words need none of this: papers have them as they are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.matching.learned.terms import TermTable, Translation
from bot.matching.lexicon_file import LexiconTopic
from bot.matching.text import has_cjk, normalise

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.matching.semantic import Semantic
    from bot.ports.encoder import Vectors

#: The closeness from which a name of a curated topic stands for the words; a learned term, which may
#: say anything, has to be closer.
CURATED, LEARNED = 0.28, 0.40
#: And the cosine: what is close to a name for want of a better one is not near it.
LEAST_COSINE = 0.70
#: The closeness from which a curated topic is offered instead; so many, because most are farther off.
OFFERED, _MOST_OFFERED = 0.16, 3
#: How much less close than the first others may be; so many things, and names of a language, whose
#: cosines may be so much less than the best.
_FARTHER, _MOST_THINGS, _MOST_NAMES, _LESS = 0.10, 3, 4, 0.10
#: Of so many neighbours the middle is what something is near anyway; Chinese names to find it by.
_NEIGHBOURS, _CHINESE = 10, 500
#: How surely a learned term has to be translated, and in what share of the papers it may be.
_SURE, _LEAST_SHARE, _MOST_SHARE = 0.6, 2e-4, 0.02
_STEPS, _PART = 127, 500
_LATIN = re.compile("[a-z0-9]+")


class _Thing(NamedTuple):
    """What has names in both languages; `least` is how close they are that stand for others."""

    names: tuple[str, ...]
    least: float
    topic: LexiconTopic | None = None


class _Names(NamedTuple):
    """All English names: whose each is, by number; its vector in whole numbers, which take a quarter
    of the memory; and how near it is to Chinese names anyway."""

    names: list[str]
    owners: "npt.NDArray[np.intp]"
    vectors: "npt.NDArray[np.int8]"
    scales: "Vectors"
    anyway: "Vectors"


class Thesaurus:
    """What known names say the same as unknown words; may be used from several threads.

    The first question takes seconds, because all names are read for it.
    """

    def __init__(
        self, semantic: "Semantic", topics: Iterable[LexiconTopic], table: TermTable
    ) -> None:
        self._semantic = semantic
        self._things = [
            *(_Thing((each.zh, each.en, *each.names), CURATED, each) for each in topics),
            *_list_learned(table),
        ]
        self._lock = Lock()
        #: A topic is expanded several times while somebody waits for the answer to /subscribe.
        self._found: dict[str, tuple[Translation, ...]] = {}

    def read(self) -> None:
        """Read all names now, so that no question has to wait for it."""
        with self._lock:
            _ = self._english

    def find(self, text: str) -> tuple[Translation, ...]:
        """Known names that stand for these words, the nearest first, with their cosines."""
        text = normalise(text)
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._find(text) if has_cjk(text) else ()
        return found

    def suggest(self, text: str) -> list[LexiconTopic]:
        """Curated topics that may be meant by these words, the closest first."""
        text = normalise(text)
        if not has_cjk(text):
            return []
        ranked = self._rank(self._compare(text, self._semantic.encode([text])[0]))
        near = (self._things[number].topic for number in ranked)
        return [topic for topic in near if topic is not None][:_MOST_OFFERED]

    def _find(self, text: str) -> tuple[Translation, ...]:
        vector = self._semantic.encode([text])[0]
        cosines = self._compare(text, vector)
        ranked = self._rank(cosines).items()
        best = self._find_best(cosines)
        chosen = [
            number
            for number, close in ranked
            if close >= self._things[number].least and best[number] >= LEAST_COSINE
        ]
        found: list[Translation] = []
        for number in chosen[:_MOST_THINGS]:
            rows = np.flatnonzero(self._english.owners == number)
            found += _nearest([self._english.names[row] for row in rows], cosines[rows])
            own = [name for name in self._things[number].names if has_cjk(name)]
            found += _nearest(own, self._semantic.encode(own) @ vector)
        return tuple(sorted(found, key=lambda each: -each.weight))

    def _compare(self, text: str, vector: "Vectors") -> "Vectors":
        """The cosine of each English name."""
        self.read()
        names, _, vectors, scales, _ = self._english
        cosines: Vectors = (vectors.astype(vector.dtype) @ vector) * scales
        if shared := _LATIN.findall(text):
            # Near for that word alone, like 看病 AI and embodied AI.
            lower = map(str.lower, names)
            cosines[[any(word in name for word in shared) for name in lower]] = 0
        return cosines

    def _rank(self, cosines: "Vectors") -> Mapping[int, float]:
        """How close each thing is that may be meant, the closest first."""
        best = self._find_best(cosines)
        beside = np.sort(best)[-_NEIGHBOURS - 1 : -1]
        anyway = self._english.anyway + (beside.mean() if len(beside) else 0.0)
        close = self._find_best(2 * cosines - anyway)
        least = max(OFFERED, float(close.max(initial=0.0)) - _FARTHER)
        ranked = sorted(np.flatnonzero(close >= least), key=lambda number: -close[number])
        return {int(number): float(close[number]) for number in ranked}

    def _find_best(self, values: "Vectors") -> "Vectors":
        """The best value of each thing's names."""
        best = np.full(len(self._things), -9.0, dtype=np.float32)
        np.maximum.at(best, self._english.owners, values)
        return best

    @cached_property
    def _english(self) -> _Names:
        owners: dict[str, int] = {}
        for number, thing in enumerate(self._things):
            for name in thing.names:
                if not has_cjk(name):
                    owners.setdefault(name, number)
        names = list(owners)
        numbers = np.fromiter(owners.values(), dtype=np.intp, count=len(owners))
        chinese = self._semantic.encode([thing.names[0] for thing in self._things[:_CHINESE]])
        parts = [
            self._read_part(names[start : start + _PART], chinese)
            for start in range(0, max(len(names), 1), _PART)
        ]
        vectors, scales, anyway = (np.concatenate(each) for each in zip(*parts, strict=True))
        return _Names(names, numbers, vectors, scales, anyway)

    def _read_part(
        self, names: Sequence[str], chinese: "Vectors"
    ) -> "tuple[npt.NDArray[np.int8], Vectors, Vectors]":
        """The columns of some names; of all at once it would take 80 MB more for a moment."""
        vectors = self._semantic.encode(names)
        scales = np.abs(vectors).max(axis=1) / _STEPS
        nearest = np.sort(vectors @ chinese.T, axis=1)[:, -_NEIGHBOURS:]
        whole = np.rint(vectors / scales[:, None]).astype(np.int8)
        return whole, scales, nearest.mean(axis=1)


def _list_learned(table: TermTable) -> Iterator[_Thing]:
    """Terms of several words, for they say the most, that are translated surely and name something."""
    for chinese, english in table.list_pairs(_SURE):
        if " " in english and _LEAST_SHARE <= table.share(chinese) <= _MOST_SHARE:
            yield _Thing((chinese, english), LEARNED)


def _nearest(names: Sequence[str], cosines: "Vectors") -> list[Translation]:
    """Those of a thing's names that say the same as the nearest of them."""
    least = max(LEAST_COSINE, float(cosines.max(initial=0.0))) - _LESS
    found = [
        Translation(name, float(cosine))
        for name, cosine in zip(names, cosines, strict=True)
        if cosine >= least
    ]
    return sorted(found, key=lambda each: -each.weight)[:_MOST_NAMES]
