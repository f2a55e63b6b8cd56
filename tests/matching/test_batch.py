import pytest

from bot.errors import UsageError
from bot.matching.batch import match_lines

PAPER = {"id": "2403.15603", "title": "Medical image segmentation", "abstract": ""}


def run(small, topics, papers):
    return list(match_lines(topics, papers, small))


def test_every_pair_with_a_score_is_one_line(small):
    topics = [{"topic": "a", "query": "医学图像"}, {"topic": "b", "query": "GAN"}]
    assert run(small, topics, [PAPER, {"id": "x", "title": "Trees"}]) == [
        {
            "topic": "a",
            "paper": "2403.15603",
            "score": pytest.approx(0.75, abs=0.25),
            "matched": True,
            "reason": "标题: Medical image segmentation = 医学图像",
        }
    ]


def test_a_weak_pair_is_printed_and_not_matched(small):
    paper = {"id": "x", "title": "On brains", "abstract": "in an MRI"}
    (line,) = run(small, [{"topic": "a", "query": "医学图像"}], [paper])
    assert line["matched"] is False
    assert 0 < line["score"] < 1


def test_every_field_of_a_paper_is_read_and_null_is_absent(small):
    topics = [{"topic": "a", "query": "代数几何 author:Serre 虚拟人 机器人"}]
    paper = {
        "id": "x", "title": "y", "abstract": None, "title_zh": "虚拟人", "abstract_zh": None,
        "tldr_zh": "机器人", "categories": ["math.AG"], "authors": ["J.-P. Serre"],
    }  # fmt: skip
    assert len(run(small, topics, [paper])) == 1


@pytest.mark.parametrize(
    ("topics", "papers", "complaint"),
    [
        ([{"query": "GAN"}], [], "topic 1: “topic” has to be a text"),
        ([{"topic": "a"}], [], "topic 1: “query” has to be a text"),
        ([], [{"title": "x"}], "paper 1: “id” has to be a text"),
        ([], [PAPER, {"id": "x", "title": 5}], "paper 2: “title” has to be a text"),
        ([], [{"id": "x", "authors": "He"}], "paper 1: “authors” has to be a list of texts"),
        ([], [{"id": "x", "categories": [1]}], "paper 1: “categories” has to be a list"),
    ],
)
def test_a_malformed_line_is_refused_with_its_number(small, topics, papers, complaint):
    with pytest.raises(UsageError, match=complaint):
        run(small, topics, papers)


def test_a_malformed_query_is_refused_with_its_place(small):
    with pytest.raises(UsageError, match="topic 1, at character 1 of its query: "):
        run(small, [{"topic": "a", "query": "-x"}], [])
