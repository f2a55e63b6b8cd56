"""What people type, and what they read: over a real database, through the command table."""

import re

import pytest

from bot.domain.chat import ChatKind
from bot.domain.topic import Amount
from tests.papers import entry, medical
from tests.talk import Talk


def test_subscribing_names_the_topic_the_hour_the_zone_and_how_to_stop(talk: Talk) -> None:
    said = talk.say("/subscribe 医学图像")
    assert "已订阅：医学图像" in said
    assert "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30" in said
    assert "/unsubscribe 医学图像" in said
    assert [one.name for one in talk.subscriptions] == ["医学图像"]


def test_subscribing_in_english_is_answered_in_english(talk: Talk) -> None:
    talk.language = "en"
    said = talk.say("/subscribe medical imaging")
    assert "Subscribed: medical imaging" in said
    assert "09:30" in said
    assert "Asia/Shanghai" in said
    assert not re.search("[一-鿿]", said.replace("医学图像", "").replace("医学影像", "")[:40])


def test_subscribing_tells_what_the_last_week_would_have_brought(talk: Talk) -> None:
    talk.read(*(medical(f"2403.0000{n}", n) for n in range(1, 6)), entry("2403.00009", 6))
    said = talk.say("/subscribe 医学图像")
    assert "过去 7 天有 5 篇符合" in said
    assert said.count("https://arxiv.org/abs/") == 3


def test_a_bare_subscribe_shows_how_with_three_examples_and_changes_nothing(talk: Talk) -> None:
    (message,) = talk.ask("/subscribe")
    assert len(message.actions) == 3
    assert all(len(f"su{action.argument}".encode()) <= 63 for action in message.actions)
    assert talk.subscriptions == []


@pytest.mark.parametrize(
    "again",
    ["医学图像", "  医学图像 ", "醫學圖像", "医学影像", "medical imaging", "Medical  Imaging"],
)
def test_the_same_topic_in_another_spelling_is_already_subscribed(talk: Talk, again: str) -> None:
    talk.say("/subscribe 医学图像")
    assert "此前已订阅：医学图像" in talk.say(f"/subscribe {again}")
    assert len(talk.subscriptions) == 1


@pytest.mark.parametrize("second", ["ｇｒａｐｈｅｎｅ ｍｅｍｂｒａｎｅ", "Graphene　Membranes"])
def test_full_width_and_plural_spellings_are_one_topic(talk: Talk, second: str) -> None:
    talk.say("/subscribe graphene membrane")
    talk.say(f"/subscribe {second}")
    assert len(talk.subscriptions) == 1


@pytest.mark.parametrize(
    "line",
    ["/subscribe医学图像", "／subscribe 医学图像", "/ｓｕｂｓｃｒｉｂｅ 医学图像", "订阅医学图像"],
)
def test_a_missing_space_is_pointed_out_in_private(talk: Talk, line: str) -> None:
    said = talk.say(line)
    assert "空格" in said
    assert "/subscribe 医学图像" in said
    assert talk.subscriptions == []


@pytest.mark.parametrize(
    "line",
    ["/subscribe医学图像", "／subscribe 医学图像", "订阅 医学图像", "/订阅 医学图像", "你好"],
)
def test_in_a_group_only_well_formed_commands_are_answered(talk: Talk, line: str) -> None:
    talk.kind = ChatKind.GROUP
    assert talk.say(line) == ""


def test_an_ideographic_space_separates_too(talk: Talk) -> None:
    assert "已订阅" in talk.say("/subscribe　医学图像")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("订阅 医学图像", "已订阅：医学图像"),
        ("訂閱 醫學圖像", "已订阅：醫學圖像"),
        ("我的订阅", "还没有订阅"),
        ("论文 2403.15603", "未找到"),
        ("搜索 石墨烯", "石墨烯"),
        ("今日", "今天"),
        ("设置", "时区"),
        ("帮助", "/subscribe"),
        ("/帮助", "/subscribe"),
        ("/订阅 医学图像", "已订阅：医学图像"),
        ("／订阅　医学图像", "已订阅：医学图像"),
        ("/订阅医学图像", "/subscribe 医学图像"),
    ],
)
def test_chinese_command_names_work_as_plain_text(talk: Talk, line: str, expected: str) -> None:
    assert expected in talk.say(line)


def test_every_part_of_a_topic_is_told(talk: Talk) -> None:
    said = talk.say("/subscribe graphene cat:cond-mat.mtrl-sci author:He -oxide")
    assert "“cat:cond-mat.mtrl-sci” 指 arXiv 分类" in said
    assert "“author:He” 指作者" in said
    assert "不含 “oxide”" in said


def test_examples_are_in_the_readers_language(talk: Talk) -> None:
    talk.language = "en"
    for line in ("/start", "/subscribe"):
        (message,) = talk.ask(line)
        assert message.actions[0].argument == "medical imaging"


def test_topics_are_listed_with_and_without_a_word(talk: Talk) -> None:
    said = talk.say("/topics")
    assert "天文学 · astronomy" in said
    assert "量子信息 · " in said
    assert "医学图像分割" in talk.say("/topics 医学")


def test_only_those_who_may_can_change_what_a_group_follows(talk: Talk) -> None:
    talk.kind, talk.may_manage = ChatKind.GROUP, False
    assert "管理员" in talk.say("/subscribe 医学图像")
    assert talk.subscriptions == []
    assert "未找到" in talk.say("/paper 2403.15603")


