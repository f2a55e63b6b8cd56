"""Where the fake Bot API lets a bot write, and in which words it refuses."""

from collections.abc import AsyncIterator, Callable

import pytest

from tests.servers.telegram import Chat, TelegramServer
from tests.servers.telegram.people import Status
from tests.servers.telegram.raw import RawBot


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[RawBot]:
    async with RawBot(server) as bot:
        yield bot


def _blocked(server: TelegramServer) -> int:
    person = server.user(1, started=True)
    person.block()
    return person.id


def _deactivated(server: TelegramServer) -> int:
    person = server.user(1, started=True)
    person.deactivate()
    return person.id


def _deleted(server: TelegramServer) -> int:
    chat = server.chat("group")
    chat.deleted = True
    return chat.id


def _with_bot(type: str, status: Status, *denied: str) -> Callable[[TelegramServer], int]:
    def make(server: TelegramServer) -> int:
        return server.chat(type, bot=status, bot_denied=denied).id  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize(
    ("place", "refusal"),
    [
        (_blocked, "403 Forbidden: bot was blocked by the user"),
        (_deactivated, "403 Forbidden: user is deactivated"),
        (_deleted, "403 Forbidden: the group chat was deleted"),
        (_with_bot("group", "kicked"), "403 Forbidden: bot was kicked from the group chat"),
        (
            _with_bot("supergroup", "kicked"),
            "403 Forbidden: bot was kicked from the supergroup chat",
        ),
        (_with_bot("channel", "kicked"), "403 Forbidden: bot was kicked from the channel chat"),
        (_with_bot("group", "left"), "403 Forbidden: bot is not a member of the group chat"),
        (
            _with_bot("supergroup", "left"),
            "403 Forbidden: bot is not a member of the supergroup chat",
        ),
        (_with_bot("channel", "left"), "403 Forbidden: bot is not a member of the channel chat"),
        (
            _with_bot("channel", "administrator", "can_post_messages"),
            "400 Bad Request: need administrator rights in the channel chat",
        ),
        (
            _with_bot("supergroup", "restricted", "can_send_messages"),
            "400 Bad Request: not enough rights to send text messages to the chat",
        ),
        (lambda server: 4711, "400 Bad Request: chat not found"),
        (
            lambda server: server.user(1).id,
            "403 Forbidden: bot can't initiate conversation with a user",
        ),
    ],
)
async def test_where_the_bot_may_not_write_it_is_told_why(
    server: TelegramServer, bot: RawBot, place: Callable[[TelegramServer], int], refusal: str
) -> None:
    assert await bot.refusal("sendMessage", chat_id=place(server), text="x") == refusal
    assert len(server.sent) == 0


async def test_a_chat_that_is_not_named_is_refused(bot: RawBot) -> None:
    assert await bot.refusal("sendMessage", text="x") == "400 Bad Request: chat_id is empty"


async def test_a_public_channel_has_a_name(server: TelegramServer, bot: RawBot) -> None:
    channel = server.chat("channel", username="morning_paper")
    message = await bot.result("sendMessage", chat_id="@Morning_Paper", text="x")
    assert message["chat"]["id"] == channel.id
    assert "from" not in message
    assert message["sender_chat"]["id"] == channel.id


async def test_a_group_that_became_a_supergroup_says_where_it_went(
    server: TelegramServer, bot: RawBot
) -> None:
    group = server.chat("group", admins=[server.user(1)])
    new = server.migrate(group, announce=False)
    body = await bot.call("sendMessage", chat_id=group.id, text="x")
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    assert new.id < -(10**12)
    await bot.result("sendMessage", chat_id=new.id, text="x")


async def test_a_migration_is_announced_in_both_chats(server: TelegramServer, bot: RawBot) -> None:
    group = server.chat("group", admins=[server.user(1)])
    new = server.migrate(group)
    old, mirrored = await bot.result("getUpdates")
    assert old["message"]["chat"]["id"] == group.id
    assert old["message"]["migrate_to_chat_id"] == new.id
    assert mirrored["message"]["chat"]["id"] == new.id
    assert mirrored["message"]["migrate_from_chat_id"] == group.id


@pytest.fixture
def forum(server: TelegramServer) -> Chat:
    return server.chat("supergroup", topics=[42])


async def test_a_message_goes_into_a_topic(
    server: TelegramServer, bot: RawBot, forum: Chat
) -> None:
    message = await bot.result("sendMessage", chat_id=forum.id, text="x", message_thread_id=42)
    assert (message["message_thread_id"], message["is_topic_message"]) == (42, True)
    assert server.sent[0].thread_id == 42


