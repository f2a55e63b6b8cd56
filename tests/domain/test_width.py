"""Columns, as a terminal counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.width import shorten, text_width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("医学图像", 8), ("ＣＴ", 4), ("e\u0301", 1), ("“引”", 4), ("", 0)],
)
def test_chinese_letters_take_two_columns(text, columns):
    assert text_width(text) == columns


def test_a_long_text_is_cut_at_a_space_and_marked():
    assert shorten("Forward learning for saliency maps", 22) == "Forward learning for…"


def test_chinese_is_cut_between_letters():
    assert shorten("不用反向传播也能画出显著图", 11) == "不用反向传…"


def test_a_text_that_fits_is_left_alone():
    assert shorten("short", 5) == "short"


@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_never_wider_than_asked(text, columns):
    assert text_width(shorten(text, columns)) <= columns
