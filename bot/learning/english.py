"""The terms of the English texts: one to four words that do not begin or end in a small one."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.learning.corpus import PreparedPaper
from bot.learning.counted import Counted
from bot.learning.mining import Level, mine
from bot.learning.stream import build_stream

#: Words of a term, and places that have to have it.
_LONGEST, _LEAST = 4, 8
#: Above this share of one neighbour it is a piece of a longer term.
_PIECE = 0.9
_SMALL_WORDS = """
a all also an and any are as at based be been between both by can could do does each first for
from had has have how however i if in into is it its many may method more most new not novel of
often on one only or other our over paper present propose proposed recent result s several show
some still study such than that the their then there these they this those three through thus to
two under use used using various via was we well were when where which while who will with
within without work would yet
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())


def find_terms(papers: Sequence[PreparedPaper]) -> Counted:
    """The English terms, and where they are."""
    stream = build_stream(((paper.head_en, paper.body_en) for paper in papers), each=2)
    small = np.array([name in STOP_WORDS for name in stream.names])
    terms: list[str] = []
    numbers, places = [], []
    for level in mine(stream, _LEAST, _LONGEST):
        names = level.names()
        new = np.full(len(names), -1, dtype=np.int64)
        chosen = _choose(level, names, small)
        new[chosen] = np.arange(len(chosen)) + len(terms)
        terms += [names[number] for number in chosen]
        at = new[level.at]
        there = np.flatnonzero(at >= 0)
        numbers.append(at[there])
        places.append(there)
    place = np.concatenate(places)
    return Counted.of_places(
        terms, len(papers), np.concatenate(numbers), stream.papers[place], stream.in_head[place]
    )


def _choose(level: Level, names: list[str], small: npt.NDArray[np.bool_]) -> list[int]:
    symbols = level.stream.symbols
    good = ~small[symbols[level.first]] & ~small[symbols[level.first + level.length - 1]]
    good &= np.array([len(name) > 1 and any(map(str.isalpha, name)) for name in names])
    if level.length > 1:
        good &= level.most_common_neighbour(before=True) < _PIECE
        good &= level.most_common_neighbour(before=False) < _PIECE
    return [int(number) for number in np.flatnonzero(good) if number]
