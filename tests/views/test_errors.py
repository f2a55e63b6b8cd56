"""What cannot be done, and why."""

import pytest

from bot.domain.message import Action
from bot.errors import InvalidArxivIdError, QueryError, UsageError
from bot.matching.query import Refusal, parse_query
from bot.views.errors import put_a_space, trouble, unknown_command, usage_error
from tests.views.builders import EN, ZH


def test_an_error_is_told_in_the_readers_language_with_its_words():
    error = UsageError(
        "There is no time zone “{zone}”. Try a city, Asia/Shanghai or UTC+8.", zone="火星 {0}"
    )
    assert usage_error(ZH, error).text.startswith("没有 “火星 {0}” 这个时区。")
    assert usage_error(EN, error).text == str(error)


def test_an_error_that_nobody_translated_is_told_in_english():
    assert usage_error(ZH, InvalidArxivIdError("Odd: {text}", text="x")).text == "Odd: x"


def caret(query, position):
    error = QueryError(Refusal.UNCLOSED_QUOTE, query=query, position=position)
    return usage_error(ZH, error).preformatted.split("\n")


def test_a_caret_points_at_the_place_chinese_letters_taking_two_columns():
    assert caret('医学图像 "分割', 5) == ['医学图像 "分割', "         ^"]
    assert caret('sam "', 4) == ['sam "', "    ^"]


def test_of_a_long_query_only_the_surroundings_are_shown():
    shown, pointer = caret("x" * 100 + '"' + "y" * 100, 100)
    assert shown == "…" + "x" * 24 + '"' + "y" * 23 + "…"
    assert shown[len(pointer) - 1] == '"'


def test_line_breaks_in_a_query_do_not_move_the_caret():
    assert caret('a\n\x1b"b', 3) == ['a  "b', "   ^"]


@pytest.mark.parametrize("position", [-3, 99])
def test_a_place_outside_of_the_query_is_its_end(position):
    shown, pointer = caret('a "b', position)
    assert shown == 'a "b'
    assert len(pointer) <= 5


@pytest.mark.parametrize("query", ['医学图像 "分割', "cat:nowhere", "-综述", "A OR", "(a OR b)"])
def test_a_query_that_is_refused_is_explained_in_chinese(query):
    with pytest.raises(QueryError) as refused:
        parse_query(query)
    message = usage_error(ZH, refused.value)
    assert any("\u4e00" <= char <= "\u9fff" for char in message.text)
    assert message.preformatted.startswith(query)


def test_an_empty_query_has_no_place_to_point_at():
    assert usage_error(ZH, QueryError(Refusal.EMPTY, query=" ", position=0)).preformatted == ""


def test_trouble_on_our_side_has_a_number_to_give():
    message = trouble(ZH, "a3f2c1")
    assert message.heading == "出错了"
    assert "a3f2c1" in message.text
    assert "a3f2c1" in trouble(EN, "a3f2c1").text


def test_a_mistyped_command_gets_a_suggestion():
    message = unknown_command(EN, "subscirbe", "subscribe")
    assert message.text == "There is no command “subscirbe”. Did you mean /subscribe?"
    assert message.actions[0] == Action("/subscribe", "subscribe")


def test_an_unknown_command_leads_to_the_help():
    assert unknown_command(ZH, "foo", None).text == "没有 “foo” 这个命令。全部命令见 /help。"


def test_plain_words_are_offered_to_the_search():
    message = unknown_command(ZH, "有什么新论文\n吗", None)
    assert message.text == "没看懂 “有什么新论文 吗”。全部命令见 /help。"
    assert message.actions[0] == Action("搜索", "search", "有什么新论文 吗")
    assert len(unknown_command(ZH, "很长" * 500, None).text) < 80


def test_a_forgotten_space_is_put_there():
    message = put_a_space(ZH, "subscribe", "医学图像")
    assert message.text == "请在命令后加空格：/subscribe 医学图像"
    assert message.actions == (Action("/subscribe 医学图像", "subscribe", "医学图像"),)


def test_a_full_width_slash_is_put_right():
    assert put_a_space(EN, "help", "").text == "Please write the command like this: /help"
