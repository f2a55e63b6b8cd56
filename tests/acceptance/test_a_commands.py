"""Commands and language on Telegram (checks 1 to 9), over the wire."""

import re

import pytest

from bot.commands.table import COMMANDS
from bot.errors import SourceError
from bot.ports import Store
from bot.ports.finder import Finder
from tests.acceptance.on_telegram import labels, on_telegram
from tests.papers import entry, medical
from tests.servers.telegram import Sent

PAPER = entry(
    "2403.15603",
    title="Forward Learning for Saliency Maps",
    authors=("Zeliang Zhang", "Mingqian Feng"),
    categories=("cs.CV",),
    abstract="We draw saliency maps of black boxes.",
)


def data(sent: Sent) -> list[str]:
    return [button["callback_data"] for row in sent.buttons for button in row]


# 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("zh-hans", ["已订阅：医学图像", "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30", "取消：/unsubscribe 医学图像"]),
        ("zh-hant", ["已訂閱：医学图像", "理解為：醫學圖像 / medical imaging", "取消：/unsubscribe 医学图像"]),
        (
            "en",
            [
                "Subscribed: 医学图像",
                "Pushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
                "To stop: /unsubscribe 医学图像",
            ],
        ),
        ("pt-br", ["Subscribed: 医学图像"]),
    ],
)  # fmt: skip
async def test_subscribing_tells_topic_hour_zone_next_push_and_how_to_stop_in_the_readers_language(
    sqlite_store: Store, code: str, said: list[str]
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        reader = telegram.server.user(70, language_code=code)
        [sent] = await telegram.say(reader, "/subscribe 医学图像")
        for words in said:
            assert words in sent.text
        assert telegram.topics(reader) == ["医学图像"]
        assert telegram.server.violations == []


async def test_who_says_nothing_of_a_language_reads_the_one_of_the_settings(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store, language="en") as telegram, telegram.running():
        reader = telegram.server.user(70, language_code="")
        [sent] = await telegram.say(reader, "/subscriptions")
        assert "follows no topics yet" in sent.text


# 2


async def test_subscribe_alone_shows_how_with_three_examples_that_work_when_pressed(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [sent] = await telegram.say(telegram.alice, "/subscribe")
        assert sent.text.startswith("用法：/subscribe ")
        assert len(labels(sent)) == 3
        assert all(1 <= len(one.encode()) <= 64 for one in data(sent))
        assert telegram.topics(telegram.alice) == []
        await telegram.press(telegram.alice, sent, "医学图像")
        assert telegram.topics(telegram.alice) == ["医学图像"]


async def test_a_topic_too_long_for_a_button_works_from_one_all_the_same(
    sqlite_store: Store,
) -> None:
    topic = "基于扩散模型的三维医学图像分割与配准以及不确定性估计"
    async with on_telegram(sqlite_store) as telegram:
        async with telegram.running():
            [asked] = await telegram.say(
                telegram.alice, f"/subscribe@chenbao_bot {topic}", telegram.group
            )
        # The button outlives the process.
        async with telegram.running():
            assert all(len(one.encode()) <= 64 for one in data(asked))
            await telegram.press(telegram.alice, asked, "为本群订阅")
            assert telegram.topics(telegram.group) == [topic]


# 3


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("/subscribe 医学图像", "/subscribe 医学图像"),
        ("/subscribe 医学图像", "/subscribe\u3000医学图像 "),
        ("/subscribe 医学图像", "/subscribe medical imaging"),
        ("/subscribe ct", "/subscribe ＣＴ"),
        ("/subscribe diffusion model", "/subscribe  Diffusion   Model"),
    ],
)
async def test_a_topic_written_otherwise_is_told_to_be_followed_already(
    sqlite_store: Store, first: str, again: str
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.alice, first)
        [sent] = await telegram.say(telegram.alice, again)
        assert sent.text.startswith("此前已订阅：")
        assert "09:30" in sent.text
        assert len(telegram.subscriptions(telegram.alice)) == 1


