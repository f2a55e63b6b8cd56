"""The list of a chat's topics, and taking them off it."""

from bot.domain.message import Action
from bot.domain.topic import Amount
from bot.views.subscriptions import not_subscribed, subscription_list, unsubscribed
from tests.views.builders import EN, NOW, ZH, chat, subscriptions


def test_unsubscribing_can_be_undone():
    message = unsubscribed(ZH, subscriptions("医学图像"), left=2)
    assert message.text == "已取消订阅：医学图像。\n还有 2 个订阅：/subscriptions"
    assert message.actions == (Action("撤销", "subscribe", "医学图像"),)


def test_after_the_last_topic_nothing_is_pushed():
    message = unsubscribed(EN, subscriptions("a", "b"), left=0)
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
