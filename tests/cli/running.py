"""`chenbao run` as a process, against the servers of a test."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.engine import make_engine, parse_url
from tests.bench.outbox import add_chats, add_paper
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def running(
    url: str, server: TelegramServer | DiscordServer, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot, from its first line on; killed at the end if it still runs."""
    environment = {
        **os.environ,
        "CHENBAO_DATABASE_URL": url,
        **_address_of(server),
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "-vv", "--log-format", "json", "run"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def _address_of(server: TelegramServer | DiscordServer) -> dict[str, str]:
    if isinstance(server, TelegramServer):
        return {
            "CHENBAO_TELEGRAM__TOKEN": TOKEN,
            "CHENBAO_TELEGRAM__BASE_URL": server.url,
        }
    return {
        "CHENBAO_DISCORD__TOKEN": server.token,
        "CHENBAO_DISCORD__API_BASE": server.api_base,
    }


def fill(url: str, chats: Sequence[int], *, platform: str = "telegram") -> None:
    """Chats, and a push that is due to each."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    engine = make_engine(parse_url(url))
    kind = "private" if platform == "telegram" else "channel"
    with engine.begin() as connection:
        add_chats(connection, chats, platform=platform, kind=kind, now=now)
        add_paper(connection, 1, now)
    engine.dispose()
