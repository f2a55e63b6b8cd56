"""How near a paper is in meaning to what is wanted: the vector space, asked for what was found.

Only what has other evidence in the paper is measured, so that the cost does not grow with the
number of topics, and every match can be shown.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.matching.expansion import Wanted
from bot.matching.learned.space import Space, Vector
from bot.matching.lexicon import Lexicon
from bot.matching.query import Term
from bot.matching.scoring import Where
from bot.matching.shelves import Column
from bot.matching.text import Searchable

_STEPS = 127
#: The row of what the space does not know.
_NONE = -1
#: Rows that a column begins with; it doubles when it is full.
_FIRST = 1024
#: The texts of a paper that make its vector: those of the first language that has a body.
_TEXTS = ((Where.TITLE, Where.ABSTRACT), (Where.TITLE_ZH, Where.ABSTRACT_ZH))


class Meanings:
    """A vector for each thing that is wanted, by number, as far as the space knows it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._space = lexicon.learned.space
        width = 0 if self._space is None else self._space.dimensions
        #: By number: the row of its vector, or `_NONE`.
        self._rows = np.full(_FIRST, _NONE, dtype=np.int32)
        self._count = 0
        self._vectors = np.zeros((_FIRST, width), dtype=np.int8)
        self._scales = np.zeros(_FIRST)

    def copy(self) -> Self:
        """Another that knows the same, and goes its own way from here."""
        other = copy(self)
        other._rows, other._scales = self._rows.copy(), self._scales.copy()
        other._vectors = self._vectors.copy()
        return other

    def take(self, number: int, wanted: Wanted) -> None:
        """Know what is wanted by this number, where the space does."""
        self._rows = _with_room(self._rows, number, _NONE)
        vector = None if self._space is None else _find_vector(wanted, self._space)
        if vector is not None:
            self._rows[number] = self._put(vector)

    def measure(self, texts: Mapping[Where, Searchable], numbers: Column) -> Column:
        """How near the paper is to each of the numbers: the product of their vectors; not a number
        where that is not known."""
        near = np.full(len(numbers), np.nan)
        rows = self._rows[numbers]
        known = (rows != _NONE).nonzero()[0]
        paper = None
        if self._space is not None and len(known):
            paper = _read_paper(texts, self._space)
        if paper is not None:
            rows = rows[known]
            near[known] = self._vectors[rows].astype(paper.dtype) @ paper * self._scales[rows]
        return near

    def _put(self, vector: Vector) -> int:
        row = self._count
        self._vectors = _with_room(self._vectors, row)
        self._scales = _with_room(self._scales, row)
        self._scales[row] = scale = float(np.abs(vector).max()) / _STEPS
        self._vectors[row] = np.rint(vector / scale)
        self._count += 1
        return row


def _with_room(column: npt.NDArray[Any], row: int, nothing: int = 0) -> npt.NDArray[Any]:
    """A column that has such a row."""
    if row < len(column):
        return column
    return np.concatenate((column, np.full_like(column, nothing)))


def _find_vector(wanted: Wanted, space: Space) -> Vector | None:
    if wanted.topic is not None:
        return space.find_centre(wanted.topic.key)
    return space.find_phrase(wanted.part.normal) if isinstance(wanted.part, Term) else None


def _read_paper(texts: Mapping[Where, Searchable], space: Space) -> Vector | None:
    for head, body in _TEXTS:
        if body in texts:
            title = texts[head].text if head in texts else ""
            return space.find_paper(title, texts[body].text)
    found = next((texts[head].text for head, _ in _TEXTS if head in texts), "")
    return space.find_paper(found, "")
