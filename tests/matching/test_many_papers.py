"""Many papers at once, topics that come and go: what is said is what one paper and one matcher say."""

import random

import pytest

from bot.matching.matcher import Matcher, PaperText
from bot.matching.query import parse_query

QUERIES = [
    "医学图像", "medical imaging -survey", "GAN", "GAN -cat:cs.CV", "SAM", "机器人", "聊天机器人",
    "robot OR avatar", "医学图像 深度学习", "医学图像 transformer OR 机器人 -SAM", '"protein folding"',
    '"medical image" -"power transformer"', "protein folding", "cat:cs.CV", "cat:math -GAN",
    'author:"Ann Lee"', 'author:He cat:cs', "代数几何", "ribosome OR ribosome cell", "éclair", "3DGS",
    "-robot deep learning", "基于深度学习的医学图像分割", "LLM OR LLM agent", "蛋白质 -医学图像",
]  # fmt: skip
ENGLISH = [
    "GANs", "medical images", "a survey of", "deep learning", "robots", "SAM", "Sam", "ribosome",
    "power transformer", "transformers", "protein folding", "protein", "folding", "cell", "LLM",
    "avatars", "chatbot", "large language models", "an MRI", "éclairs", "3DGS", "agent", "\n", ".",
    "segment anything model (SAM)", "spatial audio matching (SAM)", "we", "of the", "x",
]  # fmt: skip
CHINESE = [
    "医学影像", "深度学习", "机器人", "聊天机器人", "蛋白质", "分割", "大语言模型", "GAN", "的", "。",
    "对话", "扩散模型", "ＬＬＭ", "醫學圖像", "虚拟人", " ", "代数几何",
]  # fmt: skip
CATEGORIES = ["cs.CV", "cs.LG", "math.AG", "eess.IV", "cs", "stat.ML"]
AUTHORS = ["Ann Lee", "Lee, A.", "Kaiming He", "K. He", "", "王芳"]
LISTED = ["医学图像", "元宇宙/虚拟人", "机器人", ""]


def write(dice: random.Random) -> PaperText:
    """A paper of English, of Chinese, of both or of nothing, with labels or without."""

    def words(known, most):
        return " ".join(dice.choices(known, k=dice.randint(0, most)))

    has_english, has_chinese, is_labelled = (dice.random() < 0.7 for _ in range(3))
    return PaperText(
        title=words(ENGLISH, 4) if has_english else "",
        abstract=words(ENGLISH, 60) if has_english else "",
        title_zh=words(CHINESE, 4) if has_chinese else "",
        abstract_zh=words(CHINESE, 40) if has_chinese else "",
        tldr_zh=words(CHINESE, 6) if has_chinese else "",
        categories=tuple(dice.sample(CATEGORIES, dice.randint(0, 3))) if is_labelled else (),
        authors=tuple(dice.choices(AUTHORS, k=dice.randint(0, 3))) if is_labelled else (),
        listed_under=tuple(dice.sample(LISTED, dice.randint(0, 2))) if is_labelled else (),
    )


def hang(lexicon, topics):
    matcher = Matcher(lexicon)
    for topic_id, query in topics:
        matcher.add(topic_id, parse_query(query))
    return matcher


def say(matches):
    """All that somebody sees of matches."""
    return [(match.topic, match.score, match.label, str(match.reason)) for match in matches]


def weigh(matches):
    """The score of each topic; which of two comes first may be a matter of rounding."""
    return {match.topic: pytest.approx(match.score) for match in matches}


