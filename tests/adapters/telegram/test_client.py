"""Over the wire: python-telegram-bot on one side, a strict server on the other."""

import logging
import traceback

import pytest

from adapters.telegram.client import TelegramMessenger
from bot.commands.table import COMMANDS
from bot.domain.message import Message
from bot.errors import ConfigError, DeliveryError, Fate
from bot.views.texts import get_texts
from tests.adapters import proxies
from tests.adapters.answers import ANSWERS
from tests.adapters.telegram.conftest import READER, at, make
from tests.servers.telegram import error, hang

HELLO = Message(text="hello")
CODES = {command.name: command.code for command in COMMANDS}


async def send(messenger, message=HELLO, address=None):
    [payload] = messenger.render(message, "en")
    return await messenger.send(address or at(READER), payload, "1")


async def test_a_message_arrives_and_its_id_is_returned(server, messenger):
    sent_as = await send(messenger)
    [sent] = server.sent
    assert (sent.text, str(sent.message_id), sent.silent) == ("hello", sent_as, False)
    assert sent.preview_disabled is True


async def test_a_silent_message_arrives_silently(server, messenger):
    await send(messenger, Message(text="hush", silent=True))
    assert server.sent[0].silent


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_server_takes_every_answer_and_finds_nothing_odd(server, language):
    messenger = make(server, codes=CODES)
    await messenger.start()
    for make_answer in ANSWERS.values():
        for payload in messenger.render(make_answer(get_texts(language)), language):
            await messenger.send(at(READER), payload, "1")
    await messenger.close()
    assert len(server.sent) >= len(ANSWERS)
    assert all(sent.buttons for sent in server.sent)
    assert server.violations == []


@pytest.mark.parametrize(("thread_id", "arrives_in"), [(0, None), (1, None), (42, 42)])
async def test_a_topic_is_named_but_general_is_not(server, messenger, thread_id, arrives_in):
    forum = server.chat("supergroup", topics=[42])
    await send(messenger, address=at(forum.id, thread_id))
    assert server.sent_to(forum)[0].thread_id == arrives_in
    assert server.calls_of("sendMessage")[0].has("message_thread_id") is bool(arrives_in)


async def test_what_fails_is_tried_once(server, messenger):
    server.script(error(502), method="sendMessage")
    with pytest.raises(DeliveryError):
        await send(messenger)
    assert len(server.calls_of("sendMessage")) == 1


async def test_what_hangs_after_it_was_taken_may_have_arrived(server, messenger):
    server.script(hang("after"), method="sendMessage")
    with pytest.raises(DeliveryError) as caught:
        await send(messenger)
    assert caught.value.fate is Fate.MAYBE_SENT
    assert len(server.sent) == 1


async def test_a_server_that_is_not_there_was_sent_nothing(server, messenger):
    await server.stop()
    with pytest.raises(DeliveryError) as caught:
        await send(messenger)
    assert caught.value.fate is Fate.NOT_SENT
    assert "ConnectError" in str(caught.value)


async def test_a_server_that_is_not_there_at_the_start_is_told_of(server):
    await server.stop()
    messenger = make(server)
    with pytest.raises(DeliveryError) as caught:
        await messenger.start()
    assert caught.value.fate is Fate.NOT_SENT
    await messenger.close()


async def test_a_wrong_token_is_one_clear_error_that_does_not_hold_it(server):
    wrong = "987654321:AAwrongwrongwrongwrongwrongwrong"
    messenger = TelegramMessenger(wrong, codes={}, base_url=server.url)
    with pytest.raises(ConfigError, match=r"@BotFather.*telegram\.token") as caught:
        await messenger.start()
    assert wrong not in "".join(traceback.format_exception(caught.value))
    await messenger.close()


async def test_a_token_that_is_withdrawn_stops_the_bot_and_not_its_chats(server, messenger):
    server.script(error(401), method="sendMessage")
    with pytest.raises(DeliveryError, match="@BotFather") as caught:
        await send(messenger)
    assert (caught.value.fate, caught.value.everywhere) == (Fate.LIMITED, True)
    assert caught.value.retry_after >= 60


@pytest.mark.parametrize("fault", [error(403, "bot was blocked by the user"), error(500), hang()])
async def test_the_token_is_in_no_log_and_no_error(server, caplog, fault):
    caplog.set_level(logging.DEBUG)
    messenger = make(server, read_timeout=0.1)
    await messenger.start()
    await send(messenger)
    server.script(fault, method="sendMessage")
    with pytest.raises(DeliveryError) as caught:
        await send(messenger)
    await server.stop()
    with pytest.raises(DeliveryError) as unreachable:
        await send(messenger)
    await messenger.close()
    told = "".join(
        line
        for each in (caught.value, unreachable.value)
        for line in traceback.format_exception(each)
    )
    assert server.token not in caplog.text + told


@pytest.mark.parametrize("given", ["", "/", "/bot", "/bot/"])
async def test_an_own_server_may_be_named_with_or_without_bot(server, given):
    messenger = make(server, base_url=server.url + given)
    await messenger.start()
    await messenger.close()
    assert len(server.calls_of("getMe")) == 1


async def test_telegram_itself_is_spoken_to_over_http_2():
    messenger = TelegramMessenger("1:a", codes={})
    assert messenger.bot.base_url.startswith("https://api.telegram.org/bot")
    assert messenger.bot.request.http_version == "2"
    await messenger.close()


async def test_a_socks_proxy_is_gone_through(server):
    async with proxies.socks5() as (url, ports):
        messenger = make(server, proxy=url)
        await messenger.start()
        await send(messenger)
        await messenger.close()
    assert set(ports) == {server.port}
    assert len(server.sent) == 1


async def test_an_http_proxy_is_gone_through(server):
    async with proxies.http() as (url, asked):
        messenger = make(server, proxy=url)
        with pytest.raises(DeliveryError):
            await messenger.start()
        await messenger.close()
    assert asked == [f"{server.base_url}{server.token}/getMe"]
