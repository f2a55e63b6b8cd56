"""`chenbao run` as a process: it starts, tells how it is, stops when told, and never shows a token."""

import asyncio
import json
import signal

import httpx
import pytest

from bot.ports import Store
from storage import open_store
from tests.bench.database import THRESHOLDS
from tests.cli.running import fill, running
from tests.servers.telegram import TOKEN, TelegramServer, error


@pytest.fixture
def own_store(sqlite_url: str) -> Store:
    return open_store(sqlite_url, thresholds=THRESHOLDS)


async def test_no_log_line_shows_the_token_and_each_of_a_delivery_names_it(
    sqlite_url: str,
) -> None:
    fill(sqlite_url, range(1000, 1003))
    async with TelegramServer(open_world=True) as server:
        server.script(error(400, f"Bad Request: {TOKEN}"), method="sendMessage", times=1)
        async with running(sqlite_url, server) as process:
            await server.wait_for("sendMessage", count=3, timeout=30)
            process.send_signal(signal.SIGTERM)
            out, log = await asyncio.wait_for(process.communicate(), 20)
    assert TOKEN not in out.decode() + log.decode()
    lines = [json.loads(line) for line in log.decode().splitlines() if line.startswith("{")]
    sent = [line for line in lines if line["event"] == "sent"]
    assert len(sent) == 2
    assert all(line["delivery_id"] for line in sent)
    assert not any("1000" in json.dumps(line) for line in sent)


async def test_it_tells_how_it_is(sqlite_url: str, unused_tcp_port: int) -> None:
    async with TelegramServer(open_world=True) as server:
        port = str(unused_tcp_port)
        async with running(sqlite_url, server, CHENBAO_HTTP_PORT=port) as process:
            await server.wait_for("getMe", timeout=30)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                assert (await client.get("/livez")).status_code == 200
                assert (await client.get("/readyz")).json()["checks"]["database"]
                assert (await client.get("/healthz")).status_code == 200
                assert "chenbao_delivery_total" in (await client.get("/metrics")).text
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 20)
            assert process.returncode == 0


async def test_on_a_full_disk_nothing_is_claimed_and_readyz_says_so(
    sqlite_url: str, own_store: Store, unused_tcp_port: int
) -> None:
    fill(sqlite_url, range(1000, 1003))
    full = {"CHENBAO_HTTP_PORT": str(unused_tcp_port), "CHENBAO_MIN_FREE_MB": "100000000"}
    async with (
        TelegramServer(open_world=True) as server,
        running(sqlite_url, server, **full),
    ):
        await server.wait_for("getMe", timeout=30)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as client:
            ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["checks"]["free space"] is False
        assert len(server.sent) == 0
    own_store.close()


async def test_a_token_that_is_not_accepted_is_one_line_and_exit_2(sqlite_url: str) -> None:
    async with (
        TelegramServer("987654321:BBfakefakefakefakefakefakefakefake0") as server,
        running(sqlite_url, server) as process,
    ):
        _, log = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert "Telegram does not accept the bot's token" in log.decode()
    assert "Traceback" not in log.decode()
    assert TOKEN not in log.decode()


async def test_a_second_poller_is_one_line_that_says_what_to_do_and_exit_2(
    sqlite_url: str,
) -> None:
    async with TelegramServer() as server:
        server.script(
            error(409, "Conflict: terminated by other getUpdates request"),
            method="getUpdates",
            times=None,
        )
        async with running(sqlite_url, server) as process:
            _, log = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    last = log.decode().strip().splitlines()[-1]
    assert "another program fetches the messages of this Telegram bot: stop it" in last
    assert "Traceback" not in log.decode()


async def test_what_telegram_brings_to_the_webhook_is_answered(
    sqlite_url: str, unused_tcp_port: int
) -> None:
    port = str(unused_tcp_port)
    settings = {
        "CHENBAO_HTTP_PORT": port,
        "CHENBAO_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "CHENBAO_TELEGRAM__WEBHOOK_SECRET": "not-to-be-seen",
    }
    async with TelegramServer() as server:
        server.user(7).say("/help")
        async with running(sqlite_url, server, **settings) as process:
            [sent] = await server.wait_sent(timeout=60)
            assert "What I can do" in sent.text
            assert server.calls_of("getUpdates") == []
            process.send_signal(signal.SIGTERM)
            _, log = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0
        assert "not-to-be-seen" not in log.decode()
        # What comes until the next start waits at Telegram.
        assert server.world.webhook.url


async def test_a_webhook_without_a_port_is_one_line(sqlite_url: str) -> None:
    settings = {"CHENBAO_TELEGRAM__WEBHOOK_URL": "https://bot.example.org/telegram"}
    async with (
        TelegramServer() as server,
        running(sqlite_url, server, **settings) as process,
    ):
        _, log = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert "telegram.webhook_url needs a port to listen on: set http_port" in log.decode()
