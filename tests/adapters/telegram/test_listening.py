"""How updates come in: fetched, in order, once, and through all sorts of trouble."""

import asyncio
import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest

from adapters.telegram import polling
from adapters.telegram.polling import MAX_CONFLICTS, SECOND_POLLER, Poller
from adapters.telegram.refusals import LOGIN_REFUSED
from adapters.telegram.renderer import render
from bot.commands import table
from bot.commands.call import Call
from bot.domain.message import Message
from bot.domain.patience import Patience
from bot.errors import ConfigError, StorageError
from bot.ports import Store
from tests.acceptance.on_telegram import OnTelegram, labels, on_telegram
from tests.papers import medical
from tests.servers.telegram import close, error, flood

CONFLICT = error(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)


class Gate:
    """Holds up an answer until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.open = asyncio.Event()
        self.reached = asyncio.Event()
        command = next(one for one in table.COMMANDS if one.name == name)
        handler = command.handler

        async def wait(call: Call) -> Message:
            self.reached.set()
            await self.open.wait()
            return await handler(call)

        # The table is frozen, and so are its rows.
        monkeypatch.setattr(type(command), "__setattr__", object.__setattr__)
        monkeypatch.setattr(command, "handler", wait)


async def test_one_chat_keeps_its_order_while_others_go_on(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "search")
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.alice.say("/search slow")
        telegram.alice.say("/subscriptions")
        await gate.reached.wait()
        telegram.bob.say("/subscriptions")
        [first] = await telegram.server.wait_sent(1)
        assert first.chat_id == telegram.bob.id
        gate.open.set()
        rest = (await telegram.settled())[1:]
        assert [one.chat_id for one in rest] == [telegram.alice.id] * 2
        assert "slow" in rest[0].text


async def test_in_a_group_nobody_waits_for_the_answer_to_somebody_else(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "search")
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        group = telegram.group
        telegram.bob.send(group, "/search slow")
        telegram.bob.send(group, "/subscriptions")
        await gate.reached.wait()
        asked = telegram.alice.send(group, "/settings cards on")
        [first] = await telegram.server.wait_sent(1)
        assert first.reply_to == asked.message_id
        # A button is no slower.
        telegram.alice.press(first, labels(first)[0])
        await telegram.server.wait_for("answerCallbackQuery")
        gate.open.set()
        rest = [
            one for one in await telegram.settled() if "slow" in one.text or "订阅" in one.text
        ]
        assert "slow" in rest[-2].text
        assert "还没有订阅" in rest[-1].text


async def test_what_people_say_to_each_other_takes_nobodys_place(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "search")
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        telegram.alice.send(telegram.group, "/search slow")
        for number in range(60):
            telegram.bob.send(telegram.group, f"Did you see the match? {number}")
        telegram.bob.send(telegram.group, "/subscriptions")
        behind = str(telegram.server.world.updates.pending()[-1].id + 1)
        await gate.reached.wait()
        await telegram.server.wait_for(lambda call: call.params.get("offset") == behind)
        gate.open.set()
        assert len(await telegram.settled()) == 2


async def test_what_cannot_even_be_said_holds_up_nothing_behind_it(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [RuntimeError("a fault of ours"), RuntimeError("and again")]

    def fail_twice(message: Message, **options: Any) -> list[dict[str, Any]]:
        if failures:
            raise failures.pop()
        return render(message, **options)

    monkeypatch.setattr("adapters.telegram.client.render", fail_twice)
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.alice.say("/help")
        telegram.alice.say("/subscriptions")
        [sent] = await telegram.settled()
        assert sent.text.startswith("本会话还没有订阅")
        assert "a fault of ours" in caplog.text


async def test_it_is_shown_that_a_slow_answer_is_being_made(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.voice._SOON", 0.0)
    gate = Gate(monkeypatch, "search")
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        forum = telegram.server.chat("supergroup", members=[telegram.bob], topics=[42])
        telegram.server.script(error(500, "no matter"), method="sendChatAction")
        telegram.bob.send(forum, "/search@chenbao_bot slow", thread_id=42)
        shown = await telegram.server.wait_for("sendChatAction")
        assert (shown.params["action"], shown.params["message_thread_id"]) == ("typing", "42")
        gate.open.set()
        assert len(await telegram.settled()) == 1


async def test_a_slow_button_stops_to_show_that_it_works_and_is_answered_later(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_telegram(sqlite_store, button_wait=0.0) as telegram, telegram.running():
        await telegram.read(medical())
        [listed] = await telegram.say(telegram.alice, "/search medical")
        gate = Gate(monkeypatch, "paper")
        query = telegram.alice.press(listed, "1")
        await telegram.server.wait_for("answerCallbackQuery")
        assert query.answer == {"text": "", "show_alert": False}
        gate.open.set()
        assert "Medical Image" in (await telegram.settled())[-1].text


async def test_an_update_that_comes_twice_has_one_effect(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.alice.say("/help")
        [update] = telegram.server.world.updates.pending()
        await telegram.settled()
        telegram.server.repeat(update)
        await telegram.say(telegram.bob, "/help")
        assert [one.chat_id for one in telegram.server.sent] == [7, 8]


async def test_what_nobody_can_read_holds_up_nothing(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.server.update_raw({"message": {"message_id": "nonsense"}})
        telegram.server.update_raw({"something_new": {"of": "tomorrow"}})
        assert len(await telegram.say(telegram.alice, "/help")) == 1
    assert "an update cannot be read" in caplog.text


async def test_what_was_taken_is_confirmed_when_the_bot_stops(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram:
        async with telegram.running():
            await telegram.say(telegram.alice, "/help")
        assert len(telegram.server.world.updates) == 0
        async with telegram.running():
            await telegram.say(telegram.bob, "/help")
        assert [one.chat_id for one in telegram.server.sent] == [7, 8]


async def test_after_an_absence_each_chat_gets_one_line_and_old_updates_are_gone(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        for _ in range(20):
            telegram.bob.say("/paper 2403.15603")
        telegram.clock.advance(hours=20)
        for _ in range(20):
            telegram.alice.say("/paper 2403.15603")
        telegram.clock.advance(hours=5)
        async with telegram.running():
            [line] = await telegram.settled()
            assert line.text == "我刚才不在。如果还需要，请再说一次。"
            assert len(await telegram.say(telegram.alice, "/help")) == 1


async def test_each_absence_is_told_of(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram:
        for absences in (1, 2):
            telegram.alice.say("/help")
            telegram.clock.advance(hours=1)
            async with telegram.running():
                await telegram.settled()
                assert len(await telegram.say(telegram.alice, "/help")) == 1
            lines = [one for one in telegram.server.sent if one.text.startswith("我刚才不在")]
            assert len(lines) == absences


async def test_whoever_writes_too_much_is_told_so_once(sqlite_store: Store) -> None:
    rule = Patience(burst=2, every=timedelta(seconds=30))
    async with on_telegram(sqlite_store, patience=rule) as telegram, telegram.running():
        for _ in range(10):
            telegram.alice.say("/help")
        assert len(await telegram.settled()) == 3
        telegram.bob.say("/help")
        assert len(await telegram.settled()) == 4


async def test_commands_in_one_message_are_as_many_as_they_are(sqlite_store: Store) -> None:
    rule = Patience(burst=2, every=timedelta(seconds=30))
    async with on_telegram(sqlite_store, patience=rule) as telegram, telegram.running():
        # What brings a chat back is done at once, and what it was too much is waited for.
        lines = "\n".join(["/subscriptions"] * 10)
        assert len(await telegram.say(telegram.alice, lines)) == 10
        assert len(await telegram.say(telegram.alice, lines)) == 1
        assert await telegram.say(telegram.alice, lines) == []
        telegram.clock.advance(seconds=60)
        assert await telegram.say(telegram.alice, lines) == []
        telegram.clock.advance(seconds=60)
        assert len(await telegram.say(telegram.alice, "/help")) == 1


async def test_nobody_gets_hundreds_of_answers_to_one_message(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        sent = await telegram.say(telegram.alice, "/help\n" * 600)
        assert len(sent) == 151
        assert sent[-1].text == "太快了，请过一分钟再试。"


# Trouble


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before the next try."""

    async def poll_at_once(self: Poller, trouble: Exception) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(Poller, "_wait", poll_at_once)


