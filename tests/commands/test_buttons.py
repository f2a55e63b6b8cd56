"""Buttons: pressed, kept short, too old; and topics for the group or for oneself."""

import pytest

from bot.commands.dispatch import Reply
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.message import Action
from bot.domain.surroundings import Managers, Surroundings
from bot.views.places import REFUSALS
from tests.papers import medical
from tests.talk import Talk

LONG = "基于扩散模型的三维医学图像分割与配准以及不确定性估计"
ME = ChatAddress(platform="telegram", chat_id=7)


@pytest.fixture
def group(talk: Talk) -> Talk:
    """The same core in a group, asked by somebody with a private chat."""
    talk.kind, talk.asker = ChatKind.GROUP, ME
    talk.address = ChatAddress(platform="telegram", chat_id=-100)
    return talk


def find(actions: tuple[Action, ...], label: str) -> Action:
    return next(action for action in actions if action.label == label)


def press(talk: Talk, action: Action) -> Reply:
    codes = {"followhere": "fh", "followme": "fm", "settings": "sg", "digest": "di", "paper": "pa"}
    return talk.press(action.encode(codes[action.command]))


@pytest.mark.parametrize(
    "data", ["", "zz:1", "pa?1", "su:#zzzz", "su:#", "su:#999999999999999999999"]
)
def test_a_button_that_nobody_knows_any_more_says_so(talk: Talk, data: str) -> None:
    reply = talk.press(data)
    assert "太旧" in reply.message.text
    assert reply.message.personal
    assert not reply.in_place


def test_what_is_too_long_for_a_button_is_kept_under_a_short_key(group: Talk) -> None:
    [asked] = group.ask(f"/subscribe {LONG}")
    here = find(asked.actions, "为本群订阅")
    assert len(here.argument.encode()) <= 60
    assert asked.text.count(LONG) == 1
    press(group, here)
    assert [one.name for one in group.subscriptions] == [LONG]
    # The same text has the same key, so that nothing piles up.
    [again] = group.ask(f"/subscribe {LONG}")
    assert find(again.actions, "为本群订阅") == here


def test_a_topic_that_looks_like_a_key_is_none(group: Talk) -> None:
    [asked] = group.ask("/subscribe #nerf")
    press(group, find(asked.actions, "为本群订阅"))
    assert [one.name for one in group.subscriptions] == ["#nerf"]


def test_a_panel_of_settings_stays_one_message(talk: Talk) -> None:
    [panel] = talk.ask("/settings")
    reply = press(talk, find(panel.actions, "改为每周"))
    assert reply.in_place
    assert reply.message.heading == "设置"
    assert "频率：每周" in reply.message.text
    assert "改为每日" in [action.label for action in reply.message.actions]
    # Typed, it is confirmed in a line of its own.
    assert talk.say("/settings rhythm daily").startswith("已保存")


def test_a_refusal_does_not_take_the_place_of_the_message(group: Talk) -> None:
    [panel] = group.ask("/settings")
    group.may_manage = False
    reply = press(group, find(panel.actions, "静音"))
    assert reply.message.text == "只有本群的管理员能这样做。"
    assert not reply.in_place


def test_who_can_is_named_as_the_platform_calls_them(group: Talk) -> None:
    group.may_manage = False
    for managers, template in REFUSALS.items():
        group.surroundings = Surroundings(managers=managers)
        group.language = "en"
        assert group.say("/pause") == template
    assert set(REFUSALS) == set(Managers)


def test_in_a_group_one_is_asked_for_whom(group: Talk) -> None:
    [asked] = group.ask("/subscribe 医学图像")
    assert [action.label for action in asked.actions] == ["为本群订阅", "为我订阅（私聊推送）"]
    assert group.subscriptions == []
    press(group, find(asked.actions, "为本群订阅"))
    assert [one.name for one in group.subscriptions] == ["医学图像"]


def test_a_malformed_topic_is_refused_before_anybody_is_asked(group: Talk) -> None:
    [refused] = group.ask('/subscribe "medical')
    assert refused.actions == ()
    assert "^" in refused.preformatted


def test_who_cannot_be_told_apart_subscribes_the_chat_itself(group: Talk) -> None:
    group.asker = None
    group.say("/subscribe 医学图像")
    assert [one.name for one in group.subscriptions] == ["医学图像"]


def test_where_the_bot_may_write_first_a_private_chat_is_subscribed_at_once(group: Talk) -> None:
    group.surroundings = Surroundings(reaches_people=True)
    [asked] = group.ask("/subscribe 医学图像")
    reply = press(group, find(asked.actions, "为我订阅（私聊推送）"))
    assert reply.message.personal
    assert reply.message.text.startswith("已为你订阅：医学图像")
    assert press(group, find(asked.actions, "为我订阅（私聊推送）")).message.text.startswith(
        "你已经订阅了"
    )
    group.address = ME
    assert [one.name for one in group.subscriptions] == ["医学图像"]


def test_where_it_may_not_one_is_led_to_the_private_chat(group: Talk) -> None:
    group.surroundings = Surroundings(start_url="https://t.me/b?start=")
    [asked] = group.ask(f"/subscribe {LONG}")
    reply = press(group, find(asked.actions, "为我订阅（私聊推送）"))
    [opened] = reply.message.actions
    payload = opened.url.removeprefix("https://t.me/b?start=")
    group.address, group.kind = ME, ChatKind.PRIVATE
    assert group.subscriptions == []
    group.say(f"/start {payload}")
    assert [one.name for one in group.subscriptions] == [LONG]


def test_a_deep_link_opens_a_paper_and_an_unknown_one_says_hello(talk: Talk) -> None:
    talk.read(medical("2403.00001"))
    assert "Medical Image Segmentation" in talk.say("/start p_2403-00001")
    assert "论文晨报" in talk.say("/start t_zzz")
    assert "论文晨报" in talk.say("/start whatever")


def test_an_old_page_button_shows_its_own_issue(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/settings max 1")
    talk.read(medical("2403.00001"), medical("2403.00002", 2), location="a.md")
    talk.until_push()
    [first] = talk.ask("/digest")
    talk.clock.advance(hours=1)
    talk.read(medical("2403.00003"), location="b.md")
    talk.until_push()
    reply = press(talk, find(first.actions, "下一页 ›"))
    assert reply.in_place
    [card] = reply.message.cards
    assert card.number == 2
    assert "00003" not in str(card.title)
    assert find(reply.message.actions, "‹ 上一页").in_place


def test_an_issue_of_a_day_that_had_none_is_said_to_be_missing(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    assert "没有 2020-01-01 的晨报" in talk.say("/digest 2020-01-01")


def test_a_command_grown_together_with_latin_words_is_shown_with_its_space(talk: Talk) -> None:
    [shown] = talk.ask("/subscribemedical imaging")
    assert shown.text == "请在命令后加空格：/subscribe medical imaging"
    assert shown.actions == (Action("/subscribe medical imaging", "subscribe", "medical imaging"),)
    talk.kind = ChatKind.GROUP
    assert talk.ask("/subscribemedical imaging") == []
