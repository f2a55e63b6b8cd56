"""Updates that Telegram brings itself, over the wire: its server pushes to the small port."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from adapters.telegram.client import TelegramMessenger
from adapters.telegram.webhook import Webhook
from bot.errors import ConfigError
from bot.http import serve
from bot.ports import Store
from bot.services.health import Health
from tests.acceptance.on_telegram import CODES, OnTelegram, on_telegram
from tests.servers.telegram import TOKEN

SECRET = "a-secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def listening(
    telegram: OnTelegram, port: int, secret: str = SECRET
) -> AsyncIterator[Webhook]:
    """The bot, its webhook open on this port."""
    webhook = Webhook(f"http://127.0.0.1:{port}", secret, TOKEN)
    telegram.messenger = TelegramMessenger(
        TOKEN, codes=CODES, base_url=telegram.server.url, webhook=webhook
    )
    health = Health(core=telegram.core, started_at=telegram.clock.now(), has_room=lambda: True)
    served = serve(
        health, lambda: b"", host="127.0.0.1", port=port, hooks=telegram.messenger.hooks
    )
    async with served:
        await telegram.messenger.start()
        stop = asyncio.Event()
        task = asyncio.create_task(telegram.messenger.listen(telegram.conversations, stop))
        await telegram.server.wait_for("setWebhook")
        yield webhook
        stop.set()
        await task
        await telegram.messenger.close()


def update(text: str = "/help", number: int = 77) -> dict[str, object]:
    person = {"id": 7, "is_bot": False, "first_name": "Alice", "language_code": "zh-hans"}
    message = {
        "message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}, "from": person,
        "text": text,
    }  # fmt: skip
    return {"update_id": number, "message": message}


async def test_what_telegram_brings_is_answered(sqlite_store: Store, unused_tcp_port: int) -> None:
    async with on_telegram(sqlite_store) as telegram, listening(telegram, unused_tcp_port):
        telegram.alice.say("/subscriptions")
        [sent] = await telegram.server.wait_sent(1)
        assert sent.text.startswith("本会话还没有订阅")
        assert telegram.server.calls_of("getUpdates") == []
        assert telegram.server.world.webhook.url.endswith("/telegram")


@pytest.mark.parametrize(
    "headers", [{}, {HEADER: b""}, {HEADER: b"wrong"}, {HEADER: b"a-secret_11"}, {HEADER: b"\xff"}]
)
async def test_whoever_does_not_know_the_secret_is_refused(
    sqlite_store: Store, unused_tcp_port: int, headers: dict[str, bytes]
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    async with (
        on_telegram(sqlite_store) as telegram,
        listening(telegram, unused_tcp_port),
        httpx.AsyncClient() as client,
    ):
        answer = await client.post(url, headers=headers, json=update())
        assert answer.status_code == 403
        telegram.bob.say("/help")
        assert [one.chat_id for one in await telegram.server.wait_sent(1)] == [8]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"update_id": "x"}', b'{"update_id": 1}',
             json.dumps({"update_id": 2, "message": {"nonsense": 1}}).encode()]
)  # fmt: skip
async def test_what_nobody_can_read_is_taken_so_that_it_does_not_come_again(
    sqlite_store: Store, unused_tcp_port: int, body: bytes
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    async with (
        on_telegram(sqlite_store) as telegram,
        listening(telegram, unused_tcp_port),
        httpx.AsyncClient() as client,
    ):
        answer = await client.post(url, headers={HEADER: SECRET}, content=body)
        assert answer.status_code == 200
        telegram.bob.say("/help")
        assert [one.chat_id for one in await telegram.server.wait_sent(1)] == [8]


async def test_what_is_brought_twice_has_one_effect(
    sqlite_store: Store, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    async with (
        on_telegram(sqlite_store) as telegram,
        listening(telegram, unused_tcp_port),
        httpx.AsyncClient(headers={HEADER: SECRET}) as client,
    ):
        telegram.alice.user.started = True
        for number in (77, 77, 78):
            assert (await client.post(url, json=update(number=number))).status_code == 200
        assert telegram.messenger.handlers is not None
        await telegram.messenger.handlers.idle()
        assert len(telegram.server.sent) == 2


async def test_other_methods_and_paths_are_none_of_its(
    sqlite_store: Store, unused_tcp_port: int
) -> None:
    async with (
        on_telegram(sqlite_store) as telegram,
        listening(telegram, unused_tcp_port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as client,
    ):
        assert (await client.get("/telegram")).status_code == 405
        assert (await client.post("/livez")).status_code == 405
        assert (await client.get("/livez")).status_code == 200


async def test_before_the_bot_listens_what_comes_has_to_come_again() -> None:
    webhook = Webhook("https://bot.example.org/hook", SECRET, TOKEN)
    assert webhook.path == "/hook"
    assert await webhook({HEADER: SECRET}, b"{}") == 503


async def test_without_a_secret_one_is_made_that_stays_the_same(
    sqlite_store: Store, unused_tcp_port: int
) -> None:
    async with on_telegram(sqlite_store) as telegram:
        secrets = []
        for _ in range(2):
            async with listening(telegram, unused_tcp_port, secret=""):
                secrets.append(telegram.server.world.webhook.secret)
                telegram.server.forget()
        assert secrets[0] == secrets[1]
        assert len(secrets[0]) == 64
        assert TOKEN not in secrets[0]


def test_a_secret_that_telegram_does_not_take_is_refused_at_once() -> None:
    with pytest.raises(ConfigError, match="webhook_secret"):
        Webhook("https://bot.example.org", "with blanks", TOKEN)


async def test_an_address_that_telegram_does_not_take_is_one_line(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram:
        webhook = Webhook("https://bot.example.org:9999/x", SECRET, TOKEN)
        messenger = TelegramMessenger(
            TOKEN, codes=CODES, base_url=telegram.server.url, webhook=webhook
        )
        await messenger.start()
        with pytest.raises(ConfigError, match="ports 80, 88, 443 or 8443"):
            await messenger.listen(telegram.conversations, asyncio.Event())
        await messenger.close()
