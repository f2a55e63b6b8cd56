"""Lines are broken where Chinese and English are."""

import pytest

from adapters.console.wrap import wrap


@pytest.mark.parametrize(
    ("paragraph", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("不用反向传播也能", ["不用反向传", "播也能"]),
        ("不用反向传，播也", ["不用反向", "传，播也"]),
        ("它说了不（即使", ["它说了不", "（即使"]),
        ("用 U-Net 分割图像", ["用 U-Net", "分割图像"]),
        ("abcdefghijklmno", ["abcdefghij", "klmno"]),
        ("see https://a.example/bcdef now", ["see", "https://a.example/bcdef", "now"]),
        ("fits", ["fits"]),
        ("", [""]),
    ],
)
def test_a_paragraph_is_broken_at_ten_columns(paragraph, lines):
    assert wrap(paragraph, 10) == lines


def test_without_a_width_nothing_is_broken():
    assert wrap("word " * 50, None) == ["word " * 50]


def test_a_letter_stays_with_its_marks():
    family = "👩\u200d👩\u200d👧"
    assert wrap(f"一二三四{family}", 10) == ["一二三四", family]
