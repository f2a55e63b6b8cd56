"""A program that asks a server through the gate, again and again.

python -m tests.sources.passer DATABASE_URL SERVER_URL SECONDS TIMES
"""

import asyncio
import sys
from datetime import timedelta

import httpx

from bot.ports import SystemClock
from bot.sources.gate import Gate
from storage import open_store
from tests.conftest import THRESHOLDS


async def main(database_url: str, server_url: str, seconds: str, times: str) -> None:
    """Pass the gate so many times, and ask each time."""
    store, clock = open_store(database_url, thresholds=THRESHOLDS), SystemClock()
    gate = Gate(store, clock, every=timedelta(seconds=float(seconds)))
    async with httpx.AsyncClient(trust_env=False) as http:
        for _ in range(int(times)):
            # Somebody waits: the full hour is not avoided.
            async with gate.turn(deadline=clock.now() + timedelta(minutes=2)):
                (await http.get(server_url)).raise_for_status()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
