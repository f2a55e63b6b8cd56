"""`chenbao run` as a process, against the servers of a test."""

import os
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

from storage.engine import make_engine, parse_url
from tests.bench.outbox import add_chats, add_paper
from tests.forked import Program, program
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer


def running(
    url: str, *servers: TelegramServer | DiscordServer, **settings: str
) -> AbstractAsyncContextManager[Program]:
    """The bot, from its first line on; killed at the end if it still runs."""
    given = environment(url, *servers, **settings)
    return program("-vv", "--log-format", "json", "run", environment=given)


def environment(
    url: str, *servers: TelegramServer | DiscordServer, **settings: str
) -> dict[str, str]:
    """What a bot on these servers is told by its environment."""
    found = {**os.environ, "CHENBAO_DATABASE_URL": url}
    for server in servers:
        found |= _address_of(server)
    return found | settings


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
