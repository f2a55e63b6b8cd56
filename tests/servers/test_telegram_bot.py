"""A bot made with python-telegram-bot, on the fake Bot API."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import telegram
from telegram import Update
from telegram.constants import ChatID
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from tests.servers.telegram import TelegramServer, close, error, flood, hang

READER = 7


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        server.user(READER, language_code="zh-hans", started=True)
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=server.base_url) as bot:
        yield bot


Handle = Callable[[Update], Any]


@asynccontextmanager
async def polling(server: TelegramServer, handle: Handle) -> AsyncIterator[None]:
    """A bot that polls, and gives each update to `handle`."""

    async def callback(update: Update, context: Any) -> None:
        answer = handle(update)
        if answer is not None:
            await answer

    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
    application = builder.token(server.token).base_url(server.base_url).build()
    application.add_handler(TypeHandler(Update, callback))
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield
        await application.updater.stop()
        await application.stop()


async def test_a_polling_bot_answers_in_html_and_edits(server: TelegramServer) -> None:
    reader = server.user(READER)

    def answer(update: Update) -> Any:
        if update.callback_query is not None:
            return update.callback_query.edit_message_text("看完了")
        button = telegram.InlineKeyboardButton("更多", callback_data="more")
        assert update.effective_message is not None
        return update.effective_message.reply_html(
            "<b>晨报</b> &amp; 😀",
            reply_markup=telegram.InlineKeyboardMarkup([[button]]),
            do_quote=True,
        )

    async with polling(server, answer):
        asked = reader.say("/start")
        [sent] = await server.wait_sent(chat=reader)
        assert sent.text == "晨报 & 😀"
        assert sent.entities == [{"type": "bold", "offset": 0, "length": 2}]
        assert sent.reply_to == asked.message_id
        reader.press(sent, "更多")
        await server.wait_for("editMessageText")
    assert server.edits[0].text == "看完了"
    assert server.violations == []
    assert not [call for call in server.calls if call.status and call.status >= 400]


@asynccontextmanager
async def watching(server: TelegramServer) -> AsyncIterator[list[Update]]:
    """A bot that only looks; at the end its list holds all there was to see."""
    seen: list[Update] = []
    async with polling(server, seen.append):
        yield seen
        last = server.world.updates.pending()[-1]
        await server.wait_for(lambda call: call.string("offset") == str(last.id + 1))


def kinds(updates: list[Update]) -> list[str]:
    return [next(key for key in update.to_dict() if key != "update_id") for update in updates]


def sender(message: telegram.Message | None) -> int | None:
    assert message is not None
    return message.from_user.id if message.from_user else None


async def test_the_library_understands_what_people_do(server: TelegramServer) -> None:
    async with watching(server) as seen:
        reader, admin = server.user(READER), server.user(8)
        forum = server.chat("supergroup", topics=[42], admins=[admin])
        admin.edit(admin.send(forum, "/help"), "/help me")
        reader.send(forum, "/list", thread_id=42)
        topic = server.open_topic(forum, "论文", admin)
        server.close_topic(forum, topic.id, admin)
        admin.kick_bot(forum)
        admin.add_bot(forum)
        reader.ask_inline("x")
        reader.block()
    assert kinds(seen) == [
        *("message", "edited_message", "message", "message", "message"),
        *("my_chat_member", "my_chat_member", "message", "inline_query", "my_chat_member"),
    ]
    in_topic, opened = seen[2].message, seen[3].message
    assert in_topic is not None
    assert (in_topic.message_thread_id, in_topic.is_topic_message) == (42, True)
    assert opened is not None
    assert opened.forum_topic_created is not None
    assert opened.forum_topic_created.name == "论文"


async def test_the_library_knows_senders_who_are_no_persons(server: TelegramServer) -> None:
    async with watching(server) as seen:
        admin = server.user(8)
        group = server.chat("supergroup", admins=[admin], bot="administrator")
        channel = server.chat("channel", linked_to=group)
        admin.send_anonymously(group, "/list")
        server.post(channel, "/subscribe x")
        admin.send_as(group, channel, "/subscribe y")
    anonymous, post, forward, as_channel = (update.effective_message for update in seen)
    assert kinds(seen) == ["message", "channel_post", "message", "message"]
    assert sender(anonymous) == ChatID.ANONYMOUS_ADMIN
    assert sender(post) is None
    assert sender(forward) == ChatID.SERVICE_CHAT
    assert sender(as_channel) == ChatID.FAKE_CHANNEL
    assert anonymous is not None
    assert anonymous.sender_chat == anonymous.chat
    assert forward is not None
    assert forward.is_automatic_forward


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (error(403, "bot was blocked by the user"), Forbidden, "bot was blocked by the user"),
        (error(400, "TOPIC_CLOSED"), BadRequest, "Topic_closed"),
        (error(401), InvalidToken, "Unauthorized"),
        (error(500), NetworkError, "Internal Server Error"),
        (error(502), NetworkError, "Bad Gateway"),
        (close("before"), NetworkError, "RemoteProtocolError"),
        (close("after"), NetworkError, "RemoteProtocolError"),
        (hang("before"), TimedOut, "Timed out"),
        (hang("after"), TimedOut, "Timed out"),
    ],
)
async def test_the_library_tells_the_faults_apart(
    server: TelegramServer, bot: telegram.Bot, fault: Any, kind: type[Exception], said: str
) -> None:
    server.script(fault)
    with pytest.raises(kind, match=said):
        await bot.send_message(READER, "x", read_timeout=0.05)
    assert len(server.sent) == (fault.when == "after")


async def test_the_library_reads_the_parameters_of_a_refusal(
    server: TelegramServer, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    server.script(flood(3, scope="request"))
    with pytest.raises(RetryAfter) as flooded:
        await bot.send_message(READER, "x")
    assert flooded.value.retry_after == timedelta(seconds=3)
    group = server.chat("group", admins=[server.user(8)])
    new = server.migrate(group, announce=False)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id


async def test_the_library_uploads_files_and_reads_members(
    server: TelegramServer, bot: telegram.Bot
) -> None:
    admin, member = server.user(8), server.user(9)
    group = server.chat("supergroup", admins=[admin], members=[member])
    message = await bot.send_document(group.id, b"@misc{x}", filename="x.bib", caption="引用")
    assert message.document is not None
    assert message.document.file_name == "x.bib"
    assert server.sent[0].files[0].data == b"@misc{x}"
    pictures = [telegram.InputMediaPhoto(b"one"), telegram.InputMediaPhoto(b"two")]
    await bot.send_media_group(group.id, pictures)
    assert [sent.files[0].data for sent in server.sent.entries[1:]] == [b"one", b"two"]
    statuses = [
        (await bot.get_chat_member(group.id, user_id)).status for user_id in (8, 9, READER)
    ]
    assert statuses == ["administrator", "member", "left"]
    member.set_bot(group, "restricted", denied=frozenset({"can_send_messages"}))
    assert (await bot.get_chat_member(group.id, bot.id)).status == "restricted"
    assert (await bot.get_chat(group.id)).title == "Supergroup"


async def test_privacy_mode_hides_what_is_not_for_the_bot(server: TelegramServer) -> None:
    person = server.user(READER)
    group = server.chat("supergroup", members=[person])
    own = server.world.new_message(group, {"text": "ours"}, sender=server.world.bot, by_bot=True)

    def seen() -> list[str]:
        texts = [update.body["message"]["text"] for update in server.world.updates.pending()]
        server.world.updates.clear()
        return texts

    for text in ("hello", "/paper 1", "/paper@chenbao_bot 1", "/paper@Chenbao_Bot 1", "/x@Other"):
        person.send(group, text)
    person.send(group, "an answer", reply_to=own)
    assert seen() == ["/paper 1", "/paper@chenbao_bot 1", "/paper@Chenbao_Bot 1", "an answer"]
    group.other_bot_spoke_last = True
    person.send(group, "/paper 1")
    assert seen() == []
    server.world.privacy_mode = False
    person.send(group, "hello")
    assert seen() == ["hello"]
