"""The chat's settings and its data."""

from dataclasses import replace
from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.chat import ChatKind, ChatSettings, Scope
from bot.domain.message import Action
from bot.domain.schedule import Rhythm, Schedule
from bot.domain.topic import Amount
from bot.services.settle import SETTINGS, change, read_change
from bot.views import settings as view
from tests.views.builders import EN, NOW, ZH, chat, subscriptions


def lines(texts, one):
    return view.settings(texts, one, now=NOW).text.split("\n")


def test_every_setting_has_its_value_and_how_to_change_it():
    assert lines(ZH, chat()) == [
        "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
        "语言：跟随读者 · language en",
        "时区：Asia/Shanghai（UTC+8） · zone 伦敦",
        "推送时间：09:30 · time 08:00",
        "推送日：每天 · days 1-5",
        "频率：每日 · rhythm daily|weekly|instant",
        "免打扰：关闭 · quiet 22:00-08:00",
        "最多：每期 10 篇 · max 20",
        "数量：适中 · amount fewer|normal|more",
        "范围：新论文和交叉列表 · scope new|cross|all",
        "没有新论文时：不发消息 · empty on|off",
        "静音：关闭 · mute on|off",
    ]


def test_a_group_has_settings_of_its_own():
    together = replace(chat(), kind=ChatKind.GROUP)
    assert lines(ZH, together)[-2:] == [
        "谁能改订阅：管理者 · open on|off",
        "有人发 arXiv 链接时：关闭 · cards on|off",
    ]
    own = ChatSettings(open_to_all=True, link_cards=True, silent=True)
    assert [
        line.partition(" · ")[0] for line in lines(EN, replace(together, settings=own))[-3:]
    ] == [
        "Mute: on: pushes arrive without a sound",
        "Who may change the topics: everybody",
        "For arXiv links: a short card",
    ]


def test_the_settings_in_english():
    own = ChatSettings(
        language="en",
        schedule=Schedule(
            rhythm=Rhythm.WEEKLY,
            zone="America/New_York",
            days=frozenset({2, 4}),
            quiet_from=time(22),
            quiet_until=time(8),
        ),
        amount=Amount.MORE,
        scope=Scope.ALL,
        max_papers=1,
        tell_empty=True,
    )
    shown = lines(EN, replace(chat(), settings=own))[1:]
    assert [line.partition(" · ")[0] for line in shown] == [
        "Language: English",
        "Time zone: America/New_York (UTC-5)",
        "Push time: 09:30",
        "Days: Tue",
        "Rhythm: weekly",
        "Quiet hours: 22:00–08:00",
        "At most: 1 paper an issue",
        "Amount: more (looser)",
        "Announcements: new papers, cross-lists and new versions",
        "Empty days: send one line",
        "Mute: off",
    ]


def test_every_setting_that_there_is_is_shown():
    together = replace(chat(), kind=ChatKind.GROUP)
    shown = [line.partition(" · ")[2].split() for line in lines(EN, together)[1:]]
    assert [words[0] for words in shown] == [setting.names[0] for setting in SETTINGS]


def test_what_is_suggested_works():
    for texts in (ZH, EN):
        for line in lines(texts, replace(chat(), kind=ChatKind.GROUP))[1:]:
            name, value = line.partition(" · ")[2].split(" ", 1)
            for choice in value.split("|"):
                assert change(ChatSettings(), f"{name} {choice}")


def test_a_change_is_confirmed_with_what_comes_of_it():
    assert view.saved(ZH, chat(), "zone", now=NOW).text.split("\n") == [
        "已保存。时区：Asia/Shanghai（UTC+8）",
        "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
    ]
    for setting in SETTINGS:
        assert view.saved(EN, chat(), setting.names[0], now=NOW).text.startswith("Saved. ")


def test_the_other_language_is_offered_in_its_own_words():
    assert view.settings(ZH, chat(), now=NOW).actions[0] == Action(
        "English", "settings", "language en", in_place=True
    )
    assert view.settings(EN, chat(), now=NOW).actions[0].label == "中文"


