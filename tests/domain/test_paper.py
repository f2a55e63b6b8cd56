"""When two titles name one paper, and when one reading is emptier than another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.paper import Reading, Section, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MixerFlow for Image Modelling.", "MixerFlow for Image Modelling"),
        (
            "Uniform Attention Maps:   Boosting\n Fidelity",
            "Uniform attention maps: boosting fidelity",
        ),
        ("Breaking $L_2$-Norm {B}ounds", r"Breaking \(L_{2}\)-norm bounds"),
        ("Schrödinger Bridges", "Schrodinger bridges"),
        ("Straße", "STRASSE"),
        ("ＣＴ－Ｍａｍｂａ", "CT-Mamba"),
        ("基于前向学习的显著图生成。", "基于前向学习的显著图生成"),
        ("CT–Mamba: “A” Model", "CT-Mamba: 'A' model"),
    ],
)
def test_titles_that_differ_in_form_alone_name_one_paper(one, other):
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SAM 2: Segment Anything", "SAM 3: Segment Anything"),
        ("医学图像分割", "医学图像分类"),
        ("A Survey of NeRF", "A Survey of NeRFs"),
    ],
)
def test_titles_that_differ_in_letters_or_digits_do_not(one, other):
    assert title_key(one) != title_key(other)


def test_a_title_without_letters_has_no_key():
    assert title_key(" $…$ ?! ") == ""


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_the_key_of_a_key_is_the_key(title):
    assert title_key(title_key(title)) == title_key(title)


@settings(max_examples=200, deadline=None)
@given(st.text("abcdefg é中文123", min_size=1))
def test_case_and_spaces_do_not_matter(title):
    assert title_key(f"  {title.upper()}. ") == title_key(title.replace(" ", "  "))


def test_the_size_of_a_reading_counts_all_its_text():
    reading = Reading(
        source="talk2paper",
        lang="zh",
        title="一二",
        abstract="三",
        tldr="四五六",
        takeaways=("七", "八"),
        sections=(Section("九", "十十"),),
    )
    assert reading.size == 11
    assert Reading(source="talk2paper", lang="zh").size == 0
