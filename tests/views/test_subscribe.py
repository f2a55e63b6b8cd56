"""What a chat is told of the topics that it follows."""

from dataclasses import replace

import pytest

from bot.domain.chat import Scope
from bot.domain.message import Action
from bot.domain.topic import Amount
from bot.views.subscribe import (
    Understood,
    not_subscribed,
    subscribed,
    subscription_list,
    topic_list,
    unsubscribed,
)
from tests.views.builders import EN, NOW, ZH, chat, match, subscriptions, topic


def understood(typed="医学图像", **changes):
    known = {
        "zh": "医学图像",
        "en": "medical imaging",
        "terms": ("CT", "MRI"),
        "literal": False,
        "chinese_only": False,
    }
    return Understood(typed=typed, **{**known, **changes})


def literal(typed, *, chinese_only=False):
    return understood(typed, zh=None, en=None, terms=(), literal=True, chinese_only=chinese_only)


def answer(texts=ZH, **changes):
    usual = {
        "chat": chat(),
        "topic": topic(),
        "added": True,
        "understood": [understood()],
        "week_count": 12,
        "examples": [match(), match()],
        "whole_week": True,
        "narrower": ["医学图像分割", "医学图像配准"],
        "now": NOW,
    }
    return subscribed(texts, **{**usual, **changes})


def test_the_answer_says_what_was_understood_when_it_comes_and_what_it_would_have_brought():
    message = answer()
    assert message.heading == "已订阅：医学图像"
    assert message.text.split("\n") == [
        "“医学图像” 理解为：医学图像 / medical imaging，包括 CT、MRI。",
        "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
        "过去 7 天会推送 12 篇，例如：",
    ]
    assert [card.number for card in message.cards] == [1, 2]
    assert [card.group for card in message.cards] == ["", ""]


def test_the_answer_in_english():
    message = answer(EN)
    assert message.heading == "Subscribed: 医学图像"
    assert message.text.split("\n") == [
        "“医学图像” means 医学图像 / medical imaging, including CT, MRI.",
        "Pushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
        "The last 7 days would have brought 12 papers, such as:",
    ]


def test_the_answer_says_how_to_narrow_and_how_to_stop():
    message = answer()
    assert message.footer == (
        "嫌多？更窄的主题：医学图像分割、医学图像配准；也可以加 -词 排除，"
        "加 cat:eess.IV 限定分类。\n取消：/unsubscribe 医学图像"
    )
    assert message.actions == (
        Action("医学图像分割", "subscribe", "医学图像分割"),
        Action("医学图像配准", "subscribe", "医学图像配准"),
        Action("取消订阅", "unsubscribe", "医学图像"),
    )


def test_no_more_terms_are_shown_than_can_be_read():
    many = understood(terms=tuple(f"term {n}" for n in range(20)))
    assert "、term 5…。" in answer(understood=[many]).text


def test_words_that_are_no_known_topic_are_said_to_be_taken_as_written():
    text = answer(understood=[literal("TotalSegmentator"), literal("cat:eess.IV")]).text
    assert text.startswith("“TotalSegmentator”：按字面查找。\n限定 cat:eess.IV。\n")


def test_chinese_words_that_cannot_find_english_papers_say_what_to_do():
    text = answer(understood=[literal("分割一切模型", chinese_only=True)]).text
    assert text.startswith(
        "“分割一切模型” 不在主题词表里，只能按中文字面查找，会漏掉英文论文。请补上英文名：\n"
        '/subscribe 分割一切模型 OR "英文名"\n'
    )


@pytest.mark.parametrize(
    ("count", "whole", "line"),
    [
        (1, True, "The last 7 days would have brought 1 paper."),
        (12, False, "The last 7 days would have brought at least 12 papers."),
        (0, True, "Nothing in the last 7 days; the next one will come to you."),
        (0, False, "Nothing among the newest papers; the next one will come to you."),
    ],
)
def test_the_last_week_is_told_as_far_as_it_was_looked_at(count, whole, line):
    text = answer(EN, week_count=count, whole_week=whole, examples=[]).text
    assert text.split("\n")[-1] == line


