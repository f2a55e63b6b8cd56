"""What goes wrong on demand, and what the log of the fake Bot API says of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.servers.telegram import (
    Limits,
    TelegramServer,
    close,
    delay,
    error,
    flood,
    hang,
)
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
async def server(clock: Clock, tmp_path: Path) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock, log_path=tmp_path / "log", open_world=True) as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[RawBot]:
    async with RawBot(server) as bot:
        yield bot


async def send(bot: RawBot, chat_id: int, text: str = "x") -> int:
    """The status of the answer."""
    body = await bot.call("sendMessage", chat_id=chat_id, text=text)
    return int(body.get("error_code", 200))


async def test_the_next_request_that_matches_meets_the_fault_and_only_that(
    server: TelegramServer, bot: RawBot
) -> None:
    server.script(error(403, "bot was blocked by the user"), chat_id=2)
    server.script(error(500), text="boom")
    assert [await send(bot, 1), await send(bot, 2), await send(bot, 2)] == [200, 403, 200]
    assert [await send(bot, 1, "no boo"), await send(bot, 1, "a boom")] == [200, 500]
    assert len(server.sent) == 3


async def test_a_fault_may_last_and_end_and_choose(server: TelegramServer, bot: RawBot) -> None:
    server.script(error(400, "x"), times=None, when=lambda call: call.text.isdigit())
    statuses = [await send(bot, 1, text) for text in ("1", "a", "2")]
    assert statuses == [400, 200, 400]
    server.clear_script()
    assert await send(bot, 1, "3") == 200
    server.script(error(400, "x"), times=None, share=0.5)
    statuses = [await send(bot, 1) for _ in range(40)]
    assert 10 < statuses.count(400) < 30


async def test_a_flood_parks_the_chat_and_no_other(
    server: TelegramServer, bot: RawBot, clock: Clock
) -> None:
    server.script(flood(3), chat_id=1)
    body = await bot.call("sendMessage", chat_id=1, text="x")
    assert body["description"] == "Too Many Requests: retry after 3"
    assert body["parameters"] == {"retry_after": 3}
    clock.now += 2.5
    assert (await bot.call("sendMessage", chat_id=1, text="x"))["parameters"] == {"retry_after": 1}
    assert await send(bot, 2) == 200
    clock.now += 0.5
    assert await send(bot, 1) == 200


async def test_a_flood_can_park_everything(
    server: TelegramServer, bot: RawBot, clock: Clock
) -> None:
    server.script(flood(43837, scope="all"))
    assert [await send(bot, 1), await send(bot, 2)] == [429, 429]
    clock.now += 43837
    assert await send(bot, 2) == 200


async def test_a_proxy_error_is_no_json(server: TelegramServer) -> None:
    server.script(error(502))
    async with httpx.AsyncClient() as client:
        response = await client.get(f"{server.base_url}{server.token}/getMe")
    assert response.status_code == 502
    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("when", "delivered"), [("before", 0), ("after", 1)])
async def test_a_request_that_hangs_may_have_been_delivered(
    server: TelegramServer, bot: RawBot, when: str, delivered: int
) -> None:
    server.script(hang(when))  # type: ignore[arg-type]
    request = asyncio.create_task(send(bot, 1))
    call = await server.wait_for("sendMessage")
    assert (call.status, call.accepted) == (None, bool(delivered))
    assert len(server.sent) == delivered
    assert not request.done()
    request.cancel()
    assert await send(bot, 1) == 200


@pytest.mark.parametrize(("when", "delivered"), [("before", 0), ("after", 1)])
async def test_a_connection_that_closes_may_have_delivered(
    server: TelegramServer, bot: RawBot, when: str, delivered: int
) -> None:
    server.script(close(when))  # type: ignore[arg-type]
    with pytest.raises(httpx.RemoteProtocolError):
        await send(bot, 1)
    assert len(server.sent) == delivered
    assert await send(bot, 1) == 200


async def test_a_late_answer_is_late_for_the_bot_only(server: TelegramServer, bot: RawBot) -> None:
    server.script(delay(30))
    request = asyncio.create_task(send(bot, 1))
    [sent] = await server.wait_sent()
    assert sent.text == "x"
    assert not request.done()
    request.cancel()


async def test_stopping_the_server_lets_go_of_what_hangs(
    bot: RawBot, server: TelegramServer
) -> None:
    server.script(hang())
    request = asyncio.create_task(send(bot, 1))
    await server.wait_for("sendMessage")
    server.front.stop()
    with pytest.raises(httpx.RemoteProtocolError):
        await request


async def test_every_request_is_in_the_log_before_its_answer(
    server: TelegramServer, bot: RawBot, tmp_path: Path
) -> None:
    def lines() -> list[dict[str, object]]:
        return [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]

    await send(bot, 1, "论文")
    server.script(close("before"))
    with pytest.raises(httpx.RemoteProtocolError):
        await send(bot, 1)
    server.script(hang("after"))
    request = asyncio.create_task(send(bot, 2))
    await server.wait_sent(2)
    await send(bot, 0)
    request.cancel()
    kept = [
        (line["number"], line["chat_id"], line["status"], line["accepted"], line["message_ids"])
        for line in lines()
    ]
    assert kept == [
        (1, 1, 200, True, [1]),
        (2, 1, None, False, []),
        (3, 2, None, True, [1]),
        (4, 0, 400, False, []),
    ]
    assert lines()[0]["params"] == {"chat_id": "1", "text": "论文"}


async def test_waiting_in_vain_says_what_there_was(server: TelegramServer, bot: RawBot) -> None:
    await send(bot, 1, "the only one")
    with pytest.raises(TimeoutError, match="1 of 2 within") as caught:
        await server.wait_sent(2, timeout=0.01)
    assert "the only one" in str(caught.value)


async def test_nothing_is_enforced_unless_asked_for(server: TelegramServer, bot: RawBot) -> None:
    assert [await send(bot, 1) for _ in range(50)] == [200] * 50
    assert server.max_in_any_second() == 50


async def test_a_private_chat_takes_three_at_once_and_one_a_second(
    server: TelegramServer, bot: RawBot, clock: Clock
) -> None:
    server.enforce_rates()
    assert [await send(bot, 1) for _ in range(4)] == [200, 200, 200, 429]
    assert await send(bot, 2) == 200
    clock.now += 1
    assert [await send(bot, 1), await send(bot, 1)] == [200, 429]
    clock.now += 60
    assert [await send(bot, 1) for _ in range(4)] == [200, 200, 200, 429]


async def test_a_group_takes_twenty_a_minute(
    server: TelegramServer, bot: RawBot, clock: Clock
) -> None:
    server.enforce_rates()
    assert [await send(bot, -5) for _ in range(20)] == [200] * 20
    clock.now += 20
    body = await bot.call("sendMessage", chat_id=-5, text="x")
    assert body["parameters"] == {"retry_after": 40}
    clock.now += 40
    assert await send(bot, -5) == 200


async def test_all_chats_together_take_thirty_a_second(
    server: TelegramServer, bot: RawBot, clock: Clock
) -> None:
    server.enforce_rates(Limits(overall=30))
    assert [await send(bot, chat) for chat in range(1, 32)] == [200] * 30 + [429]
    clock.now += 1
    assert await send(bot, 31) == 200
    assert server.max_in_any_second() == 30
    assert server.max_in_any_second(31) == 1
    assert server.max_in_window(1.5) == 31
