"""`chenbao run` told to stop: what is under way ends, the rest waits, and nothing comes twice."""

import asyncio
import signal
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.domain.delivery import DeliveryState
from bot.ports import Store
from tests.cli.running import fill, running
from tests.fakes import FakeClock, FakeMessenger
from tests.forked import Program
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TelegramServer, delay, hang
from tests.services.outbox import Outbox

CHATS = 60


@asynccontextmanager
async def telegram(database_url: str):
    async with TelegramServer(open_world=True) as server:
        fill(database_url, range(1000, 1000 + CHATS))
        server.script(delay(0.3), method="sendMessage", times=None)
        yield server, lambda: [sent.chat_id for sent in server.sent]


@asynccontextmanager
async def discord(database_url: str):
    async with DiscordServer(limits=False) as server:
        guild = server.add_guild("reading", server.add_user("ada"))
        channels = [server.add_channel(guild, f"papers-{number}").id for number in range(CHATS)]
        fill(database_url, channels, platform="discord")
        yield server, lambda: [message.channel.id for message in server.messages]


async def until(holds, process: Program) -> None:
    async with asyncio.timeout(40):
        while not await holds():
            assert process.returncode is None
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("shared", "platform"),
    [("sqlite", telegram), ("postgresql", telegram), ("sqlite", discord)],
    indirect=["shared"],
)
async def test_sigterm_lets_what_is_under_way_end_and_loses_and_repeats_nothing(
    store: Store, database_url: str, clock: FakeClock, platform
) -> None:
    async with platform(database_url) as (server, list_sent):
        async with running(database_url, server) as process:

            async def has_begun() -> bool:
                return len(list_sent()) >= 3

            await until(has_begun, process)
            process.send_signal(signal.SIGTERM)
            _, log = await asyncio.wait_for(process.communicate(), 20)
            assert process.returncode == 0, log.decode()
        with store.begin() as tx:
            states = tx.deliveries.count_by_state()
        assert set(states) == {DeliveryState.SENT, DeliveryState.PENDING}
        assert states[DeliveryState.SENT] == len(list_sent())
        rest = FakeMessenger(clock, platform=platform.__name__)
        outbox = Outbox(store, clock, platform.__name__)
        clock.advance(days=10_000)
        await outbox.sender(rest).drain()
        assert len(set(list_sent() + rest.chats)) == len(list_sent() + rest.chats) == CHATS


async def test_a_second_sigterm_ends_it_at_once(sqlite_url: str, unused_tcp_port: int):
    port = str(unused_tcp_port)
    async with TelegramServer(open_world=True) as server:
        fill(sqlite_url, range(1000, 1003))
        server.script(hang("before"), method="sendMessage", times=None)
        async with running(sqlite_url, server, CHENBAO_HTTP_PORT=port) as process:
            await server.wait_for(lambda call: call.method == "getMe", timeout=30)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

                async def is_sending() -> bool:
                    return "chenbao_in_flight" in (await client.get("/metrics")).text

                async def is_stopping() -> bool:
                    return not (await client.get("/readyz")).json()["checks"]["not stopping"]

                await until(is_sending, process)
                process.send_signal(signal.SIGTERM)
                await until(is_stopping, process)
            # What hangs would be waited for, for ten seconds.
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 5)
            assert process.returncode == 1
