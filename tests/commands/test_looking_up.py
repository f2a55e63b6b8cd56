"""Papers looked up, searched for and explained, as people type it."""

import re

import pytest

from tests.papers import entry, medical
from tests.talk import Talk


@pytest.mark.parametrize(
    "asked",
    [
        "2403.00001",
        "arXiv:2403.00001v2",
        "https://arxiv.org/abs/2403.00001",
        "https://arxiv.org/pdf/2403.00001v1.pdf",
        "https://huggingface.co/papers/2403.00001",
        "10.48550/arXiv.2403.00001",
        "Medical Image Segmentation without Labels, part 2403.00001",
    ],
)
def test_paper_takes_every_form_of_id_and_the_title(talk: Talk, asked: str) -> None:
    talk.read(medical(zh={"title": "无需标注的医学图像分割", "tldr": "不用标注也能分割器官。"}))
    said = talk.say(f"/paper {asked}")
    assert "Medical Image Segmentation without Labels" in said
    assert "无需标注的医学图像分割" in said
    assert "不用标注也能分割器官。" in said
    assert "Ann Lee、Bo Chen、Cai Wu，另有 1 人" in said
    assert "https://arxiv.org/abs/2403.00001" in said


def test_several_papers_are_shown_at_once_and_the_unknown_ones_named(talk: Talk) -> None:
    talk.read(medical("2403.00001", 1), medical("2403.00002", 2))
    said = talk.say("/paper 2403.00001 2403.00002 2403.99999")
    assert "part 2403.00001" in said
    assert "part 2403.00002" in said
    assert "2403.99999" in said


def test_an_unknown_paper_is_one_honest_line(talk: Talk) -> None:
    said = talk.say("/paper 2403.15603")
    assert "2403.15603" in said
    assert len(said.strip().splitlines()) == 1


def test_bibtex_can_be_had_of_a_paper(talk: Talk) -> None:
    talk.read(medical())
    said = talk.say("/paper 2403.00001 bibtex")
    assert "@misc{" in said
    assert "eprint" in said
    assert "Ann Lee and Bo Chen" in said


@pytest.mark.parametrize("words", ["分割", "segmentation", "2403.00001", "Cai Wu"])
def test_search_finds_by_chinese_word_english_word_id_and_author(talk: Talk, words: str) -> None:
    talk.read(medical(zh={"title": "无需标注的医学图像分割"}), entry("2403.00007", 2))
    said = talk.say(f"/search {words}")
    assert "part 2403.00001" in said
    assert "2403.00007" not in said


def test_the_newest_papers_are_found_first_whenever_they_were_read(talk: Talk) -> None:
    talk.read(medical("2403.00009"), location="today.md")
    talk.clock.advance(days=1)
    talk.read(*(medical(f"2301.000{n:02}", n) for n in range(1, 11)), location="archive.md")
    said = talk.say("/search segmentation")
    assert "最新的 10 篇" in said
    assert re.findall(r"arxiv.org/abs/(\S+)", said)[:2] == ["2403.00009", "2301.00010"]


@pytest.mark.parametrize(
    "asked", ["9999.99999", "2403.156", "arXiv: 2413.00001", "１２３４．５v1"]
)
def test_what_looks_like_an_id_and_is_none_is_said_to_be_none(talk: Talk, asked: str) -> None:
    assert "不是 arXiv 编号；编号形如 2403.15603" in talk.say(f"/paper {asked}")


def test_searching_a_topic_finds_it_in_the_other_language(talk: Talk) -> None:
    talk.read(medical(title="Medical Imaging in the Wild"))
    assert "Medical Imaging in the Wild" in talk.say("/search 医学图像")


def test_why_names_the_term_that_brought_a_paper(talk: Talk) -> None:
    talk.read(medical())
    talk.say("/subscribe 医学图像")
    said = talk.say("/why 2403.00001")
    assert "Medical Image Segmentation" in said
    assert "医学图像" in said


def test_why_says_what_was_missing(talk: Talk) -> None:
    talk.read(entry("2403.00007"))
    talk.say("/subscribe 医学图像")
    assert "没有提到 “医学图像”" in talk.say("/why 2403.00007")


def test_a_category_or_an_author_that_a_paper_lacks_is_named_as_what_it_is(talk: Talk) -> None:
    talk.read(medical())
    talk.say("/subscribe cs.SD")
    talk.say('/subscribe author:"Kaiming He"')
    said = talk.say("/why 2403.00001")
    assert "不属于分类 cs.SD。" in said
    assert "作者中没有 Kaiming He。" in said
