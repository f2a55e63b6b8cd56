"""A bot of Telegram's on a server of its own."""

from collections.abc import AsyncIterator

import pytest

from adapters.telegram.client import TelegramMessenger
from bot.domain.chat import ChatAddress
from tests.servers.telegram import TelegramServer

READER = 7


def at(chat_id: int, thread_id: int = 0) -> ChatAddress:
    return ChatAddress(platform="telegram", chat_id=chat_id, thread_id=thread_id)


def make(server: TelegramServer, **options) -> TelegramMessenger:
    return TelegramMessenger(server.token, **({"codes": {}, "base_url": server.url} | options))


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        server.user(READER, started=True)
        yield server


@pytest.fixture
async def messenger(server: TelegramServer) -> AsyncIterator[TelegramMessenger]:
    messenger = make(server, read_timeout=0.2)
    await messenger.start()
    yield messenger
    await messenger.close()
