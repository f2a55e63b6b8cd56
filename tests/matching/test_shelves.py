"""Rows on shelves, against lists by shelf."""

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.matcher import Matcher, PaperText
from bot.matching.query import parse_query
from bot.matching.shelves import Shelves, is_among

SHELVES = 6
#: What is put up (a shelf, a number); or taken down again, settled, or copied and forgotten (None).
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "copy", "settle"]), st.integers(0, SHELVES - 1),
              st.integers(0, 3)),
    max_size=40,
)  # fmt: skip


@given(STEPS, st.lists(st.integers(0, SHELVES - 1), max_size=8))
@settings(deadline=None, max_examples=200)
def test_what_stands_on_shelves_is_what_was_put_there_and_not_taken_down(steps, asked):
    shelves, model = Shelves("id"), defaultdict(list)
    for place, (step, shelf, number) in enumerate(steps):
        if step == "add":
            shelves.add(shelf, number, place / 2)
            model[shelf].append((number, place / 2))
        elif step == "copy":
            other = shelves.copy()
            other.settle(SHELVES)
            other.add(shelf, 99, 0.0)
            other.settle(SHELVES)
            other.remove([(shelf, number)])
        else:
            shelves.settle(SHELVES)
        if step == "remove":
            shelves.remove([(shelf, number)])
            model[shelf] = [row for row in model[shelf] if row[0] != number]
    shelves.settle(SHELVES)
    assert {shelf: shelves.of(shelf) for shelf in range(SHELVES)} == {
        shelf: model[shelf] for shelf in range(SHELVES)
    }
    owners, columns = shelves.take(np.array(asked, dtype=np.int32))
    rows = [(place, *row) for place, shelf in enumerate(asked) for row in model[shelf]]
    taken = zip(owners.tolist(), *(column.tolist() for column in columns), strict=True)
    assert list(taken) == rows


def test_a_shelf_that_nobody_has_heard_of_is_empty():
    shelves = Shelves("i")
    assert shelves.of(0) == shelves.of(7) == []
    shelves.settle(1)
    assert shelves.of(0) == shelves.of(1) == []


@given(st.lists(st.integers(-5, 5)), st.lists(st.integers(-5, 5)))
def test_a_number_is_among_others_if_it_is_one_of_them(column, known):
    found = is_among(np.array(column, dtype=int), np.sort(np.array(known, dtype=int)))
    assert found.tolist() == [each in known for each in column]


def test_matchers_of_one_lexicon_do_not_hear_of_each_others_topics(small):
    paper = PaperText(
        title="Ribosomes and the GAN", authors=("Ann Lee",), categories=("cs.CV", "math.AG")
    )
    queries = ["ribosome", "GAN -ribosome", "author:Lee", "cat:cs", "ribosome OR SAM", "RIBO"]
    first, second = Matcher(small), Matcher(small)
    for query in queries:
        first.add(query, parse_query(query))
    assert len(first.match(paper)) == 4
    assert second.match(paper) == []
    second.add("SAM", parse_query("SAM"))
    second.add("GAN", parse_query("GAN"))
    assert [match.topic for match in second.match(paper)] == ["GAN"]
    assert len(first.match(paper)) == 4
