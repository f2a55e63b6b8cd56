"""Terms of both languages, their translation and acronyms, from papers that these tests make up."""

import random

import numpy as np
import pytest

from bot.learning import chinese, english
from bot.learning.acronyms import learn_acronyms
from bot.learning.corpus import PreparedPaper
from bot.learning.counted import Counted
from bot.learning.review import Review
from bot.learning.space import learn_space
from bot.learning.table import learn_table

TOPICS = [
    ("graph neural network", "图神经网络"),
    ("speech recognition", "语音识别"),
    ("protein folding", "蛋白质折叠"),
    ("quantum error correction", "量子纠错"),
    ("image denoising", "图像去噪"),
    ("credit scoring", "信用评分"),
    ("traffic forecasting", "交通预测"),
    ("drug discovery", "药物发现"),
    ("point cloud", "点云"),
]
WORDS = [
    "river",
    "stone",
    "window",
    "market",
    *(each for name, _ in TOPICS for each in name.split()),
]
CHARACTERS = "山水木火土金日月星云雨风雷电田石竹花鸟鱼"


def make_paper(chance: random.Random) -> PreparedPaper:
    """A paper on one topic, with noise round its name."""
    name, zh = chance.choice(TOPICS)
    noise = [" ".join(chance.choices(WORDS, k=4)) for _ in range(3)]
    around = ["".join(chance.choices(CHARACTERS, k=6)) for _ in range(4)]
    return PreparedPaper(
        head_en=f" {noise[0]} {name} ",
        body_en=f" {noise[1]} {name} . {noise[2]} ",
        head_zh=f" {around[0]}{chance.choice('的和与')}{zh}{chance.choice('的和中')}{around[1]} ",
        body_zh=f" {around[2]}{chance.choice('对于在')}{zh}{chance.choice('的是等')}{around[3]} ",
        abstract="",
    )


@pytest.fixture(scope="module")
def terms() -> tuple[Counted, Counted]:
    chance = random.Random(1)
    papers = [make_paper(chance) for _ in range(600)]
    return english.find_terms(papers), chinese.find_terms(papers)


def test_the_names_of_topics_are_terms_and_pieces_of_them_are_none(terms):
    in_english, in_chinese = terms
    assert {name for name, _ in TOPICS} <= set(in_english.terms)
    assert {zh for _, zh in TOPICS} <= set(in_chinese.terms)
    assert "neural network" not in in_english.terms
    assert not {"神经网络", "图神经", "量子纠"} & set(in_chinese.terms)


def test_a_term_is_counted_by_papers_and_known_to_be_in_titles(terms):
    in_english, _ = terms
    number = list(in_english.terms).index("speech recognition")
    rows = in_english.term == number
    assert len(in_english.papers_of(number)) == in_english.papers[number] > 50
    # The noise has the two words side by side once in a while.
    assert in_english.in_title[rows].mean() > 0.9
    assert np.median(in_english.times[rows]) == 2


def test_a_chinese_term_is_translated(terms):
    found = {entry.zh: entry.anchor for entry in learn_table(*terms, lambda share: None)}
    assert {zh: found[zh] for _, zh in TOPICS} == {zh: name for name, zh in TOPICS}


def test_a_topic_lies_near_its_translation_and_far_from_others(terms):
    space = learn_space(*terms, lambda share: None)
    unit = space.vectors / np.linalg.norm(space.vectors, axis=1, keepdims=True)
    rows = {term: row for row, term in enumerate(space.terms)}
    name, zh = TOPICS[1]
    assert unit[rows[name]] @ unit[rows[zh]] > 0.9
    assert unit[rows[name]] @ unit[rows[TOPICS[2][1]]] < 0.3


def test_the_same_papers_give_the_same_space(terms):
    first, second = (learn_space(*terms, lambda share: None) for _ in range(2))
    assert first.terms == second.terms
    assert first.vectors.tobytes() == second.vectors.tobytes()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We use 3D Gaussian Splatting (3DGS), which", ("3DGS", "3d gaussian splatting")),
        ("by large language models (LLMs), and", ("LLM", "large language model")),
        ("retrieval-augmented generation (RAG),", ("RAG", "retrieval augmented generation")),
        ("in a graph (see Figure), we", None),
        ("it works well (AGI), we think", None),
    ],
)
def test_an_acronym_is_explained_by_the_words_before_it(text, found):
    acronyms = learn_acronyms([text, text, text])
    assert [(each.short, each.long) for each in acronyms] == ([found] if found else [])


def test_an_acronym_that_one_paper_explains_is_not_learned():
    assert learn_acronyms(["large language models (LLMs),"]) == []


def test_the_review_drops_replaces_and_takes_away(terms):
    entries = learn_table(*terms, lambda share: None)
    review = Review.read(
        "drop: [语音识别]\ninstead: {蛋白质折叠: [Folding of Proteins]}\n"
        "without: {量子纠错: [quantum error correction]}\n"
    )
    found = {entry.zh: entry.english for entry in review.correct(entries)}
    assert "语音识别" not in found
    assert found["蛋白质折叠"] == (("folding of protein", 1.0),)
    assert "quantum error correction" not in dict(found.get("量子纠错", ()))


def test_the_review_that_ships_can_be_read():
    review = Review.load()
    assert "的" not in review.dropped
    assert "received" in review.without["注意力"] or "注意力" in review.instead


def make_paper_on_brains(chance: random.Random) -> PreparedPaper:
    """脑电 stands only before another term, which stands alone often enough; what follows 图像分
    begins none."""
    follows, english_name = chance.choice(
        [("信号", "signal"), ("数据", "data"), ("采集", "recording")]
    )
    head = chance.choice([f"脑电{follows}", follows, f"图像分{chance.choice('类割辨')}"])
    noise = ["".join(chance.choices(CHARACTERS, k=6)) for _ in range(2)]
    return PreparedPaper(
        head_en=f" {'eeg ' * head.startswith('脑电')}{english_name} ",
        body_en=f" {chance.choice(WORDS)} {chance.choice(WORDS)} ",
        head_zh=f" {noise[0]}{chance.choice('的和与')}{head}.基于{head}的{noise[1]} ",
        body_zh=f" {head} ",
        abstract="",
    )


def test_a_short_name_that_stands_only_in_longer_ones_is_a_term_and_a_piece_of_a_word_is_none():
    chance = random.Random(1)
    papers = [make_paper_on_brains(chance) for _ in range(400)]
    found = chinese.find_terms(papers)
    assert {"脑电", "信号"} <= set(found.terms)
    assert not {"图像分", "脑", "电信"} & set(found.terms)
    entries = learn_table(english.find_terms(papers), found, lambda share: None)
    assert {entry.zh: entry.anchor for entry in entries}["脑电"] == "eeg"


def test_what_only_begins_with_a_link_is_no_term(terms):
    _, in_chinese = terms
    chance = random.Random(1)
    found = chinese.find_terms([make_paper_on_brains(chance) for _ in range(400)])
    for each in (*in_chinese.terms, *found.terms):
        assert not each.startswith(("基于", "于"))