async def test_general_is_written_to_without_its_number(
    server: TelegramServer, bot: RawBot, forum: Chat
) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=1)
    assert refusal == "400 Bad Request: message thread not found"
    await bot.result("sendMessage", chat_id=forum.id, text="x")
    assert server.sent[0].thread_id is None


async def test_a_group_that_is_no_forum_has_no_threads(
    server: TelegramServer, bot: RawBot
) -> None:
    group = server.chat("supergroup")
    refusal = await bot.refusal("sendMessage", chat_id=group.id, text="x", message_thread_id=42)
    assert refusal == "400 Bad Request: message thread not found"


async def test_a_deleted_topic_is_not_found_and_a_closed_one_closed(
    server: TelegramServer, bot: RawBot, forum: Chat
) -> None:
    person = server.user(1)
    server.close_topic(forum, 42, person)
    refusal = await bot.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=42)
    assert refusal == "400 Bad Request: TOPIC_CLOSED"
    server.delete_topic(forum, 42)
    refusal = await bot.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=42)
    assert refusal == "400 Bad Request: message thread not found"
    await bot.result("sendMessage", chat_id=forum.id, text="General is open")


async def test_who_may_manage_topics_may_write_into_a_closed_one(
    server: TelegramServer, bot: RawBot
) -> None:
    forum = server.chat("supergroup", topics=[42], bot="administrator")
    server.close_topic(forum, 42, server.user(1))
    await bot.result("sendMessage", chat_id=forum.id, text="x", message_thread_id=42)


async def test_a_reply_needs_its_message_unless_it_may_go_without(
    server: TelegramServer, bot: RawBot, forum: Chat
) -> None:
    person = server.user(1)
    asked = person.send(forum, "/paper 1", thread_id=42)
    reply = {"message_id": asked.message_id}
    await bot.result("sendMessage", chat_id=forum.id, text="x", reply_parameters=reply)
    assert (server.sent[0].reply_to, server.sent[0].thread_id) == (asked.message_id, 42)
    gone = {"message_id": 999}
    refusal = await bot.refusal("sendMessage", chat_id=forum.id, text="x", reply_parameters=gone)
    assert refusal == "400 Bad Request: message to be replied not found"
    gone["allow_sending_without_reply"] = True
    await bot.result("sendMessage", chat_id=forum.id, text="x", reply_parameters=gone)
    assert server.sent[1].reply_to is None


async def test_an_open_world_has_every_chat(bot: RawBot, server: TelegramServer) -> None:
    server.world.open_world = True
    for chat_id, kind in ((12345, "private"), (-77, "group"), (-(10**12) - 5, "supergroup")):
        message = await bot.result("sendMessage", chat_id=chat_id, text="x")
        assert message["chat"]["type"] == kind


async def test_members_are_seen_from_inside_only(server: TelegramServer, bot: RawBot) -> None:
    admin, member, stranger = (server.user(number) for number in (1, 2, 3))
    group = server.chat("supergroup", members=[member], admins=[admin])

    async def status(user_id: int) -> str:
        result = await bot.result("getChatMember", chat_id=group.id, user_id=user_id)
        return str(result["status"])

    assert await status(admin.id) == "administrator"
    assert await status(member.id) == "member"
    assert await status(stranger.id) == "left"
    admins = await bot.result("getChatAdministrators", chat_id=group.id)
    assert [one["user"]["id"] for one in admins] == [admin.id]
    assert await bot.result("getChatMemberCount", chat_id=group.id) == 3
    await bot.result("leaveChat", chat_id=group.id)
    refusal = await bot.refusal("getChatMember", chat_id=group.id, user_id=1)
    assert refusal == "403 Forbidden: bot is not a member of the supergroup chat"


async def test_topics_can_be_made_closed_and_deleted_by_who_may(
    server: TelegramServer, bot: RawBot
) -> None:
    forum = server.chat("supergroup", is_forum=True)
    refusal = await bot.refusal("createForumTopic", chat_id=forum.id, name="论文")
    assert refusal == "400 Bad Request: not enough rights to manage topics"
    server.user(1).set_bot(forum, "administrator")
    topic = await bot.result("createForumTopic", chat_id=forum.id, name="论文")
    place = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    await bot.result("sendMessage", text="x", **place)
    await bot.result("closeForumTopic", **place)
    assert await bot.refusal("closeForumTopic", **place) == "400 Bad Request: TOPIC_NOT_MODIFIED"
    await bot.result("reopenForumTopic", **place)
    await bot.result("deleteForumTopic", **place)
    refusal = await bot.refusal("sendMessage", text="x", **place)
    assert refusal == "400 Bad Request: message thread not found"
