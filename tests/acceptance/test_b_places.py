"""Groups, channels, threads and identity on Telegram (checks 11 to 19), over the wire."""

import re
from datetime import timedelta

import pytest

from bot.commands.table import COMMANDS
from bot.domain.chat import ChatKind
from bot.domain.patience import Patience
from bot.ports import Store
from tests.acceptance.on_telegram import OnTelegram, at, labels, on_telegram
from tests.papers import medical
from tests.servers.telegram import Chat, Person

SUBSCRIBE = "/subscribe@chenbao_bot 医学图像"
HELLO_ZH = """大家好！群里关注哪些方向，我每天早上就把这些方向的 arXiv 新论文送过来。
订阅一个方向：/subscribe@chenbao_bot 医学图像
查一篇论文：/paper@chenbao_bot 2403.15603
其他功能：/help@chenbao_bot"""
HELLO_EN = """Hello! Every morning I bring this group the new arXiv papers on its topics.
Follow one: /subscribe@chenbao_bot medical imaging
Look a paper up: /paper@chenbao_bot 2403.15603
Everything else: /help@chenbao_bot"""


async def subscribe(
    telegram: OnTelegram, admin: Person, chat: Chat, thread_id: int | None = None
) -> None:
    """Let a group follow 医学图像."""
    [asked] = await telegram.say(admin, SUBSCRIBE, chat, thread_id=thread_id)
    await telegram.press(admin, asked, "为本群订阅")


def bare_commands(text: str) -> set[str]:
    """Commands that a text names without saying to whom."""
    names = "|".join(command.name for command in COMMANDS)
    return set(re.findall(rf"(?<![\w/@.])/(?:{names})(?![\w/@])", text))


# 11


