"""How surely a paper speaks of each thing that was found in it: `scoring.combine`, for all at once."""

from collections.abc import Sequence
from math import log1p
from typing import NamedTuple

import numpy as np

from bot.matching.scoring import (
    POSITIONS,
    SIDES,
    TITLED,
    TITLES,
    TOGETHER,
    WEIGHTS,
    Weights,
    Where,
)
from bot.matching.shelves import Column, Taken
from bot.matching.sightings import PLACES, WHERES, Sightings, find_firsts

_SIDES = tuple(dict.fromkeys(SIDES[where] for where in WHERES))
#: As wide as a key, on machines too whose own numbers are half as wide.
_SIDE_OF = np.array([_SIDES.index(SIDES[where]) for where in WHERES], dtype=np.int64)
_IS_TITLE = np.array([where in TITLES for where in WHERES])
_LABEL = _SIDES.index(SIDES[Where.CATEGORY])
#: What a term counts in each place: once, and more often.
_POSITIONS = np.array([POSITIONS.get(where, (0.0, 0.0)) for where in WHERES])
#: `WEIGHTS`, by twice whether it is a topic of the lexicon and whether the space knows it.
_WEIGHTS = np.array([WEIGHTS[case // 2 == 1, case % 2 == 1] for case in range(4)])
#: In a key: so many bits for the pattern, and half of that is added because some are below 0.
_BITS = 32
_MIDDLE = 1 << (_BITS - 1)


#: One thing found: weight times position; where; the number of the pattern (below 0 for a category,
#: an author, a digest's topic) and its place in the normalised text; the text as it stands in the
#: paper, where that is known already; whether it is a name of what was wanted; how often it is
#: there, times its weight.
Evidence = tuple[float, Where, int, int, str, bool, float]


class Table(NamedTuple):
    """All the evidence in a paper, a row for each thing in each place.

    Attributes:
        wanted: the number of what was wanted.
        values: weight times position.
        wheres: the number of the place, see `WHERES`.
        patterns: the number of the pattern; below 0 for a category, an author, a digest's topic.
        starts: where it begins in the normalised text.
        names: whether it is a name of what was wanted.
        often: how often it is there, times its weight.
    """

    wanted: Column
    values: Column
    wheres: Column
    patterns: Column
    starts: Column
    names: Column
    often: Column


def tabulate(sightings: Sightings, taken: Taken, apart: Sequence[tuple[int, Evidence]]) -> Table:
    """The evidence of what was seen.

    Args:
        taken: who wants each of the sightings.
        apart: other evidence, and for what; these rows come first.
    """
    owners, (wanted, weights, names) = taken
    wheres, counts = sightings.wheres[owners], sightings.counts[owners]
    table = Table(
        wanted,
        weights * _POSITIONS[wheres, (counts > 1).astype(np.intp)],
        wheres,
        sightings.patterns[owners],
        sightings.starts[owners],
        names,
        weights * counts,
    )
    if not apart:
        return table
    rows = [
        (number, value, PLACES[where], pattern, start, is_name, often)
        for number, (value, where, pattern, start, _, is_name, often) in apart
    ]
    return Table(*map(np.concatenate, zip(zip(*rows, strict=True), table, strict=True)))


class Measured(NamedTuple):
    """`scoring.Signals` of each thing that was found, as columns.

    Attributes:
        order: the rows of the table, those on one thing together; and where those of each begin.
        wanted: the numbers, ascending.
        is_titled: a title speaks of it.
        is_labelled: a category, an author or a digest speaks for it: no text can speak against that.
    """

    order: Column
    firsts: Column
    wanted: Column
    lexical: Column
    named: Column
    mentions: Column
    is_curated: Column
    is_titled: Column
    is_labelled: Column


def measure(table: Table, curated: int) -> Measured:
    """What speaks for each thing: each pattern counts once per side, where it counts most.

    Args:
        curated: so many numbers, from 0, are those of the lexicon's topics.
    """
    sides = table.wanted * len(_SIDES) + _SIDE_OF[table.wheres]
    keys = (sides << _BITS) + table.patterns + _MIDDLE
    order = keys.argsort(kind="stable")
    by_term = find_firsts(keys[order])
    best = np.maximum.reduceat(table.values[order], by_term)
    often = np.add.reduceat(table.often[order], by_term)
    named = best * table.names[order][np.append(by_term, len(order))[1:] - 1]

    sides = sides[order][by_term]
    by_side = find_firsts(sides)
    wanted, kinds = np.divmod(sides[by_side], len(_SIDES))
    by_wanted = find_firsts(wanted)
    lexical = np.maximum.reduceat(_together(best, by_side), by_wanted)
    firsts = by_term[by_side[by_wanted]]
    is_titled = (table.values >= TITLED) & _IS_TITLE[table.wheres]
    return Measured(
        order,
        firsts,
        wanted[by_wanted],
        lexical,
        np.maximum.reduceat(_together(named, by_side), by_wanted),
        np.log1p(np.maximum.reduceat(np.add.reduceat(often, by_side), by_wanted)),
        wanted[by_wanted] < curated,
        np.logical_or.reduceat(is_titled[order], firsts),
        np.maximum.reduceat(kinds, by_wanted) == _LABEL,
    )


def _together(values: Column, firsts: Column) -> Column:
    """`scoring.together` of each group, whose first places these are; 0 for nothing but zeros."""
    absent = np.multiply.reduceat(1 - values / 2, firsts)
    return np.maximum.reduceat(values, firsts) + TOGETHER * (1 - absent)


def combine_all(measured: Measured, space: Column, *, in_both: bool) -> Column:
    """The score of each thing: between 0 and 1, comparable between topics.

    Args:
        space: how near each and the paper are in meaning; not a number where that is not known.
        in_both: as in `Signals`.
    """
    is_text = ~measured.is_labelled
    is_near = is_text & ~np.isnan(space)
    weights = Weights._make(_WEIGHTS[2 * measured.is_curated + is_near].T)
    total = (
        weights.nothing
        + weights.lexical * measured.lexical
        + weights.named * measured.named
        + weights.mentions * measured.mentions
        + weights.others * find_others(measured)
        + weights.space * np.where(is_near, space, 0.0)
        + weights.in_both * (is_text & in_both)
    )
    scores: Column = 1 / (1 + np.exp(-total))
    return scores


def find_others(measured: Measured) -> Column:
    """`Signals.others` of each."""
    titled = int(np.count_nonzero(measured.is_titled & measured.is_curated))
    return np.where(measured.is_titled | measured.is_labelled, 0.0, log1p(titled))
