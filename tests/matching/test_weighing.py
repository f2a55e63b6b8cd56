"""What is measured and scored in columns, against the same for one thing after another."""

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.scoring import SIDES, TITLED, TITLES, Signals, Where, combine, together
from bot.matching.sightings import PLACES
from bot.matching.weighing import Measured, Table, combine_all, measure

CURATED = 3
KNOWN = st.none() | st.floats(-1, 3)
#: Lexical, named, mentions; whether it is curated, in a title, labelled; and the space.
THINGS = st.lists(
    st.tuples(
        st.floats(0, 1.4),
        st.floats(0, 1.4),
        st.floats(0, 4),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        KNOWN,
    ),
    max_size=12,
)


@st.composite
def rows(draw):
    """Evidence on few things by few patterns, so that they meet; each pattern is a name of a thing
    or is not, everywhere."""
    names = draw(st.sets(st.tuples(st.integers(0, 5), st.integers(-2, 3))))
    row = st.tuples(
        st.integers(0, 5),
        st.floats(0.05, 1.2),
        st.sampled_from(list(Where)),
        st.integers(-2, 3),
        st.floats(0.05, 9),
    )
    return [(*each, (each[0], each[3]) in names) for each in draw(st.lists(row, max_size=40))]


@given(THINGS, st.booleans())
@settings(deadline=None, max_examples=300)
def test_all_at_once_score_what_each_does_by_itself(things, in_both):
    columns = list(zip(*things, strict=True)) or [()] * 7
    lexical, named, mentions = (np.array(each, dtype=float) for each in columns[:3])
    is_curated, is_titled, is_labelled = (np.array(each, dtype=bool) for each in columns[3:6])
    order = np.arange(len(things))
    measured = Measured(
        order, order, order, lexical, named, mentions, is_curated, is_titled, is_labelled
    )
    space = np.array([math.nan if each is None else each for each in columns[6]], dtype=float)
    titled = sum(each[3] and each[4] for each in things)
    expected = [
        combine(
            Signals(
                *numbers,
                None if labelled else near,
                is_curated=curated,
                others=0.0 if in_title or labelled else math.log1p(titled),
                in_both=in_both and not labelled,
            )
        )
        for *numbers, curated, in_title, labelled, near in things
    ]
    assert combine_all(measured, space, in_both=in_both) == pytest.approx(expected, abs=1e-12)


@given(rows())
@settings(deadline=None, max_examples=300)
def test_a_pattern_counts_once_for_each_language_and_a_thing_as_its_best_language_does(found):
    measured = measure(tabulated(found), CURATED)
    assert measured.wanted.tolist() == sorted({row[0] for row in found})
    for place, wanted in enumerate(measured.wanted.tolist()):
        own = [row[1:] for row in found if row[0] == wanted]
        lexical, named, mentions = measure_one(own)
        assert measured.lexical[place] == pytest.approx(lexical)
        assert measured.named[place] == pytest.approx(named)
        assert measured.mentions[place] == pytest.approx(mentions)
        assert measured.is_curated[place] == (wanted < CURATED)
        titled = any(value >= TITLED and where in TITLES for value, where, *_ in own)
        assert measured.is_titled[place] == titled
        assert measured.is_labelled[place] == any(SIDES[each[1]] == "label" for each in own)


def test_numbers_of_hundreds_of_millions_of_things_and_patterns_stay_apart():
    many, most = 700_000_000, np.iinfo(np.int32).max
    found = [
        (wanted, 0.5, where, pattern, 1.0, True)
        for wanted in (many - 1, many)
        for where in (Where.TITLE, Where.TITLE_ZH, Where.CATEGORY)
        for pattern in (-most, most - 1, most)
    ]
    measured = measure(tabulated(found), CURATED)
    assert measured.wanted.tolist() == [many - 1, many]
    lexical, named, mentions = measure_one([row[1:] for row in found[:9]])
    assert measured.lexical == pytest.approx([lexical] * 2)
    assert measured.named == pytest.approx([named] * 2)
    assert measured.mentions == pytest.approx([mentions] * 2)


def tabulated(found):
    """The table of some rows, in the kinds of numbers that postings have."""
    wanted, values, wheres, patterns, often, names = (
        zip(*found, strict=True) if found else [()] * 6
    )
    return Table(
        np.array(wanted, dtype=np.int32),
        np.array(values, dtype=float),
        np.array([PLACES[where] for where in wheres], dtype=np.int8),
        np.array(patterns, dtype=np.intp),
        np.zeros(len(found), dtype=np.intp),
        np.array(names, dtype=np.int8),
        np.array(often, dtype=float),
    )


def measure_one(found):
    """Lexical, named and mentions of one thing, row by row."""
    best, names, often = (defaultdict(lambda: defaultdict(float)) for _ in range(3))
    for value, where, pattern, times, is_name in found:
        side = SIDES[where]
        best[side][pattern] = max(best[side][pattern], value)
        names[side][pattern] = max(names[side][pattern], value * is_name)
        often[side][pattern] += times
    return (
        max(together(list(each.values())) for each in best.values()),
        max(together(list(each.values())) for each in names.values()),
        math.log1p(max(sum(each.values()) for each in often.values())),
    )
