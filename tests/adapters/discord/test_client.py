"""Over the wire: discord.py on one side, a strict server on the other."""

import logging
import traceback

import aiohttp
import pytest

from adapters.discord.api import PromptClient
from adapters.discord.places import Place
from bot.commands.table import COMMANDS
from bot.domain.message import Card, Link, Message
from bot.errors import ConfigError, DeliveryError, Fate
from bot.views.texts import get_texts
from tests.adapters import proxies
from tests.adapters.answers import ANSWERS
from tests.adapters.discord.conftest import at, make
from tests.servers.discord import (
    POST_MESSAGE,
    Close,
    DiscordServer,
    Hang,
    ManualClock,
    error,
    failure,
    matching,
    too_many,
)

HELLO = Message(text="hello")
CARD = Message(cards=(Card(title=Link("A title", "https://arxiv.org/abs/1")),))
CODES = {command.name: command.code for command in COMMANDS}
POSTING = matching(route=POST_MESSAGE)


async def send(messenger, address, message=HELLO, nonce="1"):
    [payload] = messenger.render(message, "en")
    return await messenger.send(address, payload, nonce)


async def failed(messenger, address, message=HELLO):
    with pytest.raises(DeliveryError) as caught:
        await send(messenger, address, message)
    return caught.value


async def test_a_message_arrives_and_its_id_is_returned(server, messenger, channel):
    sent_as = await send(messenger, at(channel))
    [message] = server.messages
    assert (message.content, str(message.id), message.channel) == ("hello", sent_as, channel)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_server_takes_every_answer_and_finds_nothing_odd(server, guild, language):
    messenger = make(server, codes=CODES)
    await messenger.start()
    for name, make_answer in ANSWERS.items():
        channel = server.add_channel(guild, name)
        for payload in messenger.render(make_answer(get_texts(language)), language):
            await messenger.send(at(channel), payload, f"{name} {payload['part']}")
    await messenger.close()
    assert len(server.messages) >= len(ANSWERS)
    assert all(message.components for message in server.messages)
    assert server.violations == []


async def test_the_same_nonce_makes_no_second_message(server, messenger, channel):
    first = await send(messenger, at(channel), nonce="17")
    assert await send(messenger, at(channel), nonce="17") == first
    assert await send(messenger, at(channel), nonce="18") != first
    assert len(server.messages) == 2


async def test_what_hangs_after_it_was_taken_arrives_once_when_it_is_sent_again(
    server, channel, monkeypatch
):
    monkeypatch.setattr(PromptClient, "timeout", aiohttp.ClientTimeout(sock_read=0.1))
    messenger = make(server)
    await messenger.start()
    server.script.add(Hang(accepted=True), when=POSTING)
    assert (await failed(messenger, at(channel))).fate is Fate.MAYBE_SENT
    await send(messenger, at(channel))
    await messenger.close()
    assert [message.content for message in server.messages] == ["hello"]


async def test_a_connection_that_is_cut_may_have_sent_it(server, messenger, channel):
    server.script.add(Close(accepted=True), when=POSTING)
    assert (await failed(messenger, at(channel))).fate is Fate.MAYBE_SENT
    assert len(server.find_requests(POST_MESSAGE)) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
async def test_a_broken_server_is_asked_once_and_not_waited_for(
    server, messenger, channel, status
):
    server.script.add(failure(status), when=POSTING)
    raised = await failed(messenger, at(channel))
    assert (raised.fate, len(server.find_requests(POST_MESSAGE))) == (Fate.MAYBE_SENT, 1)


@pytest.mark.parametrize(
    ("scope", "everywhere"), [("user", False), ("shared", False), ("global", True)]
)
async def test_a_429_is_an_error_at_once_that_says_how_long_to_wait(
    server, messenger, channel, scope, everywhere
):
    server.script.add(too_many(43.5, scope), when=POSTING)
    raised = await failed(messenger, at(channel))
    assert (raised.fate, raised.retry_after, raised.everywhere) == (Fate.LIMITED, 43.5, everywhere)
    assert len(server.find_requests(POST_MESSAGE)) == 1


async def test_a_429_without_json_is_a_ban_of_the_address(server, messenger, channel):
    page = failure(429)
    server.script.add(page, when=POSTING)
    raised = await failed(messenger, at(channel))
    assert (raised.fate, raised.everywhere) == (Fate.LIMITED, True)
    assert raised.retry_after >= 60