@pytest.mark.parametrize("many", [0, 1, 2, 63, 64, 65, 130])
@pytest.mark.parametrize("which", ["small", "shipped"])
def test_each_of_many_papers_gets_what_it_gets_alone(request, which, many):
    matcher = hang(request.getfixturevalue(which), zip(QUERIES, QUERIES, strict=True))
    dice = random.Random(many)
    papers = [write(dice) for _ in range(many)]
    alone = [say(matcher.match(paper)) for paper in papers]
    assert [say(matches) for matches in matcher.match_all(papers)] == alone
    assert not papers[2:] or any(alone)
    strong = [[each for each in said if each[1] >= 0.3] for said in alone]
    assert [say(matches) for matches in matcher.match_all(papers, least=0.3)] == strong
    some = [[each for each in said if each[0] in QUERIES[::2]] for said in alone]
    assert [say(matches) for matches in matcher.match_all(papers, QUERIES[::2])] == some


@pytest.mark.parametrize("seed", range(20))
def test_a_matcher_whose_topics_came_and_went_says_what_a_new_one_says(small, seed):
    dice = random.Random(seed)
    matcher, left = Matcher(small), {}
    papers = [write(dice) for _ in range(5)]
    for _ in range(2 * seed):
        topic_id, query = dice.randint(0, 6), dice.choice(QUERIES)
        left.pop(topic_id, None)
        if dice.random() < 0.6:
            matcher.add(topic_id, parse_query(query))
            left[topic_id] = query
        else:
            matcher.discard(topic_id)
        if dice.random() < 0.3:
            list(matcher.match_all(papers))
    fresh = hang(small, left.items())
    assert len(matcher) == len(fresh)
    for paper, matches in zip(papers, matcher.match_all(papers), strict=True):
        matches_anew = fresh.match(paper)
        assert weigh(matches) == weigh(matches_anew)
        assert {each[0]: each[2] for each in say(matches)} == {
            each[0]: each[2] for each in say(matches_anew)
        }
        assert all(match.label in left[match.topic] for match in matches)
        for topic_id in left:
            again, anew = (each.explain(topic_id, paper) for each in (matcher, fresh))
            assert type(again) is type(anew)


def test_of_equal_scores_the_oldest_topic_comes_first_also_when_one_has_come_again(small):
    matcher = hang(small, [("a", "GAN"), ("b", "GAN"), ("c", "GAN OR avatar"), ("d", "GAN")])
    paper = PaperText(title="GANs")
    assert [match.topic for match in matcher.match(paper)] == ["a", "b", "c", "d"]
    matcher.add("b", parse_query("GAN"))
    assert [match.topic for match in matcher.match(paper)] == ["a", "c", "d", "b"]


@pytest.mark.parametrize("query", ["author:He cat:cs", "cat:cs author:He", "avatar chatbot"])
def test_of_equal_needs_the_first_that_was_typed_is_the_reason_whatever_else_there_is(
    small, query
):
    paper = PaperText(title="Avatars, chatbots", authors=("He",), categories=("cs",))
    topics = [(number, needed) for needed in query.split() for number in (needed, needed + "2")]
    for others in ([], topics[:2], topics[2:], topics):
        matcher = hang(small, [*others, ("asked", query)])
        (match,) = matcher.match(paper, only=["asked"])
        assert match.label in query.split()[0]


def test_topics_may_come_and_go_while_what_was_found_is_read(small):
    matcher = hang(small, [("a", "GAN avatar"), ("b", "GAN OR robot")])
    papers = [PaperText(title="GANs for avatars")] * 2
    expected = say(matcher.match(papers[0]))
    reading = matcher.match_all(papers)
    first = say(next(reading))
    matcher.discard("a")
    matcher.add("b", parse_query("avatar OR GAN cell"))
    matcher.add("c", parse_query("of something else entirely"))
    assert first == say(next(reading)) == expected


def test_nothing_is_found_by_a_matcher_without_topics_or_after_the_last_has_gone(small):
    papers = [write(random.Random(0)), PaperText()]
    matcher = Matcher(small)
    assert list(matcher.match_all(papers)) == [[], []]
    matcher.add("a", parse_query("GAN OR robot -survey"))
    matcher.discard("a")
    matcher.discard("a")
    assert list(matcher.match_all(papers)) == [[], []]
    assert len(matcher) == 0
