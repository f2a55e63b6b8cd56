"""Outside text cannot steer a terminal or turn the reading direction."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clean import clean_line, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\x1b[31mred\x1b[0m title", "red title"),
        ("\x1b]0;window title\x07shown", "shown"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jgone", "gone"),
        ("over\rwritten", "over\nwritten"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b\x07c", "abc"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("a\tb", "a   b"),
        ("👩\u200d🔬 stays", "👩\u200d🔬 stays"),
    ],
)
def test_what_is_no_text_is_taken_out(raw, clean):
    assert clean_text(raw) == clean


def test_a_title_over_several_lines_becomes_one_line():
    assert clean_line(" Forward\n  Learning\u2028for \u200fMaps ") == "Forward Learning for Maps"


@given(st.text(st.characters(codec=None, categories=None)))
def test_no_text_keeps_a_control_character(text):
    cleaned = clean_text(text)
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in cleaned)
    assert clean_text(cleaned) == cleaned
