"""The fake Bot API from outside: its control endpoint, its process, its terminal."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.telegram import TOKEN, TelegramProcess, TelegramServer

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def client(server: TelegramServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url) as client:
        yield client


async def control(client: httpx.AsyncClient, verb: str, **values: Any) -> Any:
    response = await client.post(f"/_control/{verb}", json=values)
    assert response.status_code == 200, response.text
    return response.json()


async def send(client: httpx.AsyncClient, chat_id: int, **params: Any) -> int:
    body = {"chat_id": chat_id, "text": "x", **params}
    return (await client.post(f"/bot{TOKEN}/sendMessage", json=body)).status_code


async def test_another_process_can_act_script_and_count(client: httpx.AsyncClient) -> None:
    await control(client, "say", user_id=5, text="/start", language_code="zh-hans")
    group = (await control(client, "chat", type="group", user_ids=[5]))["chat_id"]
    await control(client, "script", kind="flood", seconds=9, scope="request", times=1)
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    statuses = [await send(client, 5), await send(client, 5, reply_markup=keyboard)]
    assert statuses == [429, 200]
    await control(client, "press", user_id=5, chat_id=5, message_id=2, button="Go")
    new = (await control(client, "migrate", chat_id=group))["chat_id"]
    assert [await send(client, group), await send(client, new)] == [400, 200]
    await control(client, "kick", user_id=5, chat_id=new)
    await control(client, "block", user_id=5)
    assert [await send(client, new), await send(client, 5)] == [403, 403]
    await control(client, "unblock", user_id=5)
    stats = await control(client, "stats")
    assert stats["statuses"] == {"429": 1, "200": 2, "400": 1, "403": 2}
    assert (stats["sent"], stats["chats"], stats["max_in_any_second"]) == (2, 2, 2)
    shown = await control(client, "sent", after=1)
    assert (shown["total"], [sent["chat_id"] for sent in shown["sent"]]) == (2, [new])
    await control(client, "reset")
    assert (await client.get("/_control/stats")).json()["calls"] == 0


async def test_pace_and_latency_are_set_from_outside(
    client: httpx.AsyncClient, server: TelegramServer
) -> None:
    await control(client, "say", user_id=5, text="/start")
    await control(client, "rates", on=True)
    assert [await send(client, 5) for _ in range(4)] == [200, 200, 200, 429]
    await control(client, "rates", on=False)
    await control(client, "clear")
    assert await send(client, 5) == 200
    wrong = {"kind": "error", "code": 403, "description": "user is deactivated"}
    await control(client, "script", **wrong, chat_id=5)
    assert await send(client, 5) == 403
    assert server.calls[-1].description == "Forbidden: user is deactivated"
    await control(client, "latency", seconds=0.001)
    assert server.front.latency == 0.001


@pytest.mark.parametrize(
    ("verb", "values", "said"),
    [
        ("dance", {}, "KeyError: 'dance'"),
        ("block", {}, "TypeError: "),
        ("script", {"kind": "error", "cod": 500}, "ValueError: unknown keys: ['cod']"),
        ("kick", {"user_id": 5, "chat_id": 99}, "KeyError: 99"),
    ],
)
async def test_a_wrong_verb_says_what_is_wrong(
    client: httpx.AsyncClient, verb: str, values: dict[str, Any], said: str
) -> None:
    response = await client.post(f"/_control/{verb}", json=values)
    assert response.status_code == 400
    assert response.json()["error"].startswith(said)


async def test_the_server_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with TelegramProcess("--open", "--log", str(log)) as server:
        async with httpx.AsyncClient(base_url=server.url) as client:
            assert await send(client, 12345) == 200
            assert len(log.read_text("utf-8").splitlines()) == 1
        assert (await server.control("stats"))["sent"] == 1
        with pytest.raises(ValueError, match="KeyError"):
            await server.control("dance")
    [line] = log.read_text("utf-8").splitlines()
    assert json.loads(line)["accepted"] is True


async def test_a_person_can_talk_to_a_bot_at_the_terminal() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.servers.telegram", "--port", "0"),
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    ready = (await process.stdout.readline()).decode()
    url = ready.removeprefix("Bot API at ").strip()
    process.stdin.write(b"/start\n")
    async with httpx.AsyncClient() as client:
        asked = await client.get(f"{url}{TOKEN}/getUpdates", params={"timeout": 5})
        [update] = asked.json()["result"]
        assert update["message"]["text"] == "/start"
        assert update["message"]["from"]["language_code"] == "zh-hans"
        keyboard = {"inline_keyboard": [[{"text": "更多", "callback_data": "more"}]]}
        body = {"chat_id": 1, "text": "早上好", "reply_markup": keyboard}
        await client.post(f"{url}{TOKEN}/sendMessage", json=body)
        process.stdin.write(b"!press 1\n!press 9\n")
        offset = update["update_id"] + 1
        asked = await client.get(
            f"{url}{TOKEN}/getUpdates", params={"timeout": 5, "offset": offset}
        )
        assert asked.json()["result"][0]["callback_query"]["data"] == "more"
    process.stdin.write(b"!quit\n")
    shown = (await process.communicate())[0].decode()
    assert "CHENBAO_TELEGRAM__BASE_URL=" in shown
    assert "[1] 早上好\n   [更多]" in shown
    assert "  ? list index out of range  (!help)" in shown
    assert process.returncode == 0