async def test_in_groups_commands_are_written_with_the_bots_name(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        for command in COMMANDS:
            if command.name == "deleteme":
                continue
            said = await telegram.say(
                telegram.alice, f"/{command.name}@chenbao_bot", telegram.group
            )
            for sent in said:
                assert not bare_commands(sent.text), command.name
        [shown] = await telegram.say(telegram.alice, "/help@chenbao_bot", telegram.group)
        assert "/paper@chenbao_bot" in shown.text
        [private] = await telegram.say(telegram.alice, "/help")
        assert "/paper " in private.text
        assert "@chenbao_bot" not in private.text


async def test_pushes_in_groups_name_commands_so_that_the_bot_will_hear_them(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store, max_papers=1) as telegram, telegram.running():
        await subscribe(telegram, telegram.alice, telegram.group)
        await telegram.read(medical("2403.00001"), medical("2403.00002", 2))
        [push] = await telegram.until_push(telegram.group)
        assert "/digest@chenbao_bot all" in push.text
        assert not bare_commands(push.text)


async def test_a_bot_that_hears_everything_writes_commands_plainly(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        [shown] = await telegram.say(telegram.alice, "/help", telegram.group)
        assert "@chenbao_bot" not in shown.text


# 12


async def test_who_is_no_administrator_may_look_up_but_not_change_the_group(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        bob, group = telegram.bob, telegram.group
        for typed in (
            "/unsubscribe@chenbao_bot all",
            "/pause@chenbao_bot",
            "/settings@chenbao_bot max 3",
        ):
            [refused] = await telegram.say(bob, typed, group)
            assert refused.text == "Only the administrators of this group can do that."
        assert len(telegram.server.calls_of("getChatMember")) == 1
        for typed in ("/paper 2403.15603", "/subscriptions", "/help", "/settings"):
            name, _, rest = typed.partition(" ")
            [sent] = await telegram.say(bob, f"{name}@chenbao_bot {rest}".strip(), group)
            assert "administrators of this group" not in sent.text
        assert len(telegram.server.calls_of("getChatMember")) == 1
        assert telegram.find_chat(group) is None


async def test_who_is_no_administrator_is_offered_the_topic_in_private(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        carol = telegram.server.user(9, language_code="en")
        await telegram.say(telegram.bob, "/subscribe quantum computing")
        [offer] = await telegram.say(telegram.bob, "/subscribe@chenbao_bot ct", telegram.group)
        assert offer.text.startswith("Only the administrators can subscribe this group.")
        assert labels(offer) == ["For me, in private"]
        query = await telegram.press(telegram.bob, offer, "For me, in private")
        assert query.answer is not None
        assert query.answer["text"].startswith("Subscribed for you: ct, in our private chat.")
        assert telegram.topics(telegram.bob) == ["quantum computing", "ct"]
        # Whoever has not opened the private chat is led there; one tap more, and it is done.
        led = await telegram.press(carol, offer, "For me, in private")
        assert led.answer is not None
        before, _, payload = led.answer["url"].partition("?start=")
        assert before == "https://t.me/chenbao_bot"
        assert telegram.topics(carol) == []
        await telegram.say(carol, f"/start {payload}")
        assert telegram.topics(carol) == ["ct"]


async def test_a_group_may_let_everybody_change_its_topics_but_not_its_settings(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [panel] = await telegram.say(telegram.alice, "/settings@chenbao_bot", telegram.group)
        query = await telegram.press(telegram.bob, panel, "人人可改订阅")
        assert query.answer is not None
        assert "administrators" in query.answer["text"]
        await telegram.press(telegram.alice, panel, "人人可改订阅")
        assert "谁能改订阅：所有人" in telegram.server.edits[-1].text
        [asked] = await telegram.say(telegram.bob, SUBSCRIBE, telegram.group)
        await telegram.press(telegram.bob, asked, "为本群订阅")
        assert telegram.topics(telegram.group) == ["医学图像"]
        [refused] = await telegram.say(telegram.bob, "/pause@chenbao_bot", telegram.group)
        assert "管理员" in refused.text


# 13


async def test_an_anonymous_administrator_manages_the_group(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.alice.send_anonymously(telegram.group, SUBSCRIBE)
        [sent] = await telegram.settled()
        assert sent.text.startswith("已订阅：医学图像")
        assert telegram.topics(telegram.group) == ["医学图像"]
        assert telegram.server.calls_of("getChatMember") == []


async def test_whoever_writes_in_the_name_of_another_channel_does_not(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        channel = telegram.server.chat("channel")
        telegram.bob.send_as(telegram.group, channel, SUBSCRIBE)
        [refused] = await telegram.settled()
        assert "管理员" in refused.text
        assert telegram.topics(telegram.group) == []
        assert telegram.server.calls_of("getChatMember") == []


async def test_a_post_that_telegram_forwards_to_the_discussion_is_not_said_twice(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        discussion = telegram.server.chat("supergroup", admins=[telegram.alice])
        channel = telegram.server.chat("channel", linked_to=discussion)
        telegram.server.post(channel, SUBSCRIBE)
        [sent] = await telegram.settled()
        assert sent.chat_id == channel.id
        assert telegram.topics(channel) == ["医学图像"]
        assert telegram.topics(discussion) == []


# 14


async def test_a_post_of_a_channel_subscribes_it(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        channel = telegram.server.chat("channel")
        telegram.server.post(channel, "/subscribe 医学图像")
        [sent] = await telegram.settled()
        assert (sent.chat_id, sent.text.splitlines()[0]) == (channel.id, "已订阅：医学图像")
        found = telegram.find_chat(channel)
        assert found is not None
        assert found.kind is ChatKind.CHANNEL
        await telegram.read(medical())
        [push] = await telegram.until_push(channel)
        assert push.chat_id == channel.id


async def test_a_reader_of_a_channel_does_not_fill_it_for_the_others(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        channel = telegram.server.chat("channel", admins=[telegram.alice], members=[telegram.bob])
        telegram.server.post(channel, "/subscribe 医学图像")
        await telegram.settled()
        await telegram.read(medical("2403.00001"))
        [push] = await telegram.until_push(channel)
        paper = await telegram.press(telegram.bob, push, "1")
        settings = await telegram.press(telegram.bob, push, "设置")
        assert telegram.server.sent[-1] == push
        assert list(telegram.server.edits) == []
        assert paper.answer is not None
        assert paper.answer["url"] == "https://t.me/chenbao_bot?start=p_2403-00001"
        assert settings.answer is not None
        assert settings.answer["text"].startswith("Only the administrators of this channel")
        # Who manages it shows it to all.
        await telegram.press(telegram.alice, push, "1")
        assert "arXiv:2403.00001" in telegram.server.sent[-1].text


async def test_a_channel_in_which_the_bot_may_not_post_hurts_nobody(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        channel = telegram.server.chat("channel", bot_denied=["can_post_messages"])
        telegram.server.post(channel, "/help")
        assert await telegram.settled() == []
        refused = [record for record in caplog.records if "could not be sent" in record.message]
        assert len(refused) == 1
        assert await telegram.say(telegram.alice, "/help") != []


async def test_a_channel_is_managed_from_the_private_chat_by_its_administrators(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        server = telegram.server
        channel = server.chat("channel", username="our_papers", admins=[telegram.alice])
        [sent] = await telegram.say(telegram.alice, "/subscribe @our_papers 医学图像")
        assert sent.chat_id == telegram.alice.id
        assert sent.text.startswith("已订阅：医学图像")
        [stop] = re.findall(r"取消：(.*)", sent.text)
        assert stop.replace("\u2060", "") == "/unsubscribe @our_papers 医学图像"
        # A button here would act on the private chat.
        assert labels(sent) == []
        assert telegram.topics(channel) == ["医学图像"]
        assert telegram.topics(telegram.alice) == []
        [listed] = await telegram.say(telegram.alice, "/subscriptions @our_papers")
        assert "1. 医学图像" in listed.text
        # The number does as well as the name.
        await telegram.say(telegram.alice, f"/settings {channel.id} time 20:15")
        found = telegram.find_chat(channel)
        assert found is not None
        assert found.settings.schedule.at.hour == 20
        await telegram.say(telegram.alice, stop)
        assert telegram.topics(channel) == []


async def test_lines_about_several_chats_in_one_message_each_act_on_their_own(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        server = telegram.server
        first = server.chat("channel", username="our_papers", admins=[telegram.alice])
        second = server.chat("channel", username="our_other", admins=[telegram.alice])
        theirs = server.chat("channel", username="their_papers", admins=[telegram.bob])
        lines = [
            "/subscribe @our_papers 医学图像",
            "/subscribe @our_papers 点云",
            "/subscribe @our_other 图神经网络",
            "/subscribe @their_papers 扩散模型",
            "/subscribe 大语言模型",
            "/subscribe @our_papers 强化学习",
        ]
        sent = await telegram.say(telegram.alice, "\n".join(lines))
        assert [one.text.partition("\n")[0] for one in sent] == [
            "已订阅：医学图像",
            "已订阅：点云",
            "已订阅：图神经网络",
            "要在这里管理它，你和我都须是那里的管理员。",
            "已订阅：大语言模型",
            "已订阅：强化学习",
        ]
        assert telegram.topics(first) == ["医学图像", "点云", "强化学习"]
        assert telegram.topics(second) == ["图神经网络"]
        assert telegram.topics(theirs) == []
        assert telegram.topics(telegram.alice) == ["大语言模型"]
        # Each answer names the chat that it is about.
        assert "/unsubscribe @\u2060our_papers 点云" in sent[1].text
        assert "/unsubscribe @\u2060our_other 图神经网络" in sent[2].text
        [english] = await telegram.say(telegram.bob, "/subscribe @their_papers 扩散模型")
        assert english.text.startswith("Subscribed: 扩散模型")


@pytest.mark.parametrize(
    "case", ["the person is none", "the bot is none", "there is no such chat"]
)
async def test_from_afar_both_must_be_administrators(sqlite_store: Store, case: str) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        admins = [] if case == "the person is none" else [telegram.alice]
        bot = "member" if case == "the bot is none" else "administrator"
        if case != "there is no such chat":
            telegram.server.chat("supergroup", username="our_papers", admins=admins, bot=bot)
        for typed in ("/subscribe @our_papers 医学图像", "/subscriptions @our_papers"):
            [sent] = await telegram.say(telegram.alice, typed)
            assert sent.text == "要在这里管理它，你和我都须是那里的管理员。"


async def test_whoever_writes_too_much_about_a_chat_wears_out_nobody_else(
    sqlite_store: Store,
) -> None:
    rule = Patience(burst=2, every=timedelta(seconds=30))
    async with on_telegram(sqlite_store, patience=rule) as telegram, telegram.running():
        server = telegram.server
        channel = server.chat("channel", username="our_papers", admins=[telegram.alice])
        for _ in range(5):
            await telegram.say(telegram.bob, "/subscriptions @our_papers")
        assert [one.chat_id for one in server.sent] == [telegram.bob.id] * 3
        # Nor is Telegram asked for what is not going to be answered.
        assert len(server.calls_of("getChat")) == 2
        [sent] = await telegram.say(telegram.alice, "/subscribe @our_papers 医学图像")
        assert sent.text.startswith("已订阅：医学图像")
        server.post(channel, "/subscriptions")
        assert "医学图像" in (await telegram.settled())[-1].text


# 15


async def test_a_topic_of_a_forum_is_a_chat_of_its_own(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        forum = telegram.server.chat("supergroup", admins=[telegram.alice], topics=[42])
        await subscribe(telegram, telegram.alice, forum, thread_id=42)
        assert telegram.topics(forum, 42) == ["医学图像"]
        assert telegram.topics(forum) == []
        await telegram.read(medical())
        [push] = await telegram.until_push(forum, 42)
        assert push.thread_id == 42


async def test_a_button_that_lost_its_topic_does_nothing_in_another(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        forum = telegram.server.chat("supergroup", admins=[telegram.alice], topics=[42])
        [asked] = await telegram.say(telegram.alice, SUBSCRIBE, forum, thread_id=42)
        query = telegram.alice.press(asked, "为本群订阅")
        [update] = telegram.server.world.updates.pending()
        told = update.body["callback_query"]["message"]
        # As Telegram tells of a message that it cannot show any more: without its topic.
        kept = {name: told[name] for name in ("chat", "message_id")}
        update.body["callback_query"]["message"] = {**kept, "date": 0}
        await telegram.settled()
        assert query.answer is not None
        assert query.answer["text"] == "这个按钮太旧了，请重新发送命令。"
        assert telegram.topics(forum) == telegram.topics(forum, 42) == []


async def test_general_is_written_to_without_naming_a_thread(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        forum = telegram.server.chat("supergroup", admins=[telegram.alice], topics=[42])
        await subscribe(telegram, telegram.alice, forum)
        await telegram.read(medical())
        [push] = await telegram.until_push(forum)
        assert push.thread_id is None
        assert "message_thread_id" not in push.call.params


async def test_a_chain_of_replies_is_no_topic(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        body = telegram.alice.send(telegram.group, "…").body
        telegram.server.update(
            "message",
            {**body, "message_id": 900, "message_thread_id": 1, "text": "/subscriptions@chenbao_bot",
             "entities": [{"type": "bot_command", "offset": 0, "length": 26}]},
        )  # fmt: skip
        [sent] = await telegram.settled()
        assert "message_thread_id" not in sent.call.params


@pytest.mark.parametrize(("language", "found"), [("zh-hans", "无标注"), ("en", "Medical Image")])
async def test_under_a_channels_post_a_button_is_answered_under_that_post(
    sqlite_store: Store, language: str, found: str
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.read(medical(zh={"title": "无标注的医学图像分割", "tldr": "一句话。"}))
        carol = telegram.server.user(9, language_code=language, first_name="Carol")
        comments = telegram.server.chat("supergroup", members=[carol])
        [shown] = await telegram.say(carol, "/search@chenbao_bot medical", comments)
        carol.press(shown, "1")
        stand_under_a_post(telegram)
        answer = (await telegram.settled())[-1]
        assert found in answer.text
        assert answer.reply_to == shown.message_id
        assert "message_thread_id" not in answer.call.params
        # In the group itself nothing is quoted.
        await telegram.press(carol, shown, "1")
        assert telegram.server.sent[-1].reply_to is None


async def test_under_a_channels_post_all_of_a_long_answer_stands_under_that_post(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        monkeypatch.setattr("adapters.telegram.renderer.LIMIT", (400, 100, 6000))
        asked = telegram.alice.send(telegram.group, "/help@chenbao_bot")
        stand_under_a_post(telegram)
        parts = await telegram.settled()
        assert len(parts) > 1
        assert {one.reply_to for one in parts} == {asked.message_id}


def stand_under_a_post(telegram: OnTelegram) -> None:
    """Let the message that was just sent, or whose button was pressed, be among the comments on a
    post: Telegram tells of a thread there, and calls it no topic."""
    [update] = telegram.server.world.updates.pending()
    holder = update.body.get("callback_query", update.body)
    holder["message"] = {**holder["message"], "message_thread_id": 2}


# 16


@pytest.mark.parametrize("how", ["deleted", "closed"])
async def test_a_topic_that_is_gone_stops_alone_and_is_told_of_once(
    sqlite_store: Store, how: str
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        server = telegram.server
        forum = server.chat("supergroup", admins=[telegram.alice], topics=[42, 43])
        for thread in (42, 43):
            await subscribe(telegram, telegram.alice, forum, thread_id=thread)
        await telegram.read(medical())
        if how == "deleted":
            server.delete_topic(forum, 42)
        else:
            server.close_topic(forum, 42, telegram.alice)
        pushed = await telegram.until_push(forum, 42)
        for _ in range(2):
            # One group is not written to more often.
            telegram.clock.advance(seconds=5)
            pushed += await telegram.tick()
        assert [one.thread_id for one in pushed if "Medical Image" in one.text] == [43]
        [notice] = [one for one in pushed if "Medical Image" not in one.text]
        assert (notice.chat_id, notice.thread_id) == (forum.id, None)
        gone, other = telegram.find_chat(forum, 42), telegram.find_chat(forum, 43)
        assert gone is not None
        assert other is not None
        assert gone.suspended_at is not None
        assert other.suspended_at is None


async def test_a_topic_that_is_open_again_gets_its_pushes_again(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        server = telegram.server
        forum = server.chat("supergroup", admins=[telegram.alice], topics=[42])
        await subscribe(telegram, telegram.alice, forum, thread_id=42)
        await telegram.conversations.shut_out(at(forum, 42), "TOPIC_CLOSED")
        body = telegram.alice.send(forum, "…", thread_id=42).body
        service = {name: value for name, value in body.items() if name != "text"}
        server.update("message", {**service, "message_id": 900, "forum_topic_reopened": {}})
        await telegram.settled()
        found = telegram.find_chat(forum, 42)
        assert found is not None
        assert found.suspended_at is None


# 17


async def test_a_group_that_becomes_a_supergroup_takes_everything_along(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        group = telegram.server.chat("group", admins=[telegram.alice])
        await subscribe(telegram, telegram.alice, group)
        await telegram.read(medical())
        new = telegram.server.migrate(group)
        await telegram.settled()
        assert telegram.find_chat(group) is None
        assert telegram.topics(new) == ["医学图像"]
        [push] = await telegram.until_push(new)
        assert push.chat_id == new.id
        assert new.id < -(2**31)


async def test_a_part_sent_to_the_old_number_arrives_once_under_the_new_one(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        group = telegram.server.chat("group", admins=[telegram.alice])
        await subscribe(telegram, telegram.alice, group)
        await telegram.read(medical())
        new = telegram.server.migrate(group, announce=False)
        pushed = await telegram.until_push(group)
        pushed += await telegram.tick()
        assert [one.chat_id for one in pushed] == [new.id]
        assert telegram.topics(new) == ["医学图像"]


async def test_an_answer_follows_the_group_to_its_new_number(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        group = telegram.server.chat("group", admins=[telegram.alice])
        await subscribe(telegram, telegram.alice, group)
        telegram.alice.send(group, "/subscriptions@chenbao_bot")
        new = telegram.server.migrate(group, announce=False)
        sent = (await telegram.settled())[-1]
        assert (sent.chat_id, "1. 医学图像" in sent.text) == (new.id, True)


# 18


async def test_who_blocks_the_bot_gets_nothing_and_who_lets_it_in_again_the_next_issue_alone(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.read(medical("2403.00001"))
        telegram.alice.block()
        await telegram.settled()
        found = telegram.find_chat(telegram.alice)
        assert found is not None
        assert found.suspended_reason is not None
        assert "blocked" in found.suspended_reason
        calls = len(telegram.server.calls_of("sendMessage"))
        telegram.clock.advance(days=3)
        assert await telegram.tick() == []
        assert len(telegram.server.calls_of("sendMessage")) == calls
        telegram.alice.unblock()
        await telegram.settled()
        assert await telegram.tick() == []
        pushed = await telegram.until_push(telegram.alice)
        assert len(pushed) == 1
        assert "/digest all" in pushed[0].text
        assert telegram.topics(telegram.alice) == ["医学图像"]


async def test_who_is_found_to_have_blocked_the_bot_is_tried_once(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.say(telegram.bob, "/subscribe 医学图像")
        await telegram.read(medical())
        telegram.alice.user.blocked = True
        assert [one.chat_id for one in await telegram.until_push(telegram.alice)] == [
            telegram.bob.id
        ]
        refused = [one for one in telegram.server.calls_of("sendMessage") if one.status == 403]
        await telegram.tick()
        assert len(refused) == 1
        found = telegram.find_chat(telegram.alice)
        assert found is not None
        assert found.suspended_at is not None


# 19


async def test_a_group_that_lets_the_bot_in_again_has_its_settings_still(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await subscribe(telegram, telegram.alice, telegram.group)
        await telegram.say(telegram.alice, "/settings@chenbao_bot max 3", telegram.group)
        await telegram.say(telegram.bob, "/subscribe 医学图像")
        await telegram.read(medical())
        telegram.alice.kick_bot(telegram.group)
        await telegram.settled()
        pushed = await telegram.until_push(telegram.bob)
        assert {one.chat_id for one in pushed} == {telegram.bob.id}
        telegram.clock.advance(days=20)
        telegram.alice.add_bot(telegram.group)
        await telegram.settled()
        [listed] = await telegram.say(telegram.alice, "/subscriptions@chenbao_bot", telegram.group)
        assert "1. 医学图像" in listed.text
        found = telegram.find_chat(telegram.group)
        assert found is not None
        assert (found.settings.max_papers, found.suspended_at) == (3, None)


@pytest.mark.parametrize(("language", "hello"), [("zh-hans", HELLO_ZH), ("en", HELLO_EN)])
async def test_a_group_that_the_bot_comes_to_is_told_once_what_to_type(
    sqlite_store: Store, language: str, hello: str
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        server = telegram.server
        carol = server.user(9, language_code=language, first_name="Carol")
        group = server.chat("supergroup", members=[carol], bot="left")
        async with telegram.running():
            carol.add_bot(group)
            [sent] = await telegram.settled()
            assert (sent.chat_id, sent.text, sent.reply_to) == (group.id, hello, None)
            # To be made administrator is not to come again.
            carol.set_bot(group, "administrator")
            assert len(await telegram.settled()) == 1
        async with telegram.running():
            carol.kick_bot(group)
            telegram.clock.advance(hours=23)
            carol.add_bot(group)
            assert len(await telegram.settled()) == 1
            telegram.clock.advance(hours=2)
            carol.kick_bot(group)
            carol.add_bot(group)
            assert len(await telegram.settled()) == 2
        assert telegram.find_chat(group) is None


async def test_who_knows_the_bot_or_may_not_hear_it_is_not_greeted(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        server = telegram.server
        await subscribe(telegram, telegram.alice, telegram.group)
        before = len(server.sent)
        telegram.alice.kick_bot(telegram.group)
        telegram.alice.add_bot(telegram.group)
        muted = server.chat("supergroup", admins=[telegram.alice], bot="left")
        telegram.alice.set_bot(muted, "restricted", denied=frozenset({"can_send_messages"}))
        telegram.alice.add_bot(server.chat("channel", admins=[telegram.alice], bot="left"))
        telegram.bob.block()
        telegram.bob.unblock()
        assert len(await telegram.settled()) == before
        # A group that becomes a supergroup is not another one.
        small = server.chat("group", admins=[telegram.alice], bot="left")
        telegram.alice.add_bot(small)
        assert len(await telegram.settled()) == before + 1
        large = server.migrate(small)
        await telegram.settled()
        telegram.alice.kick_bot(large)
        telegram.alice.add_bot(large)
        assert len(await telegram.settled()) == before + 1


async def test_a_group_in_which_the_bot_may_not_write_is_left_in_peace_until_it_may(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await subscribe(telegram, telegram.alice, telegram.group)
        telegram.alice.set_bot(
            telegram.group, "restricted", denied=frozenset({"can_send_messages"})
        )
        await telegram.settled()
        found = telegram.find_chat(telegram.group)
        assert found is not None
        assert found.suspended_reason == "the bot may not write there"
        telegram.alice.set_bot(telegram.group, "member")
        await telegram.settled()
        found = telegram.find_chat(telegram.group)
        assert found is not None
        assert found.suspended_at is None