async def test_an_empty_bucket_is_not_asked_and_other_channels_go_on(
    server, messenger, guild, channel
):
    for number in range(5):
        await send(messenger, at(channel), nonce=str(number))
    raised = await failed(messenger, at(channel))
    assert raised.fate is Fate.LIMITED
    assert 4 < raised.retry_after <= 5
    assert len(server.find_requests(POST_MESSAGE)) == 5
    await send(messenger, at(server.add_channel(guild, "elsewhere")), nonce="6")


async def test_a_channel_is_looked_up_once(server, messenger, channel):
    for number in range(3):
        await send(messenger, at(channel), nonce=str(number))
    assert len(server.find_requests("GET /channels/{channel_id}")) == 1


async def test_a_person_is_written_to_in_their_direct_channel(server, messenger):
    alice = server.add_user("alice", installed=True)
    channel_id = await messenger.open_direct(alice.id)
    assert channel_id == server.direct(alice).id
    await send(messenger, at(server.direct(alice)))
    assert server.messages[0].channel.recipient is alice


async def test_a_server_that_is_not_there_was_sent_nothing(server, channel):
    messenger = make(server, find={channel.id: Place(id=channel.id, kind=0)}.get)
    await messenger.start()
    await server.stop()
    # The connection that was kept alive is found to be dead by the first request.
    await failed(messenger, at(channel))
    raised = await failed(messenger, at(channel))
    await messenger.close()
    assert raised.fate is Fate.NOT_SENT
    assert "ClientConnectorError" in str(raised)


async def test_a_server_that_is_not_there_at_the_start_is_told_of(server):
    await server.stop()
    with pytest.raises(DeliveryError) as caught:
        await make(server).start()
    assert caught.value.fate is Fate.NOT_SENT


async def test_a_look_up_that_fails_sent_nothing(server, messenger, channel):
    server.script.add(failure(500))
    assert (await failed(messenger, at(channel))).fate is Fate.NOT_SENT


WRONG = "MTk4NjIyNDgzNDcxOTI1MjQ4.wrong.wrong-wrong-wrong"


async def test_a_wrong_token_is_one_clear_error_that_does_not_hold_it(server):
    messenger = make(server)
    messenger._token = WRONG
    with pytest.raises(ConfigError, match=r"Developer Portal.*discord\.token") as caught:
        await messenger.start()
    assert WRONG not in "".join(traceback.format_exception(caught.value))


async def test_a_token_that_is_withdrawn_stops_the_bot_and_not_its_chats(
    server, messenger, channel
):
    await send(messenger, at(channel))
    server.token = "another"
    raised = await failed(messenger, at(channel))
    assert (raised.fate, raised.everywhere) == (Fate.LIMITED, True)
    assert "Developer Portal" in str(raised)
    assert len(server.find_requests(POST_MESSAGE)) == 2


@pytest.mark.parametrize("fault", [error(50013), failure(500), Close(accepted=True), too_many(9)])
async def test_the_token_is_in_no_log_and_no_error(caplog, fault):
    caplog.set_level(logging.DEBUG)
    async with DiscordServer(WRONG, clock=ManualClock()) as server:
        channel = server.add_channel(server.add_guild("g"), "papers")
        messenger = make(server)
        await messenger.start()
        await send(messenger, at(channel))
        server.script.add(fault, when=POSTING)
        raised = await failed(messenger, at(channel))
        await messenger.close()
    told = "".join(traceback.format_exception(raised))
    assert WRONG not in caplog.text + told


async def test_a_socks_proxy_is_gone_through(server, channel):
    async with proxies.socks5() as (url, ports):
        messenger = make(server, proxy=url)
        await messenger.start()
        await send(messenger, at(channel))
        await messenger.close()
    assert set(ports) == {int(server.address.rpartition(":")[2])}
    assert len(server.messages) == 1


async def test_a_socks_proxy_that_is_not_there_was_given_nothing(server):
    async with proxies.socks5() as (url, _):
        pass
    with pytest.raises(DeliveryError) as caught:
        await make(server, proxy=url).start()
    assert caught.value.fate is Fate.NOT_SENT


async def test_an_http_proxy_is_gone_through(server):
    async with proxies.http() as (url, asked):
        with pytest.raises(DeliveryError):
            await make(server, proxy=url).start()
    assert asked == [f"{server.api_base}/users/@me"]
