"""A process that asks a server through the gate, again and again."""

import asyncio
from datetime import timedelta

import httpx

from bot.ports import SystemClock
from bot.sources.gate import Gate
from storage import open_store
from tests.conftest import THRESHOLDS


def ask(database_url: str, server_url: str, seconds: float, times: int) -> None:
    """Pass the gate so many times, and ask each time."""
    asyncio.run(_ask(database_url, server_url, seconds, times))


async def _ask(database_url: str, server_url: str, seconds: float, times: int) -> None:
    store, clock = open_store(database_url, thresholds=THRESHOLDS), SystemClock()
    gate = Gate(store, clock, every=timedelta(seconds=seconds))
    async with httpx.AsyncClient(trust_env=False) as http:
        for _ in range(times):
            # Somebody waits: the full hour is not avoided.
            async with gate.turn(deadline=clock.now() + timedelta(minutes=2)):
                (await http.get(server_url)).raise_for_status()
    store.close()
