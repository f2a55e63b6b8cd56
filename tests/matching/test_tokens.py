import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.tokens import join_tokens, tokens

LIKELY = st.lists(
    st.one_of(
        st.text(
            st.one_of(
                st.sampled_from("abcdefgimnoprstuABCS 0123'-–_/.,:()\n"),
                st.sampled_from("医学图像影用于　醫學圖，。ＬＭ３éüßΩИかナ한글𠀀"),
            ),
            max_size=12,
        ),
        st.sampled_from(
            ["multi", "Non-", "pre-trained", "models", "it's", "C++", "C#", " ", "x" * 70]
        ),
    ),
    max_size=12,
).map("".join)
QUICK = settings(deadline=None, max_examples=300)


def test_words_and_chinese_bigrams_are_tokens() -> None:
    assert tokens("医学图像 for 3D Tumours, 脑") == [
        "医学",
        "学图",
        "图像",
        "for",
        "3d",
        "tumour",
        "脑",
    ]


def test_a_query_of_two_characters_is_one_of_the_tokens_of_its_text() -> None:
    assert set(tokens("圖像")) <= set(tokens("基于深度学习的医学图像分割"))


def test_the_genitive_of_what_ends_in_latin_behind_hangul_leaves_no_apostrophe() -> None:
    assert tokens("글0's LLM을") == ["글0", "s", "llm", "을"]


def test_a_word_that_no_one_means_is_cut() -> None:
    assert tokens("x" * 1_000) == ["x" * 64]


@given(LIKELY)
@QUICK
def test_tokens_are_letters_and_digits_alone(text: str) -> None:
    assert all(re.fullmatch(r"[^\W_]+", token) for token in tokens(text))


@given(st.one_of(LIKELY, st.text(max_size=80)))
@QUICK
def test_a_text_is_stored_under_exactly_the_tokens_that_are_asked_for(text: str) -> None:
    stored = join_tokens(text)
    assert set(stored.split()) == set(tokens(text))
    assert stored == " ".join(stored.split())


@pytest.mark.parametrize(
    "text",
    [
        "Multi modal models of non convex multi-\nmodal games",
        "医学 图像：MRI 与 multi modal 学习，脑 图",
        "a deep-learning model; the deep-learning model",
        "",
    ],
)
def test_tokens_are_the_same_in_whole_texts(text: str) -> None:
    assert set(join_tokens(text).split()) == set(tokens(text))


def test_a_word_that_comes_again_is_stored_once() -> None:
    assert join_tokens("a model of a model").split() == ["a", "model", "of"]
