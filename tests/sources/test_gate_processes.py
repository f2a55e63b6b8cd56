"""The gate between real processes, measured by the server that they ask."""

import asyncio
import time
from itertools import pairwise

from aiohttp import web

from tests.forked import fork
from tests.sources.passer import ask

EVERY = 0.3
TIMES = 4


class Server:
    """Takes a while to answer, and keeps when each question began and ended."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, float]] = []
        self.open_now = 0
        self.most_open = 0

    async def answer(self, _: web.Request) -> web.Response:
        begun = time.monotonic()
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        await asyncio.sleep(0.05)
        self.open_now -= 1
        self.asked.append((begun, time.monotonic()))
        return web.Response(text="here")


async def run_programs(database_url: str, count: int) -> Server:
    server, app = Server(), web.Application()
    app.router.add_get("/", server.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        programs = [fork(ask, database_url, url, EVERY, TIMES) for _ in range(count)]
        for program in programs:
            await asyncio.to_thread(program.join, 60)
        assert [program.exitcode for program in programs] == [0] * count
    finally:
        await runner.cleanup()
    return server


async def test_two_processes_at_one_database_never_ask_at_once_or_too_soon(
    database_url: str,
) -> None:
    server = await run_programs(database_url, 2)
    assert len(server.asked) == 2 * TIMES
    assert server.most_open == 1
    assert min(after[0] - before[1] for before, after in pairwise(server.asked)) >= EVERY
