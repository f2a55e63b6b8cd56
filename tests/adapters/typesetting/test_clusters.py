import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.typesetting.clusters import best_cut, floor_cut, is_visible, may_cut

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

#: Each is one letter to its reader.
ONE = {
    "a family": FAMILY,
    "a rainbow flag": RAINBOW,
    "a flag of two letters": "\U0001f1e8\U0001f1f3",
    "the flag of Scotland": SCOTLAND,
    "a skin tone": "\U0001f44d\U0001f3fd",
    "an accent": "e\u0301",
    "two accents": "a\u0308\u0304",
    "a keycap": "1\ufe0f\u20e3",
    "Hangul in single jamo": "\u1112\u1161\u11ab",
    "a Devanagari conjunct": "\u0915\u094d\u0937",
    "Thai with a vowel behind": "\u0e19\u0e33",
    "a line break of two characters": "\r\n",
}


@pytest.mark.parametrize("letter", ONE.values(), ids=ONE)
def test_a_letter_is_never_cut_in_two(letter):
    text = f"x{letter}y"
    places = [index for index in range(len(text) + 1) if may_cut(text, index)]
    assert places == [0, 1, 1 + len(letter), len(text)]


def test_flags_in_a_row_are_cut_between_the_flags():
    text = "\U0001f1e8\U0001f1f3\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"
    assert [index for index in range(len(text)) if may_cut(text, index)] == [0, 2, 4]


def test_a_heap_of_accents_is_cut_at_last():
    assert floor_cut("e" + "\u0301" * 5000, 4096) == 4096


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("one two three\n\nfour. five six", "one two three\n\n"),
        ("one two three\nfour. five six", "one two three\n"),
        ("one two three. four, five six", "one two three. "),
        ("一二三四五六七八。九十，十一十二", "一二三四五六七八。"),
        ("one two three four-five-six", "one two three "),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqr"),
    ],
)
def test_a_text_is_cut_where_it_reads_best(text, before):
    assert text[: best_cut(text, min(18, len(text) - 4))] == before


def test_a_place_too_far_back_is_not_taken():
    assert best_cut("ab. " + "x" * 100, 60) == 60


@given(
    st.text(st.sampled_from(["x", " ", "\n", "。", *FAMILY, "\u0301", "\U0001f1e8"]), max_size=60)
)
def test_a_cut_is_never_behind_the_limit_and_never_at_the_start(text):
    for index in range(1, len(text) + 1):
        assert 0 < floor_cut(text, index) <= index
        assert 0 < best_cut(text, index) <= index


@pytest.mark.parametrize("text", ["", " \n", "\u200d", "\u2060\ufe0f", "\u3000"])
def test_what_nobody_sees_is_not_visible(text):
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "。", "😀", " x "])
def test_what_somebody_sees_is_visible(text):
    assert is_visible(text)
