import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.topic import Amount
from bot.matching.scoring import (
    POSITIONS,
    SIDES,
    THRESHOLDS,
    Where,
    combine,
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


def test_one_mention_of_a_full_term_is_enough_and_of_a_lesser_one_is_not():
    once, twice = POSITIONS[Where.ABSTRACT]
    normal = THRESHOLDS[Amount.NORMAL]
    assert score_alone(once) >= normal
    assert score_alone(POSITIONS[Where.ABSTRACT_ZH][0]) >= normal
    assert score_alone(0.8 * once) < normal <= score_alone(0.8 * twice)
    assert score_alone(0.5) < normal


def test_fewer_asks_for_more_than_a_mention_and_more_is_content_with_less():
    once, _ = POSITIONS[Where.ABSTRACT]
    assert score_alone(once) < THRESHOLDS[Amount.FEWER] <= score_alone(1.0)
    assert THRESHOLDS[Amount.MORE] < THRESHOLDS[Amount.NORMAL] < THRESHOLDS[Amount.FEWER]
    assert set(THRESHOLDS) == set(Amount)


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
