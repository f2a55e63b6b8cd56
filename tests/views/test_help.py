"""How to begin, and what there is."""

from bot.commands.call import Right
from bot.commands.table import COMMANDS
from bot.domain.message import Action
from bot.views.help import help_message, usage, welcome
from tests.views.builders import EN, ZH

EXAMPLES = [Action("医学图像", "subscribe", "医学图像"), Action("SAM", "subscribe", "SAM")]


def test_the_welcome_shows_a_first_command_and_offers_topics():
    message = welcome(ZH, EXAMPLES)
    assert message.heading == "论文晨报 · chenbao"
    assert "/subscribe 医学图像" in message.text.split("\n")
    assert message.actions == tuple(EXAMPLES)
    assert "/paper 2403.15603" in welcome(EN, EXAMPLES).text


def test_help_has_a_line_for_every_command_with_its_chinese_name():
    rows = [
        ("subscribe", "TOPIC", "Follow a topic", "订阅"),
        ("pause", "", "No pushes for now", ""),
    ]
    assert help_message(ZH, rows).text.split("\n") == [
        "/subscribe 主题 · 订阅：订阅一个主题",
        "/pause：暂停推送",
    ]
    assert help_message(EN, rows).text.split("\n") == [
        "/subscribe TOPIC: Follow a topic",
        "/pause: No pushes for now",
    ]


def test_the_help_of_all_commands_fits_into_one_message_of_any_platform():
    rows = [
        (one.name, one.arguments, one.summary, one.aliases[0])
        for one in COMMANDS
        if not one.hidden or one.right is Right.BOT
    ]
    for texts in (ZH, EN):
        message = help_message(texts, rows)
        assert len(message.text) + len(message.footer) < 1_900


def test_usage_comes_with_examples_to_press():
    message = usage(ZH, "subscribe", "TOPIC", EXAMPLES)
    assert message.text == "用法：/subscribe 主题\n例如：\n/subscribe 医学图像\n/subscribe SAM"
    assert message.actions == tuple(EXAMPLES)


def test_usage_without_arguments_is_the_command():
    assert usage(EN, "today", "", []).text == "Usage: /today"
