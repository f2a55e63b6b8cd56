"""How near a paper is in meaning to what is wanted: the vector space, asked for what was found.

Only what has other evidence in the paper is measured, so that the cost does not grow with the
number of topics, and every match can be shown.
"""

from array import array
from collections.abc import Collection, Mapping
from copy import copy
from typing import TYPE_CHECKING, Self

from bot.matching.expansion import Wanted
from bot.matching.lexicon import Lexicon
from bot.matching.query import Term
from bot.matching.scoring import Where
from bot.matching.text import Searchable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bot.matching.learned.space import Space, Vector

_STEPS = 127
#: The row of what the space does not know.
_NONE = -1
#: Rows that the store of vectors begins with; it doubles when it is full.
_FIRST = 1024
#: The texts of a paper that make its vector: those of the first language that has a body.
_TEXTS = ((Where.TITLE, Where.ABSTRACT), (Where.TITLE_ZH, Where.ABSTRACT_ZH))


class Meanings:
    """A vector for each thing that is wanted, by number, as far as the space knows it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._space: Space | None = lexicon.learned.space
        #: By number: the row of its vector, or `_NONE`. An array, because it lies close together.
        self._rows = array("i")
        self._vectors: npt.NDArray[np.int8] | None = None
        self._scales: list[float] = []

    def copy(self) -> Self:
        """Another that knows the same, and goes its own way from here."""
        other = copy(self)
        other._rows = self._rows[:]
        other._scales = list(self._scales)
        other._vectors = None if self._vectors is None else self._vectors.copy()
        return other

    def take(self, number: int, wanted: Wanted) -> None:
        """Know what is wanted by this number, where the space does."""
        if self._space is None:
            return
        self._rows.extend([_NONE] * (number + 1 - len(self._rows)))
        vector = _find_vector(wanted, self._space)
        if vector is not None:
            self._rows[number] = self._put(vector)

    def measure(
        self, texts: Mapping[Where, Searchable], numbers: Collection[int]
    ) -> dict[int, float]:
        """How near the paper is to each of the numbers that is known: the product of their vectors."""
        if self._space is None or self._vectors is None:
            return {}
        every = self._rows
        known = [number for number in numbers if every[number] >= 0]
        paper = _read_paper(texts, self._space) if known else None
        if paper is None:
            return {}
        rows = [every[number] for number in known]
        products = (self._vectors[rows].astype(paper.dtype) @ paper).tolist()
        return {
            number: product * self._scales[row]
            for number, row, product in zip(known, rows, products, strict=True)
        }

    def _put(self, vector: "Vector") -> int:
        import numpy as np

        row = len(self._scales)
        if self._vectors is None:
            self._vectors = np.zeros((_FIRST, len(vector)), dtype=np.int8)
        elif row == len(self._vectors):
            self._vectors = np.concatenate((self._vectors, np.zeros_like(self._vectors)))
        scale = float(np.abs(vector).max()) / _STEPS
        self._vectors[row] = np.rint(vector / scale)
        self._scales.append(scale)
        return row


def _find_vector(wanted: Wanted, space: "Space") -> "Vector | None":
    if wanted.topic is not None:
        return space.find_centre(wanted.topic.key)
    return space.find_phrase(wanted.part.normal) if isinstance(wanted.part, Term) else None


def _read_paper(texts: Mapping[Where, Searchable], space: "Space") -> "Vector | None":
    for head, body in _TEXTS:
        if body in texts:
            title = texts[head].text if head in texts else ""
            return space.find_paper(title, texts[body].text)
    found = next((texts[head].text for head, _ in _TEXTS if head in texts), "")
    return space.find_paper(found, "")
