import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.topic import Amount
from bot.matching.scoring import (
    POSITIONS,
    SIDES,
    THRESHOLDS,
    TYPED,
    WEIGHTS,
    Signals,
    Where,
    combine,
    join,
    together,
)
from bot.matching.taxonomy import archive_of, find_category

VALUES = st.lists(st.floats(0.06, 1.05), min_size=1, max_size=8)
SIGNALS = st.builds(
    Signals,
    lexical=st.floats(0, 1.4),
    named=st.floats(0, 1.4),
    mentions=st.floats(0, 4),
    space=st.none() | st.floats(-1, 1),
    is_curated=st.booleans(),
    others=st.floats(0, 3),
    in_both=st.booleans(),
)


def alone(value, is_name, often, *, is_curated=False):
    """The score of one term found and nothing else."""
    speaks = together([value])
    named = speaks if is_name else 0.0
    return combine(Signals(speaks, named, math.log1p(often), is_curated=is_curated))


@given(SIGNALS, st.sampled_from(["lexical", "named", "mentions"]), st.floats(0, 1))
@settings(deadline=None, max_examples=150)
def test_a_score_is_between_0_and_1_and_a_stronger_signal_never_lowers_it(signals, name, more):
    stronger = signals._replace(**{name: getattr(signals, name) + more})
    assert 0 < combine(signals) <= combine(stronger) <= 1


@given(VALUES, st.floats(0.06, 1.05))
@settings(deadline=None, max_examples=100)
def test_terms_together_speak_more_than_the_best_of_them(values, more):
    assert max(values) < together(values) < together([*values, more])


def test_a_paper_that_is_nearer_in_meaning_scores_more():
    for is_curated in (True, False):
        far, near = (
            Signals(0.7, 0.7, 0.7, space=space, is_curated=is_curated) for space in (-0.2, 0.6)
        )
        assert combine(far) < THRESHOLDS[Amount.NORMAL] < combine(near)


@given(SIGNALS, st.floats(0.1, 1))
@settings(deadline=None, max_examples=100)
def test_a_title_that_speaks_of_other_topics_and_a_second_language_never_raise_a_score(
    signals, more
):
    score = combine(signals)
    assert combine(signals._replace(others=signals.others + more)) <= score
    assert combine(signals._replace(in_both=True)) <= combine(signals._replace(in_both=False))


def test_there_are_weights_for_each_case():
    assert set(WEIGHTS) == {(True, True), (True, False), (False, True), (False, False)}
    assert all(weight > 0 for each in WEIGHTS.values() for weight in each[1:4])


def test_one_mention_of_a_known_topic_in_the_abstract_is_not_enough_and_two_are():
    once, twice = POSITIONS[Where.ABSTRACT]
    least = THRESHOLDS[Amount.NORMAL]
    assert THRESHOLDS[Amount.MORE] < alone(once, True, 1.0, is_curated=True) < least
    assert alone(twice, True, 2.0, is_curated=True) >= least


def test_one_mention_of_what_nothing_is_known_of_is_enough():
    for where in (Where.ABSTRACT, Where.ABSTRACT_ZH):
        value = TYPED * POSITIONS[where][0]
        assert alone(value, True, TYPED) >= THRESHOLDS[Amount.NORMAL]


def test_a_name_says_more_than_what_only_speaks_of_the_topic():
    assert alone(0.62, True, 1.0) > alone(0.62, False, 1.0)


def test_fewer_asks_for_more_than_normal_and_more_for_less():
    assert THRESHOLDS[Amount.MORE] < THRESHOLDS[Amount.NORMAL] < THRESHOLDS[Amount.FEWER]
    assert set(THRESHOLDS) == set(Amount)


@given(st.floats(0.01, 1))
def test_what_is_asked_for_together_scores_more_than_the_least_and_at_most_1(weakest):
    assert weakest <= join(weakest) <= 1


def test_every_place_is_on_a_side():
    assert set(SIDES) == set(Where)


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("cs.cv", "cs.CV"),
        ("CS", "cs"),
        ("math.*", "math"),
        ("Physics.SOC-PH", "physics.soc-ph"),
        ("hep-th", "hep-th"),
        ("hep-th.XX", None),
        ("cs.", None),
        ("", None),
        ("*", None),
    ],
)
def test_categories_are_known_in_any_case(typed, category):
    assert find_category(typed) == category


def test_the_archive_of_a_category_is_what_stands_before_the_dot():
    assert archive_of("cond-mat.str-el") == "cond-mat"
    assert archive_of("quant-ph") == "quant-ph"
