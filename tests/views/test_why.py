"""Why a paper came, or did not."""

from datetime import date

import pytest

from bot.domain.message import Action
from bot.views.why import Verdict, why
from tests.views.builders import EN, ZH, paper

REASON = {"where": "title", "found": "medical image segmentation", "topic": "医学图像"}


def verdict(**changes):
    usual = {
        "topic_name": "医学图像",
        "matched": True,
        "score": 0.93,
        "least": 0.5,
        "reason": REASON,
        "miss": None,
        "detail": "",
    }
    return Verdict(**{**usual, **changes})


def missed(miss, detail="", **changes):
    return verdict(
        matched=False, **{"score": None, "reason": None, "miss": miss, "detail": detail, **changes}
    )


def explain(texts, *verdicts, pushed_on=None):
    [card] = why(texts, paper=paper(), verdicts=verdicts, pushed_on=pushed_on).cards
    return card


def blocks(texts, *verdicts):
    return [(block.heading, block.text) for block in explain(texts, *verdicts).blocks]


def test_a_match_shows_the_words_and_the_score():
    assert blocks(ZH, verdict()) == [
        ("✓ 医学图像（0.93 ≥ 0.50）", "标题 “medical image segmentation” = 医学图像")
    ]
    assert blocks(EN, verdict()) == [
        ("✓ 医学图像 (0.93 ≥ 0.50)", "title: “medical image segmentation” = 医学图像")
    ]


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("abstract", "摘要"),
        ("title_zh", "中文标题"),
        ("abstract_zh", "中文摘要"),
        ("tldr_zh", "中文 TL;DR"),
        ("category", "分类"),
        ("author", "作者"),
        ("listed_under", "来源归类"),
        ("some_new_place", "some_new_place"),
    ],
)
def test_every_place_has_its_name(where, place):
    reason = {"where": where, "found": "SAM", "topic": "sam"}
    assert blocks(ZH, verdict(reason=reason))[0][1] == f"{place} “SAM”"


@pytest.mark.parametrize(
    ("miss", "line"),
    [
        ("nothing_found", "The paper mentions nothing of this topic."),
        ("missing_word", "It does not mention “x-ray”."),
        ("missing_category", "It is not in the category x-ray."),
        ("missing_author", "It is not by x-ray."),
        ("excluded", "It mentions “x-ray”, which you excluded."),
        ("something_new", "The paper mentions nothing of this topic."),
    ],
)
def test_a_miss_says_what_was_lacking(miss, line):
    assert blocks(EN, missed(miss, "x-ray")) == [("✗ 医学图像", line)]


def test_a_score_that_is_too_low_says_how_to_let_more_in():
    [(heading, text)] = blocks(ZH, missed("too_low", score=0.31, reason=REASON))
    assert heading == "✗ 医学图像（0.31 < 0.50）"
    assert text.endswith("相关度不够。想放宽：/settings amount more")


def test_a_score_just_below_is_not_shown_as_enough():
    assert blocks(EN, missed("too_low", score=0.4968))[0][0] == "✗ 医学图像 (0.497 < 0.500)"


def test_what_became_of_the_paper_is_said_first():
    assert explain(EN, verdict()).body == "It matches, and has not been pushed here yet."
    assert explain(EN, missed("nothing_found")).body == "It matches none of the topics here."
    assert explain(EN).body == "This chat follows no topics, so nothing is pushed here."
    pushed = explain(ZH, verdict(), pushed_on=date(2026, 11, 21))
    assert pushed.body == "已于 2026-11-21 推送到这里。"


def test_the_paper_can_be_opened_from_there():
    message = why(ZH, paper=paper(), verdicts=[], pushed_on=None)
    assert message.actions == (Action("查看论文", "paper", "2403.15603"),)
    assert why(ZH, paper=paper(arxiv_id=None), verdicts=[], pushed_on=None).actions == ()