async def test_two_who_subscribe_a_group_at_once_make_one_subscription(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        carol = telegram.server.user(9, language_code="zh")
        group = telegram.server.chat("supergroup", admins=[telegram.alice, carol])
        async with telegram.running():
            [asked] = await telegram.say(telegram.alice, "/subscribe@chenbao_bot ct", group)
            telegram.alice.press(asked, "为本群订阅")
            carol.press(asked, "为本群订阅")
            await telegram.settled()
        assert telegram.topics(group) == ["ct"]
        assert telegram.server.edits[-1].text.startswith("此前已订阅：")


# 4


@pytest.mark.parametrize("typed", ["/subscribe医学图像", "／subscribe 医学图像"])
async def test_a_command_without_its_space_is_shown_with_it_in_private_and_ignored_in_groups(
    sqlite_store: Store, typed: str
) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        [sent] = await telegram.say(telegram.alice, typed)
        assert "请在命令后加空格：/subscribe 医学图像" in sent.text
        assert telegram.topics(telegram.alice) == []
        assert await telegram.say(telegram.alice, typed, telegram.group) == []


# 5


async def test_chinese_words_work_in_private_without_a_slash(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        await telegram.say(telegram.alice, "订阅 医学图像")
        assert telegram.topics(telegram.alice) == ["医学图像"]
        assert await telegram.say(telegram.alice, "订阅 医学图像", telegram.group) == []


def test_what_the_menu_holds_is_what_telegram_takes() -> None:
    for command in COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert 1 <= len(command.summary) <= 256


# 6


async def test_the_menus_are_set_for_each_scope_in_both_languages_and_only_when_they_change(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        server = telegram.server
        async with telegram.running():
            await server.wait_for("setMyCommands", count=6)
        menus = server.commands
        scopes = ("default", "all_group_chats", "all_chat_administrators")
        assert set(menus) == {(scope, code) for scope in scopes for code in ("", "zh")}
        shown = {one.name for one in COMMANDS if not one.hidden}
        assert {one["command"] for one in menus["default", "zh"]} == shown
        subscribe = {
            code: next(one for one in menus["default", code] if one["command"] == "subscribe")
            for code in ("", "zh")
        }
        assert subscribe[""]["description"] == "Follow a topic"
        assert subscribe["zh"]["description"] == "订阅一个主题"
        in_groups = {one["command"] for one in menus["all_group_chats", ""]}
        assert "paper" in in_groups
        assert "pause" not in in_groups
        assert "pause" in {one["command"] for one in menus["all_chat_administrators", ""]}
        server.forget()
        async with telegram.running():
            await server.wait_for("getMyCommands", count=6)
            await telegram.say(telegram.alice, "/help")
        assert server.calls_of("setMyCommands") == []


# 7


@pytest.mark.parametrize(
    "asked",
    [
        "2403.15603",
        "arXiv:2403.15603v2",
        "https://arxiv.org/abs/2403.15603",
        "http://arxiv.org/pdf/2403.15603v1.pdf",
        "https://huggingface.co/papers/2403.15603",
    ],
)
async def test_a_paper_in_a_group_is_one_reply_in_the_same_thread(
    sqlite_store: Store, asked: str
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.read(PAPER)
        forum = telegram.server.chat("supergroup", members=[telegram.bob], topics=[42])
        typed = telegram.bob.send(forum, f"/paper@chenbao_bot {asked}", thread_id=42)
        [sent] = await telegram.settled()
        assert (sent.reply_to, sent.thread_id) == (typed.message_id, 42)
        for words in ("Forward Learning for Saliency Maps", "Zeliang Zhang", "arXiv:2403.15603"):
            assert words in sent.text
        link = next(one for one in sent.entities if one["type"] == "text_link")
        assert link["url"] == "https://arxiv.org/abs/2403.15603"
        assert telegram.server.calls_of("getChatMember") == []


async def test_an_old_number_is_a_paper_too(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.read(entry("hep-th/9901001", title="An Old One"))
        [sent] = await telegram.say(telegram.bob, "/paper hep-th/9901001")
        assert "An Old One" in sent.text


async def test_a_paper_that_is_not_there_is_one_line(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [sent] = await telegram.say(telegram.alice, "/paper 2403.99999")
        assert sent.text.startswith("未找到")
        assert "\n" not in sent.text
        [usage] = await telegram.say(telegram.alice, "/paper 2403. 1")
        assert "2403.15603" in usage.text


class Unreachable(Finder):
    """arXiv does not answer."""

    async def bring_in(self, numbers: list[str]) -> None:
        raise SourceError("arXiv did not answer in time")

    async def bring_in_titled(self, title: str) -> None:
        raise SourceError("arXiv did not answer in time")


async def test_a_paper_that_arxiv_does_not_give_in_time_can_be_asked_for_again(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store, finder=Unreachable()) as telegram, telegram.running():
        [sent] = await telegram.say(telegram.alice, "/paper 2403.99999")
        assert "请过一分钟再试" in sent.text
        assert labels(sent) == ["再试一次"]


async def test_switching_what_a_card_shows_changes_the_card(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        zh = {"tldr": "一句话。", "takeaways": ("甲。", "乙。")}
        await telegram.read(medical("2403.15603", zh=zh))
        [card] = await telegram.say(telegram.alice, "/paper 2403.15603")
        query = await telegram.press(telegram.alice, card, "要点")
        assert query.answer == {"text": "", "show_alert": False}
        [edit] = telegram.server.edits
        assert edit.message_id == card.message_id
        assert "• 甲。" in edit.text
        # Two press at once: Telegram says that nothing changes any more, and nobody hears of it.
        again = telegram.server.world.chats[7].messages[card.message_id]
        queries = [telegram.alice.press(again, "TL;DR"), telegram.alice.press(again, "TL;DR")]
        await telegram.settled()
        assert [query.answer for query in queries] == [query.answer] * 2
        refused = [one for one in telegram.server.calls_of("editMessageText") if one.status == 400]
        assert len(refused) == 1
        assert len(telegram.server.sent) == 1


# 8


async def test_commands_to_other_bots_are_none_of_ours(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        await telegram.read(PAPER)
        telegram.server.forget()
        assert await telegram.say(telegram.bob, "/paper@OtherBot 2403.15603", telegram.group) == []
        asked = {call.method for call in telegram.server.calls}
        assert asked <= {"getUpdates", "getMyCommands", "setMyCommands"}
        for name in ("chenbao_bot", "Chenbao_Bot", "CHENBAO_BOT"):
            [sent] = await telegram.say(telegram.bob, f"/paper@{name} 2403.15603", telegram.group)
            assert "Forward Learning" in sent.text


async def test_a_command_that_nobody_knows_may_be_another_bots_unless_it_names_ours(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        assert await telegram.say(telegram.bob, "/weather Berlin", telegram.group) == []
        [sent] = await telegram.say(telegram.bob, "/subscirbe@chenbao_bot ct", telegram.group)
        assert "Did you mean /subscribe?" in sent.text
        [private] = await telegram.say(telegram.bob, "/weather Berlin")
        assert "There is no command" in private.text


async def test_what_another_bot_says_is_not_answered(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        robot = telegram.server.user(99, is_bot=True)
        assert await telegram.say(robot, "/help", telegram.group) == []


# 9


async def test_editing_a_command_does_nothing(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        typed = telegram.alice.say("/subscribe 医学图像")
        await telegram.settled()
        telegram.alice.edit(typed, "/subscribe 扩散模型")
        # What comes behind it in the same chat is answered, so that it would have been by now.
        await telegram.say(telegram.alice, "/help")
        assert len(telegram.server.sent) == 2
        assert telegram.topics(telegram.alice) == ["医学图像"]


async def test_who_reads_traditional_characters_gets_them(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        carol = telegram.server.user(9, language_code="zh-hant", first_name="Carol")
        [subscribed] = await telegram.say(carol, "/subscribe 醫學圖像")
        # What one typed stays as it was typed.
        assert subscribed.text.startswith("已訂閱：醫學圖像")
        zh = {"title": "无标注的医学图像分割", "tldr": "这个方法不需要标注数据。"}
        await telegram.read(medical("2403.00001", zh=zh))
        [push] = await telegram.until_push(carol)
        assert "無標註的醫學圖像分割" in push.text
        assert "這個方法不需要標註數據。" in push.text
        assert "设" not in push.text
        [card] = await telegram.say(carol, "/paper 2403.00001")
        assert "這個方法不需要標註數據。" in card.text
        query = carol.ask_inline("2403.00001")
        await telegram.settled()
        [offer] = (query.answer or {})["results"]
        assert offer["description"] == "這個方法不需要標註數據。"
        # The buttons of what was typed in these characters work.
        assert telegram.topics(carol) == ["醫學圖像"]


async def test_a_chat_chooses_traditional_characters(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        for name in ("繁體中文", "zh-Hant", "繁体"):
            [saved] = await telegram.say(telegram.alice, f"/settings language {name}")
            assert saved.text.startswith("已儲存。語言：繁體中文")
        [panel] = await telegram.say(telegram.alice, "/settings")
        assert panel.text.startswith("設定")
        [saved] = await telegram.say(telegram.alice, "/settings language 简体中文")
        assert saved.text.startswith("已保存。语言：中文")
        [saved] = await telegram.say(telegram.bob, "/settings language traditional")
        assert saved.text.startswith("已儲存。語言：繁體中文")
        [refused] = await telegram.say(telegram.bob, "/settings language klingon")
        assert "繁體中文（zh-hant）" in refused.text
