import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.text import (
    Searchable,
    fold_plural,
    has_cjk,
    normalise,
    pattern_of,
)

LIKELY = st.text(
    st.one_of(
        st.sampled_from("abcdefgimnoprstuABCS 0123'-–_/.,:()\n"),
        st.sampled_from("医学图像影用于　醫學圖，。ＬＭ３éüßΩИかナ"),
    ),
    max_size=60,
)
QUICK = settings(deadline=None, max_examples=150)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＬＬＭ", "llm"),
        ("醫學影像", "医学影像"),
        ("醫學　圖像", "医学图像"),
        ("医学  图像", "医学图像"),
        ("3D 高斯 泼溅", "3d 高斯泼溅"),
        ("3D高斯泼溅", "3d 高斯泼溅"),
        ("用于NER任务", "用于 ner 任务"),
        ("time-series", "time series"),
        ("time–series", "time series"),
        ("snake_case/slash", "snake case slash"),
        ("Large Language Models", "large language model"),
        ("Multi-Modal", "multimodal"),
        ("multi modal", "multimodal"),
        ("Pre-training", "pretraining"),
        ("non-convex", "nonconvex"),
        ("Schrödinger", "schrodinger"),
        ("Alzheimer's disease", "alzheimer disease"),
        ("C++", "cplusplus"),
        ("ﬁne-tuning", "fine tuning"),
        ("乾燥與乾坤", "干燥与乾坤"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_spellings_of_one_thing_become_one(written, normal):
    assert normalise(written) == normal


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("images", "image"),
        ("studies", "study"),
        ("classes", "class"),
        ("boxes", "box"),
        ("matrices", "matrix"),
        ("analyses", "analysis"),
        ("series", "series"),
        ("bias", "bias"),
        ("biases", "bias"),
        ("loss", "loss"),
        ("analysis", "analysis"),
        ("virus", "virus"),
        ("llms", "llm"),
        ("gas", "gas"),
        ("is", "is"),
    ],
)
def test_plurals_fold_to_one_singular(plural, singular):
    assert fold_plural(plural) == singular
    assert fold_plural(singular) == singular


def test_a_phrase_does_not_reach_over_punctuation():
    text = Searchable("We collect images. Segmentation follows; 医学。图像").text
    assert pattern_of("image segmentation") not in text
    assert pattern_of("医学图像") not in text


def test_a_phrase_reaches_over_hyphens_and_line_breaks():
    assert pattern_of("image segmentation") in Searchable("image-\nsegmentation").text
    assert pattern_of("医学图像") in Searchable("医学\n图像").text


@given(LIKELY)
@QUICK
def test_what_is_normal_stays_as_it_is(text):
    assert normalise(normalise(text)) == normalise(text)


@given(LIKELY)
@QUICK
def test_case_and_width_make_no_difference(text):
    assert normalise(text.upper().lower()) == normalise(text.lower())
    assert normalise(unicodedata.normalize("NFKC", text)) == normalise(text)


@given(st.text(max_size=80))
@QUICK
def test_no_text_at_all_is_too_strange(text):
    assert normalise(text) == normalise(text).strip()


@given(LIKELY, st.data())
@QUICK
def test_the_original_of_each_piece_is_that_piece(text, data):
    searchable = Searchable(text)
    pieces = [match.span() for match in re.finditer(r"[^ .]+", searchable.text)]
    if pieces:
        start, end = data.draw(st.sampled_from(pieces))
        assert normalise(searchable.original(start, end)) == searchable.text[start:end]
        assert normalise(searchable.quote(start, end)) == searchable.text[start:end]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("On Medical\nImages and CT", "medical image", "Medical Images"),
        ("關於醫學 影像的研究", "医学影像", "醫學 影像"),
        ("關於醫學 影像的研究", "影像", "影像"),
        ("Multi-modal NeRFs", "multimodal", "Multi-modal"),
        ("Multi-modal NeRFs", "nerf", "NeRFs"),
        ("Case studies: a study", "study", "study"),
        ("Kähler geometry", "kahler", "Kähler"),
        ("用ＳＡＭ分割", "sam", "SAM"),
    ],
)
def test_what_was_found_is_shown_as_the_paper_has_it(text, name, found):
    searchable, pattern = Searchable(text), pattern_of(name)
    start = searchable.text.index(pattern)
    assert searchable.quote(start, start + len(pattern)) == found


def test_chinese_is_seen_anywhere_in_a_text():
    assert has_cjk("GAN 生成")
    assert not has_cjk("Schrödinger")
    assert not has_cjk("")


def test_half_a_character_among_traditional_ones_is_no_obstacle():
    assert normalise("醫\ud800學") == "医学"


def test_an_apostrophe_is_part_of_no_word_of_another_script():
    assert normalise("글's") == "글 s"