def test_subscribing_twice_shows_what_is_settled():
    settings = replace(chat().settings, amount=Amount.FEWER, scope=Scope.NEW)
    message = answer(added=False, chat=replace(chat(), settings=settings))
    assert message.heading == "此前已订阅：医学图像"
    assert message.text == (
        "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30\n"
        "每期最多 10 篇 · 较少（只要最相关的） · 仅新论文"
    )
    assert message.cards == ()
    assert answer(EN, added=False).heading == "Already subscribed: 医学图像"


def test_a_paused_chat_is_told_that_nothing_will_come():
    assert "推送已暂停，/resume 恢复。" in answer(chat=replace(chat(), paused_at=NOW)).text


def test_a_long_query_gets_no_button_that_could_not_carry_it():
    long = topic("医学图像 分割 配准 重建 去噪 超分辨率 -综述 cat:eess.IV")
    assert answer(topic=long, narrower=["很长的主题名称" * 5]).actions == ()


def test_a_topic_of_several_lines_is_shown_in_one():
    assert answer(topic=topic("medical\n  \x1b[31mimage")).heading == "已订阅：medical image"


def test_unsubscribing_can_be_undone():
    message = unsubscribed(ZH, [topic()], left=2)
    assert message.text == "已取消订阅：医学图像。\n还有 2 个订阅：/subscriptions"
    assert message.actions == (Action("撤销", "subscribe", "医学图像"),)


def test_after_the_last_topic_nothing_is_pushed():
    message = unsubscribed(EN, [topic("a"), topic("b")], left=0)
    assert message.text == (
        "No longer subscribed: a, b.\nNo topics left, so nothing will be pushed."
    )
    assert message.actions == ()


def test_unsubscribing_from_something_else_lists_what_is_followed():
    message = not_subscribed(ZH, "SAM", subscriptions("医学图像", "扩散模型"))
    assert message.text == "本会话没有订阅 “SAM”。现有订阅：\n1. 医学图像\n2. 扩散模型"
    assert message.actions[1] == Action("扩散模型", "unsubscribe", "扩散模型")


def test_unsubscribing_without_a_name_asks_for_one():
    assert not_subscribed(EN, "", subscriptions("SAM")).text == (
        "Which one? This chat follows:\n1. SAM"
    )


def test_without_subscriptions_there_is_nothing_to_stop():
    assert not_subscribed(EN, "SAM", []).text == (
        "This chat follows no topics, so there is nothing to stop."
    )


def test_the_list_is_numbered_and_says_when_the_next_push_comes():
    kept = subscriptions("医学图像", "SAM", amount=Amount.MORE)
    message = subscription_list(EN, chat=chat(), subscriptions=kept, now=NOW)
    assert message.heading == "This chat follows 2 topics"
    assert message.text.split("\n") == [
        "1. 医学图像 · more (looser)",
        "2. SAM · more (looser)",
        "Pushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
    ]


def test_an_empty_list_says_how_to_begin():
    message = subscription_list(ZH, chat=chat(pending=None), subscriptions=[], now=NOW)
    assert message.text == "本会话还没有订阅主题。可以从 /subscribe 医学图像 开始"


NAMES = [("医学图像", "medical imaging"), ("扩散模型", "diffusion model")]


def test_topics_are_listed_in_both_languages_the_readers_own_first():
    message = topic_list(ZH, asked="", names=NAMES, total=212)
    assert message.heading == "主题词表（共 212 个）"
    assert message.text.split("\n")[0] == "医学图像 · medical imaging"
    english = topic_list(EN, asked="image", names=NAMES, total=212)
    assert english.heading == "Topics for “image”"
    assert english.text.split("\n")[0] == "medical imaging · 医学图像"
    assert english.actions[0] == Action("medical imaging", "subscribe", "medical imaging")


def test_a_topic_that_is_not_known_can_be_followed_all_the_same():
    message = topic_list(EN, asked="quidditch", names=[], total=212)
    assert "you can still follow it" in message.text
    assert message.actions == (Action("/subscribe quidditch", "subscribe", "quidditch"),)
