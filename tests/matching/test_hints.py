"""The cheap question before the dear one: no paper that matches is passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.topic import Hints
from bot.matching.hints import find_hints
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import Matcher, PaperText
from bot.matching.query import parse_query
from bot.matching.tokens import tokens
from tests.matching.conftest import SMALL

LEXICON = Lexicon.read(SMALL)
QUERIES = (
    "医学图像", "medical image -MRI", "SAM OR 分割一切", "RAG", "机器人 cat:cs.RO", "cat:eess.IV", "cat:math",
    'author:"Kaiming He"', 'author:"K He" 强化学习', "代数几何", "基于深度学习的扩散模型", "3D高斯泼溅", "像",
    "graphene", '"power grid" transformer', "LM OR cat:stat.ML", "图自监督学习",
)  # fmt: skip
FRAGMENTS = (
    "醫學圖像", "医学影像", "Medical-Images", "ＭＲＩ", "CT scans", "segment anything", "SAMs", "SAM", "RAG",
    "聊天机器人", "robots", "机器人", "强化学习", "reinforcement learning", "RL", "深度学习", "扩散模型",
    "３Ｄ 高斯泼溅", "3D Gaussian Splatting", "图像", "graphene", "Power Grid transformers", "LMs", "LM",
    "图自监督学习", "algebraic geometries", "a study of", "的", "。",
)  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=5).map(" ".join)
papers = st.builds(
    PaperText,
    title=texts,
    abstract=texts,
    title_zh=texts,
    categories=st.lists(
        st.sampled_from(["eess.IV", "cs.RO", "math.AG", "stat.ML"]), max_size=2
    ).map(tuple),
    authors=st.lists(st.sampled_from(["Kaiming He", "He, K.", "Ann Lee"]), max_size=2).map(tuple),
    listed_under=st.lists(st.sampled_from(["医学图像", "虚拟人/机器人", "RAG"]), max_size=1).map(
        tuple
    ),
)


def holds(paper: PaperText, hints: Hints) -> bool:
    texts = (paper.title, paper.abstract, paper.title_zh, *paper.authors, *paper.listed_under)
    words = set(tokens(" . ".join(texts)))
    return any(words.issuperset(tokens(name)) for name in hints.names) or any(
        f"{category}.".startswith(f"{name}.")
        for name in hints.categories
        for category in paper.categories
    )


@settings(deadline=None, max_examples=300)
@given(query=st.sampled_from(QUERIES), paper=papers)
def test_a_paper_that_matches_holds_a_hint(query: str, paper: PaperText) -> None:
    parsed = parse_query(query)
    matcher = Matcher(LEXICON)
    matcher.add("topic", parsed)
    hints = find_hints(parsed, LEXICON)
    assert hints is None or not matcher.match(paper) or holds(paper, hints)


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        ("graphene membranes", Hints(names=("graphene",))),
        ("graphene cat:cond-mat", Hints(names=("graphene",))),
        ("graphene OR cat:cond-mat", Hints(names=("graphene",), categories=("cond-mat",))),
        ('author:"K. M. He"', Hints(names=("he",))),
        ("像", None),
        ("graphene OR 像", None),
    ],
)
def test_of_what_a_query_needs_one_thing_is_the_hint(query: str, hints: Hints | None) -> None:
    assert find_hints(parse_query(query), LEXICON) == hints


def test_a_topic_has_all_its_terms_as_hints() -> None:
    hints = find_hints(parse_query("医学图像"), LEXICON)
    assert hints is not None
    assert {"medical imaging", "radiograph", "mri", "mia"} <= set(hints.names)
    assert hints.categories == ("eess.IV",)