async def end_of_listening(telegram: OnTelegram) -> BaseException | None:
    """How listening ends by itself."""
    await telegram.messenger.start()
    listening = telegram.messenger.listen(telegram.conversations, asyncio.Event())
    try:
        await asyncio.wait_for(listening, 10)
    except ConfigError as trouble:
        return trouble
    finally:
        await telegram.messenger.close()
    return None


@pytest.mark.usefixtures("impatient")
async def test_a_second_poller_is_told_of_in_one_line_with_what_to_do(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        telegram.server.script(CONFLICT, method="getUpdates", times=None)
        trouble = await end_of_listening(telegram)
        assert str(trouble) == SECOND_POLLER
        assert "\n" not in str(trouble)
        assert len(telegram.server.calls_of("getUpdates")) >= MAX_CONFLICTS


@pytest.mark.usefixtures("impatient")
async def test_a_poll_ended_by_an_old_process_that_goes_is_borne(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        for answers in (1, 2):
            polls = len(telegram.server.calls_of("getUpdates"))
            telegram.server.script(CONFLICT, method="getUpdates", times=MAX_CONFLICTS - 1)
            await telegram.say(telegram.alice, "/help")
            await telegram.server.wait_for("getUpdates", count=polls + MAX_CONFLICTS)
            assert len(telegram.server.sent) == answers


@pytest.mark.usefixtures("impatient")
async def test_a_token_that_is_refused_later_ends_it_with_what_to_do(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram:
        telegram.server.script(error(401, "Unauthorized"), method="getUpdates", times=None)
        trouble = await end_of_listening(telegram)
        assert str(trouble) == LOGIN_REFUSED


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "fault", [close("before"), error(502, "Bad Gateway"), flood(1), error(500, "x")]
)
async def test_trouble_on_the_way_is_outlived(sqlite_store: Store, fault: object) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.server.script(fault, method="getUpdates", times=3)  # type: ignore[arg-type]
        assert len(await telegram.say(telegram.alice, "/help")) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_webhook_of_before_does_not_keep_it_from_fetching(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram:
        telegram.server.world.webhook.url = "https://old.example.org/"
        telegram.server.script(close("before"), method="deleteWebhook")
        async with telegram.running():
            assert len(await telegram.say(telegram.alice, "/help")) == 1


async def test_trouble_is_logged_once_a_time_and_never_with_the_token(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "_FIRST_RETRY", 0.001)
    async with on_telegram(sqlite_store) as telegram:
        telegram.server.script(close("before"), method="getUpdates", times=3)
        await telegram.messenger.start()
        stop = asyncio.Event()
        poller = Poller(telegram.messenger.bot, lambda _: None, first_retry=0.001)
        listening = asyncio.create_task(poller.run(stop))
        await telegram.server.wait_for("getUpdates", count=4)
        stop.set()
        await listening
        await telegram.messenger.close()
        lines = [one for one in caplog.records if "cannot be fetched" in one.getMessage()]
        assert len(lines) == 1
        assert telegram.server.token not in caplog.text


async def test_a_fault_of_ours_is_answered_with_a_number_that_stands_in_the_log(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    async with on_telegram(sqlite_store) as telegram, telegram.running():
        monkeypatch.setattr("bot.commands.subscriptions.list_view.subscription_list", fail)
        [sent] = await telegram.say(telegram.alice, "/subscriptions")
        number = re.findall(r"[0-9a-f]{6}", sent.text)
        assert sent.text.startswith("出错了")
        assert f"trouble id {number[0]}" in caplog.text
        # And beside the commands: in the adapter itself.
        monkeypatch.setattr(telegram.conversations, "answer", fail)
        [sent] = await telegram.say(telegram.alice, "/help")
        [number] = re.findall(r"[0-9a-f]{6}", sent.text)
        assert f"trouble id {number}" in caplog.text
        monkeypatch.undo()
        assert len(await telegram.say(telegram.alice, "/help")) == 1


async def test_a_fault_over_what_was_said_to_others_is_told_to_nobody(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/settings cards on", telegram.group)
        monkeypatch.setattr("bot.commands.conversations.find_cards", fail)
        link = "nice: https://arxiv.org/abs/2403.00001"
        assert await telegram.say(telegram.bob, link, telegram.group) == []
        assert "trouble id" in caplog.text


async def test_a_button_that_cannot_be_read_now_is_answered_and_works_later(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("no connection")

    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [shown] = await telegram.say(telegram.alice, "/subscribe")
        with monkeypatch.context() as patch:
            patch.setattr("bot.commands.dispatch.read_phrase", fail)
            query = await telegram.press(telegram.alice, shown, "医学图像")
        assert query.answer is not None
        [number] = re.findall(r"[0-9a-f]{6}", telegram.server.sent[-1].text)
        assert f"trouble id {number}" in caplog.text
        await telegram.press(telegram.alice, shown, "医学图像")
        assert telegram.topics(telegram.alice) == ["医学图像"]


async def test_an_answer_that_telegram_wants_later_is_sent_later(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.server.script(flood(1), method="sendMessage")
        waited: list[float] = []

        async def wait(seconds: float) -> None:
            waited.append(seconds)
            telegram.clock.advance(seconds=seconds)

        monkeypatch.setattr("adapters.telegram.voice.sleep", wait)
        assert len(await telegram.say(telegram.alice, "/help")) == 1
        assert waited == [1.0]


async def test_an_answer_that_is_refused_is_logged_and_stops_nothing(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        telegram.server.script(error(400, "Bad Request: something new"), method="sendMessage")
        assert await telegram.say(telegram.alice, "/help") == []
        assert "an answer could not be sent: Something new" in caplog.text
        assert len(await telegram.say(telegram.alice, "/help")) == 1


# Buttons


async def test_a_button_whose_query_is_too_old_to_be_answered_still_works(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        async with telegram.running():
            [shown] = await telegram.say(telegram.alice, "/subscribe")
        telegram.alice.press(shown, "医学图像")
        telegram.clock.advance(hours=1)
        async with telegram.running():
            await telegram.settled()
        assert telegram.topics(telegram.alice) == ["医学图像"]


async def test_a_button_of_another_age_is_told_to_be_too_old(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [shown] = await telegram.say(telegram.alice, "/settings")
        stored = telegram.server.world.chats[7].messages[shown.message_id]
        stored.buttons[0][0]["callback_data"] = "v0|settings|language"
        query = await telegram.press(telegram.alice, stored, "v0|settings|language")
        assert query.answer is not None
        assert query.answer["text"] == "这个按钮太旧了，请重新发送命令。"


async def test_a_message_that_is_gone_is_answered_anew(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [panel] = await telegram.say(telegram.alice, "/settings")
        telegram.alice.press(panel, "静音")
        del telegram.server.world.chats[7].messages[panel.message_id]
        new = (await telegram.settled())[-1]
        assert new.message_id != panel.message_id
        assert "静音：开" in new.text


async def test_what_does_not_fit_over_the_chat_is_said_in_it(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [usage] = await telegram.say(telegram.bob, "/subscribe@chenbao_bot", telegram.group)
        query = await telegram.press(telegram.bob, usage, "medical imaging")
        assert query.answer == {"text": "", "show_alert": False}
        offered = telegram.server.sent[-1]
        # A popup would have no button.
        assert labels(offered) == ["For me, in private"]
        assert offered.chat_id == telegram.group.id


async def test_a_card_too_long_for_one_message_takes_the_place_of_one_and_goes_on_below(
    sqlite_store: Store,
) -> None:
    zh = {
        "tldr": "一句话。",
        "takeaways": tuple(f"要点 {number}：" + "很长。" * 100 for number in range(30)),
    }
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.read(medical("2403.00001", zh=zh))
        [card] = await telegram.say(telegram.alice, "/paper 2403.00001")
        await telegram.press(telegram.alice, card, "要点")
        [edit] = telegram.server.edits
        below = telegram.server.sent.entries[1:]
        assert edit.message_id == card.message_id
        assert len(edit.text) <= 4096
        shown = edit.text + "".join(one.text for one in below)
        assert all(f"要点 {number}：" in shown for number in range(3))
        assert labels([edit, *below][-1])


# In any chat


async def test_papers_are_offered_wherever_the_bots_name_is_typed(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.read(
            medical("2403.00001", zh={"title": "无标注的医学图像分割", "tldr": "一句话。"})
        )
        for typed in ("2403.00001", "https://arxiv.org/abs/2403.00001v3", "医学图像"):
            query = telegram.alice.ask_inline(typed)
            await telegram.settled()
            assert query.answer is not None
            [offer] = query.answer["results"]
            assert (offer["title"], offer["description"]) == ("无标注的医学图像分割", "一句话。")
            assert "arXiv:2403.00001" in offer["input_message_content"]["message_text"]
            [[button]] = offer["reply_markup"]["inline_keyboard"]
            assert button["url"] == "https://t.me/chenbao_bot?start=p_2403-00001"
        assert query.answer["is_personal"] is True
        nothing = telegram.alice.ask_inline("quantum gravity")
        await telegram.settled()
        assert nothing.answer == {"results": [], "is_personal": True}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh-hans", "太快了，请过一分钟再试。"),
        ("en", "One at a time, please: try again in a minute."),
    ],
)
async def test_who_asks_for_papers_without_end_while_typing_is_told_to_wait(
    sqlite_store: Store, language: str, line: str
) -> None:
    rule = Patience(burst=1, every=timedelta(seconds=30))
    async with on_telegram(sqlite_store, patience=rule) as telegram, telegram.running():
        await telegram.read(medical("2403.00001"))
        carol = telegram.server.user(9, language_code=language, first_name="Carol")
        asked = []
        for _ in range(7):
            asked.append(carol.ask_inline("2403.00001"))
            await telegram.settled()
        assert [len((one.answer or {})["results"]) for one in asked] == [1] * 6 + [0]
        last = telegram.server.calls_of("answerInlineQuery")[-1].params
        # Telegram is not to remember that.
        assert last["cache_time"] == "0"
        assert json.loads(last["button"])["text"] == line
        # Commands are counted for themselves, and others are not held up.
        assert len(await telegram.say(carol, "/help")) == 1
        other = telegram.bob.ask_inline("2403.00001")
        await telegram.settled()
        assert len((other.answer or {})["results"]) == 1
        telegram.clock.advance(seconds=5)
        again = carol.ask_inline("2403.00001")
        await telegram.settled()
        assert len((again.answer or {})["results"]) == 1


async def test_before_anything_is_typed_the_papers_of_ones_own_issue_are_offered(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        empty = telegram.alice.ask_inline("")
        await telegram.settled()
        assert empty.answer is not None
        assert empty.answer["results"] == []
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.read(medical())
        await telegram.until_push(telegram.alice)
        full = telegram.alice.ask_inline("")
        await telegram.settled()
        assert full.answer is not None
        assert len(full.answer["results"]) == 1


# Links


async def test_a_link_gets_a_card_where_the_group_wants_it_and_ours_get_none(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store, privacy_mode=False) as telegram, telegram.running():
        await telegram.read(medical("2403.00001"))
        link = "nice: https://arxiv.org/abs/2403.00001"
        assert await telegram.say(telegram.bob, link, telegram.group) == []
        await telegram.say(telegram.alice, "/settings cards on", telegram.group)
        [card] = await telegram.say(telegram.bob, link, telegram.group)
        assert card.silent
        assert labels(card) == ["详情"]
        assert await telegram.say(telegram.bob, link, telegram.group) == []
        assert await telegram.say(telegram.bob, "no link", telegram.group) == []


async def test_what_is_asked_for_is_what_is_handled(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [asked, *_] = telegram.server.calls_of("getUpdates")
        handlers = telegram.messenger.handlers
        assert handlers is not None
        assert set(handlers._kinds) == set(asked.structure("allowed_updates", ""))
