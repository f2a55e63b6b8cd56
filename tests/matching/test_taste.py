"""What 👍 and 👎 say of other papers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.arxiv_id import ArxivId
from bot.domain.opinion import LEVEL, Opinion
from bot.domain.paper import Paper
from bot.matching.taste import MOST, Taste, features_of, learn


def paper(key, title="Counting Kites", **given):
    plain = {
        "arxiv_id": ArxivId(f"2611.{key:05d}", 1),
        "authors": (f"Author {key}",),
        "categories": ("cs.CV",),
        "arrived_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return Paper(key=key, title=title, **{**plain, **given})


def test_without_opinions_nothing_moves():
    assert learn([]).lean(paper(1)) == LEVEL
    assert Taste().lean(paper(1)) == LEVEL


def test_what_has_an_author_in_common_moves_and_says_so():
    taste = learn([Opinion(paper(1, authors=("Ada Chen",)), liked=True)])
    near = taste.lean(paper(2, "Sewing Boats", authors=("Ada Chen",), categories=("math.CO",)))
    far = taste.lean(paper(3, "Sewing Boats", categories=("math.CO",)))
    assert near.offset > 0
    assert near.shared == (("Ada Chen", True),)
    assert far.offset == 0


@pytest.mark.parametrize("liked", [True, False])
def test_the_words_of_a_title_count_in_singular_and_plural(liked):
    taste = learn([Opinion(paper(1, "Diffusion Models for Kites"), liked=liked)])
    lean = taste.lean(paper(2, "A Kite by Diffusion", categories=()))
    assert (lean.offset > 0) is liked
    assert {word for word, _ in lean.shared} == {"diffusion", "kite"}


def test_what_is_in_every_title_says_nothing():
    assert not {("word", "the"), ("word", "model"), ("word", "learning")} & features_of(
        paper(1, "The Learning Model")
    )


def test_liked_and_disliked_alike_is_level():
    taste = learn([Opinion(paper(1), liked=True), Opinion(paper(2), liked=False)])
    assert taste.lean(paper(3)).offset == 0


def test_an_author_weighs_more_than_a_category():
    by_author = learn([Opinion(paper(1, "Boats", authors=("A B",), categories=()), liked=True)])
    by_category = learn(
        [Opinion(paper(1, "Boats", authors=(), categories=("cs.CV",)), liked=True)]
    )
    one = paper(2, "Kites", authors=("A B",))
    assert by_author.lean(one).offset > by_category.lean(one).offset > 0


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=60), st.integers(1, 40))
def test_no_score_moves_by_more_than_the_most(said, key):
    taste = learn(Opinion(paper(number), liked) for number, liked in said)
    assert abs(taste.lean(paper(key)).offset) <= MOST
