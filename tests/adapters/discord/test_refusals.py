"""What becomes of a message, by what Discord says: one row for each of its codes."""

import aiohttp
import pytest

from adapters.discord.places import Permission as Granted
from adapters.discord.places import Place
from adapters.discord.refusals import explain, not_sent
from bot.domain.message import Card, Message
from bot.errors import DeliveryError, Fate
from tests.adapters.discord.conftest import at, make
from tests.adapters.discord.test_client import CARD, HELLO, POSTING, failed, send
from tests.servers.discord import POST_MESSAGE, Permission, Reply, error

CLOSED, REFUSED, NOT_SENT = Fate.CLOSED, Fate.REFUSED, Fate.NOT_SENT


def refusal(status, code, message):
    return Reply(status, {"message": message, "code": code})


ANSWERS = [
    (error(10003), CLOSED, "channel was deleted"),
    (error(10004), CLOSED, "removed"),
    (error(50001), CLOSED, "View Channel"),
    (error(50007), CLOSED, "no direct messages"),
    (error(50278), CLOSED, "no server in common"),
    (error(50013), CLOSED, "Missing Permissions"),
    (error(50083), CLOSED, "archived"),
    (error(160005), CLOSED, "locked"),
    (refusal(403, 0, "403: Forbidden"), CLOSED, "Forbidden"),
    (refusal(403, 40333, "internal network error"), CLOSED, "internal"),
    (refusal(400, 160006, "Maximum number of active threads reached"), NOT_SENT, "active"),
    (refusal(400, 50035, "Invalid Form Body"), REFUSED, "Invalid Form Body"),
    (error(50006), REFUSED, "empty message"),
    (error(10008), REFUSED, "Unknown Message"),
    (refusal(400, 200000, "Message was blocked by automatic moderation"), REFUSED, "blocked"),
    (refusal(404, 0, "404: Not Found"), REFUSED, "Not Found"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "fate", "words"), ANSWERS, ids=[str(answer.body) for answer, _, _ in ANSWERS]
)
async def test_an_answer_decides_what_became_of_the_message(
    server, messenger, channel, answer, fate, words
):
    server.script.add(answer, when=POSTING)
    raised = await failed(messenger, at(channel))
    assert raised.fate is fate
    assert words in str(raised)
    assert len(server.find_requests(POST_MESSAGE)) == 1


def denied(server, channel, permission):
    server.deny(channel, server.world.bot, permission)


@pytest.mark.parametrize(
    ("permission", "message", "named"),
    [
        (Permission.SEND_MESSAGES, HELLO, "it needs Send Messages"),
        (Permission.EMBED_LINKS, CARD, "it needs Embed Links"),
        (Permission.VIEW_CHANNEL, HELLO, "it needs View Channel"),
    ],
)
async def test_the_missing_permission_is_named_after_one_attempt(
    server, messenger, channel, permission, message, named
):
    denied(server, channel, permission)
    raised = await failed(messenger, at(channel), message)
    assert raised.fate is CLOSED
    assert named in str(raised)
    assert len([each for each in server.requests if each.status == 403]) == 1


async def test_in_a_thread_the_permission_for_threads_is_named(server, messenger, channel):
    thread = server.add_thread(channel, "papers of the week")
    denied(server, channel, Permission.SEND_MESSAGES_IN_THREADS)
    raised = await failed(messenger, at(channel, thread))
    assert str(raised).endswith("it needs Send Messages in Threads")


async def test_a_permission_that_a_role_takes_is_named_too(server, messenger, guild, channel):
    [role] = guild.members[server.world.bot.id].roles
    server.deny(channel, role, Permission.SEND_MESSAGES)
    raised = await failed(messenger, at(channel))
    assert str(raised).endswith("it needs Send Messages")


async def test_what_is_known_to_be_missing_is_not_asked_for(server, channel):

    place = Place(id=channel.id, kind=0, guild_id=1, granted=Granted.VIEW_CHANNEL)
    messenger = make(server, find={channel.id: place}.get)
    await messenger.start()
    asked = len(server.requests)
    raised = await failed(messenger, at(channel), CARD)
    await messenger.close()
    assert str(raised).endswith("it needs Send Messages, Embed Links")
    assert (raised.fate, len(server.requests)) == (CLOSED, asked)


async def test_a_bot_that_is_let_in_again_is_heard(server, messenger, channel):
    denied(server, channel, Permission.SEND_MESSAGES)
    await failed(messenger, at(channel))
    server.allow(channel, server.world.bot, Permission.SEND_MESSAGES)
    await send(messenger, at(channel))
    assert len(server.messages) == 1


async def test_a_person_who_takes_no_direct_messages_is_closed(server, messenger):
    alice = server.add_user("alice", installed=True)
    server.close_direct(alice)
    raised = await failed(messenger, at(server.direct(alice)))
    assert (raised.fate, raised.permanent) == (CLOSED, True)


async def test_a_deleted_channel_is_closed(server, messenger, channel):
    await send(messenger, at(channel))
    server.delete_channel(channel)
    raised = await failed(messenger, at(channel))
    assert (raised.fate, "channel was deleted" in str(raised)) == (CLOSED, True)


async def test_a_form_that_discord_refuses_says_which_field(server, messenger, channel):
    [payload] = messenger.render(Message(cards=(Card(title="t"),)), "en")
    payload["message"]["embeds"][0]["title"] = "x" * 300
    with pytest.raises(DeliveryError, match=r"embeds\.0\.title") as caught:
        await messenger.send(at(channel), payload, "1")
    assert caught.value.fate is REFUSED


@pytest.mark.parametrize(
    ("raised", "fate"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), NOT_SENT),
        (aiohttp.ServerDisconnectedError(), Fate.MAYBE_SENT),
        (aiohttp.SocketTimeoutError("slow"), Fate.MAYBE_SENT),
        (TimeoutError(), Fate.MAYBE_SENT),
        (ConnectionResetError(104, "reset"), Fate.MAYBE_SENT),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_went_wrong_on_the_way_decides_too(raised, fate):
    assert explain(raised).fate is fate
    assert not_sent(raised).fate is NOT_SENT
