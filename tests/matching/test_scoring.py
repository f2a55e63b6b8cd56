import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.topic import Amount
from bot.matching.scoring import (
    POSITIONS,
    SIDES,
    THRESHOLDS,
    TYPED,
    Where,
    combine,
    join,
    lexical,
    score_alone,
)
from bot.matching.taxonomy import archive_of, find_category

EVIDENCE = st.tuples(st.sampled_from(Where), st.floats(0.06, 1.05))


@given(st.lists(EVIDENCE, min_size=1, max_size=8), EVIDENCE)
@settings(deadline=None, max_examples=150)
def test_a_score_is_between_0_and_1_and_more_evidence_never_lowers_it(evidence, more):
    score = combine({"lexical": lexical(evidence)})
    assert 0 < score <= combine({"lexical": lexical([*evidence, more])}) <= 1


@given(EVIDENCE)
@settings(deadline=None, max_examples=50)
def test_one_thing_alone_scores_as_in_a_list(each):
    assert score_alone(each[1]) == combine({"lexical": lexical([each])})


def test_one_mention_in_the_abstract_is_not_enough_and_anything_more_is():
    once, twice = POSITIONS[Where.ABSTRACT]
    normal = THRESHOLDS[Amount.NORMAL]
    assert THRESHOLDS[Amount.MORE] < score_alone(once) < normal <= score_alone(twice)
    assert combine({"lexical": lexical([(Where.ABSTRACT, once), (Where.ABSTRACT, 0.2)])}) >= normal
    assert score_alone(0.8 * twice) >= normal
    assert score_alone(TYPED * once) >= normal
    assert score_alone(TYPED * POSITIONS[Where.ABSTRACT_ZH][0]) >= normal


def test_fewer_asks_for_more_than_two_mentions_of_different_things():
    once, twice = POSITIONS[Where.ABSTRACT]
    fewer = THRESHOLDS[Amount.FEWER]
    assert combine({"lexical": lexical([(Where.ABSTRACT, once)] * 2)}) < fewer
    assert score_alone(twice) >= fewer
    assert THRESHOLDS[Amount.MORE] < THRESHOLDS[Amount.NORMAL] < fewer
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
