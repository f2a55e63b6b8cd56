"""What counts as a withdrawal, and what as a change."""

from datetime import UTC, datetime

import pytest

from bot.domain.arxiv_id import ArxivId
from bot.domain.paper import Paper
from bot.domain.version import Change, Changed, PastVersion, fingerprint, says_withdrawn


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by Ann Lee",
        "Withdrawn due to an error in Lemma 3",
        "withdrawn from arXiv by the authors",
        "The authors withdraw this paper, because of a mistake",
        "We are withdrawing our submission",
    ],
)
def test_a_withdrawal_is_told_by_the_comment(comment):
    assert says_withdrawn(comment, None)


@pytest.mark.parametrize(
    "comment",
    [
        None,
        "Accepted at MICCAI",
        "Withdrawn from ICLR 2025, now under review elsewhere",
        "This paper was withdrawn from NeurIPS and extended",
        "A study of withdrawal symptoms",
    ],
)
def test_what_was_withdrawn_from_elsewhere_is_still_a_paper(comment):
    assert not says_withdrawn(comment, "We study how bank deposits are withdrawn by customers.")


def test_an_abstract_that_is_the_withdrawal_is_told_from_one_about_withdrawing():
    assert says_withdrawn(None, "This paper has been withdrawn by the author due to a flaw.")
    assert not says_withdrawn(None, "Samples that were withdrawn are counted.")


def paper(**given):
    plain = {
        "key": 1,
        "arxiv_id": ArxivId("2611.00001", 2),
        "title": "On Kites",
        "abstract": "We fly them.",
        "arrived_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return Paper(**{**plain, **given})


def past(**given):
    plain = {"number": 1, "title": "On Kites", "abstract_print": fingerprint("We fly them.")}
    return PastVersion(**{**plain, **given})


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ({}, ()),
        ({"title": "On  KITES."}, ()),
        ({"abstract": "We fly\n them"}, ()),
        ({"title": "On Larger Kites"}, (Changed.TITLE,)),
        ({"abstract": "We do not fly them."}, (Changed.ABSTRACT,)),
        ({"comment": "Accepted at MICCAI"}, (Changed.COMMENT,)),
        ({"abstract": None}, ()),
    ],
)
def test_what_changed_is_told_by_letters_and_not_by_spaces(now, what):
    assert Change(paper=paper(**now), before=past()).what == what


def test_an_abstract_that_nobody_could_compare_has_not_changed():
    assert Change(paper=paper(), before=past(abstract_print=None)).what == ()


def test_a_withdrawal_that_was_taken_back_is_nothing_to_tell():
    withdrawn = paper(arxiv_id=ArxivId("2611.00001", 1), is_withdrawn=True)
    assert Change(paper=withdrawn, before=past()).is_worth_telling
    back = paper(arxiv_id=ArxivId("2611.00001", 1))
    assert not Change(paper=back, before=past()).is_worth_telling
