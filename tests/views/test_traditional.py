"""Readers of traditional characters: the same sentences, written otherwise."""

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bot.views.texts import TRADITIONAL, get_texts, nearest_language
from bot.views.traditional import write_own, write_theirs

CATALOGUE = Path(__file__).parents[2] / "bot/locales/zh_CN/LC_MESSAGES/chenbao.po"


def sentences() -> list[str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    said = [one.string for one in catalogue if one.id]
    return [text for one in said for text in ([one] if isinstance(one, str) else one)]


def fields(sentence: str) -> list[str | None]:
    return [name for _, name, _, _ in Formatter().parse(sentence)]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-hant", "zh-hant"),
        ("zh-TW", "zh-hant"),
        ("zh_HK", "zh-hant"),
        ("zh-Hant-MO", "zh-hant"),
        ("zh-hans", "zh"),
        ("zh-CN", "zh"),
        ("zh", "zh"),
        ("en-GB", "en"),
        ("de", "en"),
    ],
)
def test_everybody_is_spoken_to_in_the_language_that_is_nearest(tag: str, language: str) -> None:
    assert nearest_language(tag) == language


def test_every_sentence_keeps_its_fields_and_loses_its_simplified_characters() -> None:
    for sentence in sentences():
        written = write_own(sentence)
        assert fields(written) == fields(sentence)
        assert write_theirs(written) == written


def test_dates_words_and_numbers_are_those_of_the_reader() -> None:
    texts = get_texts(TRADITIONAL)
    assert (texts.language, texts.code) == ("zh", TRADITIONAL)
    assert texts.t("Settings") == "設定"
    assert texts.iso_weekday(1) == "週一"
    assert get_texts("zh").t("Settings") == "设置"
    assert get_texts("zh").written("头发与发送") == "头发与发送"


def test_what_others_wrote_is_written_otherwise_and_not_in_other_words() -> None:
    written = get_texts(TRADITIONAL).written("后来，干净的头发与发送的数据。")
    assert written == "後來，乾淨的頭髮與發送的數據。"