def test_what_is_offered_depends_on_what_is_set():
    labels = [action.label for action in view.settings(EN, chat(), now=NOW).actions]
    assert labels == ["中文", "Weekly", "Mute", "Pause"]
    own = ChatSettings(schedule=Schedule(rhythm=Rhythm.WEEKLY), silent=True)
    asleep = chat(settings=own, paused_at=NOW, kind=ChatKind.GROUP)
    labels = [action.label for action in view.settings(EN, asleep, now=NOW).actions]
    assert labels == [
        *("中文", "Daily", "Sound on"),
        *("Topics: open to all", "Link cards", "Resume"),
    ]


def test_a_pause_says_how_to_end_it():
    message = view.paused(ZH, chat(), NOW)
    assert message.text.startswith("推送已暂停，/resume 恢复。")
    assert message.actions == (Action("恢复推送", "resume"),)


def test_after_a_pause_the_next_push_is_told():
    assert view.resumed(EN, chat(), NOW).text == (
        "Pushes are on again.\nPushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30"
    )
    assert "follows no topics yet" in view.resumed(EN, chat(pending=None), NOW).text


def test_an_export_is_the_commands_that_bring_everything_back():
    message = view.export(ZH, chat(), subscriptions("医学图像", "SAM -survey"))
    assert message.preformatted.split("\n") == [
        "/settings language auto",
        "/settings zone Asia/Shanghai",
        "/settings time 09:30",
        "/settings days daily",
        "/settings rhythm daily",
        "/settings quiet off",
        "/settings max 10",
        "/settings amount normal",
        "/settings scope cross",
        "/settings empty off",
        "/settings mute off",
        "/subscribe 医学图像",
        "/subscribe SAM -survey",
    ]


def test_a_paused_chat_is_paused_again_by_its_export():
    export = view.export(ZH, replace(chat(), paused_at=NOW), subscriptions("SAM"))
    assert export.preformatted.endswith("\n/subscribe SAM\n/pause")


times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
spans = st.one_of(
    st.just((None, None)), st.tuples(times, times).filter(lambda span: span[0] != span[1])
)


@st.composite
def chat_settings(draw):
    quiet_from, quiet_until = draw(spans)
    return ChatSettings(
        language=draw(st.sampled_from([None, "zh", "en"])),
        schedule=Schedule(
            rhythm=draw(st.sampled_from(Rhythm)),
            at=draw(times),
            zone=draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC-03:30", "UTC"])),
            days=draw(st.frozensets(st.integers(1, 7), min_size=1)),
            quiet_from=quiet_from,
            quiet_until=quiet_until,
        ),
        amount=draw(st.sampled_from(Amount)),
        scope=draw(st.sampled_from(Scope)),
        max_papers=draw(st.integers(1, 50)),
        tell_empty=draw(st.booleans()),
    )


@settings(deadline=None, max_examples=60)
@given(chat_settings())
def test_any_settings_come_back_from_their_export(own):
    exported = view.export(EN, replace(chat(), settings=own), []).preformatted
    restored = ChatSettings(language="zh", max_papers=33, tell_empty=True)
    for line in exported.split("\n"):
        restored = change(restored, line.removeprefix("/settings "))
    assert restored == own


def test_what_was_deleted_is_said_and_how_to_have_it_back():
    message = view.forgotten(ZH, chat(), subscriptions("医学图像"))
    assert message.heading == "本会话的数据已全部删除"
    assert message.text.startswith("已删除：设置、1 个订阅和推送记录。")
    assert message.preformatted.endswith("/subscribe 医学图像")


def test_a_chat_of_which_nothing_is_kept_is_told_so():
    assert view.nothing_stored(EN).text == "Nothing is stored about this chat."


def test_every_setting_can_be_changed_by_the_name_that_the_list_gives_it():
    known = {setting.names[0] for setting in SETTINGS}
    for texts, colon in ((ZH, "："), (EN, ": ")):
        _, *shown = lines(texts, replace(chat(), kind=ChatKind.GROUP))
        named = {read_change(f"{line.split(colon)[0]} x")[0].names[0] for line in shown}
        assert named == known
