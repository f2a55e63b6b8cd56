"""How the fake Bot API hands out updates: by long poll and by webhook."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.servers.telegram import TelegramServer
from tests.servers.telegram.raw import RawBot


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock) as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[RawBot]:
    async with RawBot(server) as bot:
        yield bot


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    server: TelegramServer, bot: RawBot
) -> None:
    person = server.user(1)
    for text in ("a", "b", "c"):
        person.say(text)
    updates = await bot.result("getUpdates")
    assert texts(updates) == ["a", "b", "c"]
    first = updates[0]["update_id"]
    assert [update["update_id"] for update in updates] == [first, first + 1, first + 2]
    assert texts(await bot.result("getUpdates", limit=2)) == ["a", "b"]
    assert texts(await bot.result("getUpdates", offset=first + 1)) == ["b", "c"]
    assert texts(await bot.result("getUpdates")) == ["b", "c"]
    assert texts(await bot.result("getUpdates", offset=-1)) == ["c"]
    assert await bot.result("getUpdates", offset=first + 3) == []


async def test_a_poll_waits_for_the_next_update(server: TelegramServer, bot: RawBot) -> None:
    poll = asyncio.create_task(bot.result("getUpdates", timeout=30))
    await server.wait_for("getUpdates")
    assert not poll.done()
    server.user(1).say("at last")
    assert texts(await poll) == ["at last"]


async def test_a_poll_that_nothing_ends_returns_empty(server: TelegramServer, bot: RawBot) -> None:
    server.world.updates.second = 0.001
    assert await bot.result("getUpdates", timeout=50) == []


async def test_a_second_poller_ends_the_first(server: TelegramServer, bot: RawBot) -> None:
    first = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await server.wait_for("getUpdates")
    second = asyncio.create_task(bot.result("getUpdates", timeout=30))
    assert await first == (
        "409 Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    server.user(1).say("x")
    assert texts(await second) == ["x"]


async def test_only_what_was_asked_for_is_delivered(server: TelegramServer, bot: RawBot) -> None:
    await bot.result("getUpdates", allowed_updates=["my_chat_member"])
    person = server.user(1)
    person.say("x")
    person.block()
    [update] = await bot.result("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await bot.result("getUpdates", offset=update["update_id"] + 1, allowed_updates=[])
    person.unblock()
    person.say("y")
    membership, message = await bot.result("getUpdates")
    assert membership["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert message["message"]["text"] == "y"


async def test_an_update_can_be_repeated_under_its_id(server: TelegramServer, bot: RawBot) -> None:
    server.user(1).say("x")
    update = server.world.updates.first()
    assert update is not None
    assert await bot.result("getUpdates", offset=update.id + 1) == []
    server.repeat(update)
    [again] = await bot.result("getUpdates")
    assert again == update.body


async def test_an_update_can_be_anything_at_all(server: TelegramServer, bot: RawBot) -> None:
    server.update_raw({"message": {"no": "chat"}})
    [update] = await bot.result("getUpdates")
    assert update["message"] == {"no": "chat"}


async def test_updates_older_than_a_day_are_gone(
    server: TelegramServer, bot: RawBot, clock: Clock
) -> None:
    server.user(1).say("old")
    clock.now += 24 * 3600 + 1
    server.user(1).say("new")
    assert texts(await bot.result("getUpdates")) == ["new"]


async def test_the_date_of_a_message_goes_with_the_clock(clock: Clock) -> None:
    async with TelegramServer(clock=clock, started_at=1_700_000_000) as server:
        assert server.user(1).say("x").body["date"] == 1_700_000_000
        clock.now += 90
        assert server.user(1).say("x").body["date"] == 1_700_000_090


class Hook:
    """A webhook of the bot: keeps what it is sent, answers what it is told to."""

    def __init__(self) -> None:
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[web.Response] = []
        self.full = asyncio.Event()
        self.wanted = 1

    async def handle(self, request: web.BaseRequest) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.received.append((secret, await request.json()))
        if len(self.received) >= self.wanted:
            self.full.set()
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook.handle), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield hook, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_webhook_is_sent_each_update_with_its_secret(
    server: TelegramServer, bot: RawBot, hook: tuple[Hook, str]
) -> None:
    received, url = hook
    received.wanted = 2
    await bot.result("setWebhook", url=url, secret_token="s3cret_")
    assert await bot.refusal("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    server.user(1).say("a")
    server.user(1).say("b")
    await asyncio.wait_for(received.full.wait(), 5)
    assert [secret for secret, _ in received.received] == ["s3cret_", "s3cret_"]
    assert texts([body for _, body in received.received]) == ["a", "b"]
    await bot.result("deleteWebhook")
    assert (await bot.result("getWebhookInfo"))["url"] == ""


async def test_a_webhook_that_fails_is_sent_the_update_again(
    server: TelegramServer, bot: RawBot, hook: tuple[Hook, str]
) -> None:
    received, url = hook
    received.wanted = 2
    received.answers = [web.Response(status=403)]
    server.pusher.retry = 0.01
    await bot.result("setWebhook", url=url)
    server.user(1).say("a")
    await asyncio.wait_for(received.full.wait(), 5)
    assert texts([body for _, body in received.received]) == ["a", "a"]
    info = await bot.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"


async def test_a_webhook_may_answer_with_a_method(
    server: TelegramServer, bot: RawBot, hook: tuple[Hook, str]
) -> None:
    received, url = hook
    received.answers = [
        web.json_response({"method": "sendMessage", "chat_id": 1, "text": "from the hook"})
    ]
    await bot.result("setWebhook", url=url)
    server.user(1).say("a")
    [sent] = await server.wait_sent()
    assert sent.text == "from the hook"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        (
            {"url": "http://example.org/x"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://example.org:8000/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://example.org/x", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(
    bot: RawBot, params: dict[str, str], refusal: str
) -> None:
    assert await bot.refusal("setWebhook", **params) == f"400 Bad Request: {refusal}"
