import json

import pytest

from bot.matching.matcher import Match, Matcher, Miss, PaperText, Reason, Where
from bot.matching.query import parse_query


def reason(matcher, query, **paper):
    matcher.add("topic", parse_query(query))
    (match,) = matcher.match(PaperText(**paper))
    return match.reason


@pytest.mark.parametrize(
    ("query", "paper", "expected"),
    [
        (
            "医学图像",
            {"title": "On Medical Image Segmentation"},
            Reason(Where.TITLE, "Medical Image Segmentation", "医学图像"),
        ),
        (
            "医学图像",
            {"abstract": "two\nCT\nscans"},
            Reason(Where.ABSTRACT, "CT scans", "医学图像"),
        ),
        ("gan", {"abstract": "we use GANs"}, Reason(Where.ABSTRACT, "GANs", "gan")),
        ("GAN", {"title_zh": "生成對抗網絡"}, Reason(Where.TITLE_ZH, "生成對抗網絡", "GAN")),
        ("虚拟人", {"tldr_zh": "一种虚拟人"}, Reason(Where.TLDR_ZH, "虚拟人", "虚拟人")),
        ("代数几何", {"categories": ("math.AG",)}, Reason(Where.CATEGORY, "math.AG", "代数几何")),
        ("cat:cs", {"categories": ("cs.CV",)}, Reason(Where.CATEGORY, "cs.CV", "cs")),
        (
            "author:何恺明",
            {"authors": ("何恺明",)},
            Reason(Where.AUTHOR, "何恺明", "何恺明"),
        ),
        (
            "MIA",
            {"listed_under": ("医学图像",)},
            Reason(Where.LISTED_UNDER, "医学图像", "MIA"),
        ),
    ],
)
def test_a_match_says_what_was_found_where_and_for_what(matcher, query, paper, expected):
    assert reason(matcher, query, **paper) == expected


def test_a_reason_in_words_does_not_repeat_itself(matcher):
    assert (
        str(reason(matcher, "医学图像", title="Medical image")) == "标题: Medical image = 医学图像"
    )
    assert str(reason(matcher, "medical image", title="Medical images")) == "标题: Medical images"


def test_a_reason_survives_json(matcher):
    found = reason(matcher, "医学图像", title="Medical image")
    assert Reason.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_why_not_names_what_was_missing(matcher):
    matcher.add(1, parse_query("医学图像 深度学习 OR protein folding problem"))
    paper = PaperText(title="Deep learning for text")
    assert matcher.explain(1, paper) == Miss(1, missing=("医学图像",))


def test_why_not_names_what_was_excluded(matcher):
    matcher.add(1, parse_query("GAN -survey"))
    paper = PaperText(title="A Survey of GANs")
    assert matcher.explain(1, paper) == Miss(1, excluded=Reason(Where.TITLE, "Survey", "survey"))


def test_why_gives_the_match(matcher):
    matcher.add(1, parse_query("GAN"))
    paper = PaperText(title="A GAN")
    found = matcher.explain(1, paper)
    assert isinstance(found, Match)
    assert [found] == matcher.match(paper)


def test_why_of_an_unknown_topic_is_an_error(matcher):
    with pytest.raises(KeyError):
        matcher.explain("nobody", PaperText(title="x1"))


@pytest.mark.parametrize(
    ("query", "title", "missing"),
    [
        ("蛋白质设计的扩散模型", "Diffusion Models", ("蛋白质设计",)),
        ("蛋白质设计的扩散模型", "Kites", ("蛋白质设计", "扩散模型")),
        ("GAN OR 强化学习 机器人", "Robots", ("强化学习",)),
        ("GAN OR 强化学习 机器人", "Kites", ("强化学习", "机器人")),
        ("GAN", "Kites", ("GAN",)),
    ],
)
def test_a_miss_names_what_is_lacking_of_what_comes_closest(shipped, query, title, missing):
    matcher = Matcher(shipped)
    matcher.add("topic", parse_query(query))
    assert set(matcher.explain("topic", PaperText(title=title)).missing) == set(missing)