def test_a_malformed_topic_is_shown_with_the_place(talk: Talk) -> None:
    said = talk.say('/subscribe "medical image')
    assert "^" in said
    assert talk.subscriptions == []


def test_a_chat_has_a_cap_on_its_subscriptions(talk: Talk) -> None:
    for number in range(50):
        talk.say(f"/subscribe zzq{number}")
    assert "50" in talk.say("/subscribe one too many")
    assert "此前已订阅" in talk.say("/subscribe ZZQ7")
    assert len(talk.subscriptions) == 50


@pytest.mark.parametrize("which", ["医学图像", "1", "醫學影像", "all"])
def test_unsubscribing_works_by_any_name_by_number_and_for_all(talk: Talk, which: str) -> None:
    talk.say("/subscribe 医学图像")
    assert "医学图像" in talk.say(f"/unsubscribe {which}")
    assert talk.subscriptions == []
    assert talk.chat is not None
    assert talk.chat.pending is None


def test_unsubscribing_from_what_is_not_followed_lists_what_is(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    assert "医学图像" in talk.say("/unsubscribe 石墨烯")
    assert len(talk.subscriptions) == 1


def test_settings_change_the_hour_and_the_next_push_follows(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    said = talk.say("/settings time 21:15")
    assert "每天 21:15（Asia/Shanghai）推送，下一次：11-23 21:15" in said
    said = talk.say("/settings 时区 东京")
    assert "Asia/Tokyo" in said


def test_an_unknown_setting_or_value_is_refused_with_what_would_do(talk: Talk) -> None:
    assert "language" in talk.say("/settings colour red")
    assert "08:30" in talk.say("/settings time 25:00")
    assert "UTC+8" in talk.say("/settings zone Mars")


def test_the_language_setting_turns_the_whole_chat(talk: Talk) -> None:
    assert "Saved. Language: English" in talk.say("/settings language en")
    assert "Follow a topic" in talk.say("/help")
    assert "每" not in talk.say("/settings")


def test_one_topic_can_bring_more_than_the_others(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/subscribe graphene")
    assert "1. 医学图像 · 较多" in talk.say("/subscriptions 1 多")
    assert [one.amount for one in talk.subscriptions] == [Amount.MORE, None]
    assert "/subscriptions 1 more" in talk.say("/export")


@pytest.mark.parametrize("said", ["3 more", "x more", "1 lots", "1"])
def test_an_amount_for_no_topic_or_of_no_kind_is_refused(talk: Talk, said: str) -> None:
    talk.say("/subscribe 医学图像")
    talk.say(f"/subscriptions {said}")
    assert [one.amount for one in talk.subscriptions] == [None]


def test_only_those_who_may_choose_how_much_a_group_gets(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.may_manage = False
    assert "管理员" in talk.say("/subscriptions 1 more")
    assert "1. 医学图像" in talk.say("/subscriptions")
    assert [one.amount for one in talk.subscriptions] == [None]


def test_export_gives_lines_that_restore_everything(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/subscribe graphene -membrane")
    talk.say("/settings time 21:15")
    lines = [line for line in talk.say("/export").splitlines() if line.startswith("/")]
    talk.say("/deleteme")
    assert len(talk.ask("\n".join(lines))) == len(lines)
    assert [one.name for one in talk.subscriptions] == ["医学图像", "graphene -membrane"]
    assert talk.chat is not None
    assert f"{talk.chat.settings.schedule.at:%H:%M}" == "21:15"


def test_commands_pasted_at_once_are_answered_in_order(talk: Talk) -> None:
    first, second, third = talk.ask("/settings language en\n\n订阅 石墨烯\r\n/subscriptions")
    assert "Saved" in first.text
    assert "Subscribed: 石墨烯" in second.heading
    assert "石墨烯" in third.text


@pytest.mark.parametrize(
    "text", ["/paper 2403.00001\n2403.00002", "看看这两篇\n2403.00001\n2403.00002"]
)
def test_a_text_of_several_lines_that_are_not_all_commands_is_one(talk: Talk, text: str) -> None:
    talk.read(medical("2403.00001", 1), medical("2403.00002", 2))
    (message,) = talk.ask(text)
    assert len(message.cards) == 2


def test_what_cannot_be_read_is_taken_off_a_command(talk: Talk) -> None:
    talk.say("/subscribe gra\x00phene\x1b[31m\u202e")
    assert [one.topic.query for one in talk.subscriptions] == ["graphene"]


def test_deleteme_forgets_everything_and_says_so_the_second_time(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    assert "删除" in talk.say("/deleteme")
    assert talk.chat is None
    assert "没有" in talk.say("/deleteme")


def test_an_unknown_command_suggests_the_nearest(talk: Talk) -> None:
    assert "/subscribe" in talk.say("/subscrib 医学图像")


def test_a_pasted_link_is_looked_up(talk: Talk) -> None:
    talk.read(medical())
    assert "part 2403.00001" in talk.say("看看这篇 https://arxiv.org/abs/2403.00001v2 怎么样")


def test_a_failure_is_answered_with_an_id_that_is_in_the_log(
    talk: Talk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("boom")

    object.__setattr__(talk.core, "load_lexicon", fail)
    said = talk.say("/search x")
    trouble_id = re.search(r"[0-9a-f]{6}", said)
    assert "出错了" in said
    assert trouble_id is not None
    assert trouble_id.group() in caplog.text
    assert "boom" in caplog.text
