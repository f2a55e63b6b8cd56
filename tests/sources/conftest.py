"""A newsroom at a simulated arXiv: the clock is turned by whoever would sleep."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest

from bot.ports import Store, Transaction
from bot.sources.live import Desk, open_desk
from bot.sources.newsroom import Hosts, SourceOptions
from storage.engine import make_engine, parse_url
from storage.schema import migrate
from storage.store import SqlStore
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.servers.arxiv.world import World, month

#: A Wednesday; Thanksgiving lies in the month after it.
BEGIN = datetime(2026, 11, 11, 12, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
T = TypeVar("T")
OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def sky() -> FakeClock:
    """The clock of the newsroom and of the servers: Friday 09:10 in Beijing, after a mailing."""
    return FakeClock(datetime(2026, 11, 20, 1, 10, tzinfo=UTC))


@pytest.fixture
def server_world() -> World:
    """A month of three small categories."""
    return World(month(BEGIN))


@pytest.fixture
async def server(sky: FakeClock, server_world: World) -> AsyncIterator[ArxivServer]:
    """arXiv and Hugging Face, by the same clock as the newsroom."""
    async with ArxivServer(server_world, sky) as running:
        yield running


class InlineStore(SqlStore):
    """A database in memory, worked on where it is asked: there is nobody to be kept waiting, and
    going to a thread and back takes longer than most transactions."""

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        await asyncio.sleep(0)
        with self.begin() as transaction:
            return work(transaction)


@pytest.fixture
def sqlite_store() -> Iterator[Store]:
    """What these tests do takes thousands of transactions."""
    engine = make_engine(parse_url("sqlite://"))
    migrate(engine)
    store = InlineStore(engine, THRESHOLDS)
    yield store
    store.close()


@pytest.fixture
def at_desk(server: ArxivServer, sky: FakeClock, sqlite_store: Store) -> OpenDesk:
    """Opens a desk that asks the server; sleeping turns the clock."""

    async def sleep(seconds: float) -> None:
        sky.advance(seconds=seconds)

    @asynccontextmanager
    async def open_one(store: Store | None = None, **options: object) -> AsyncIterator[Desk]:
        hosts = Hosts(**dict.fromkeys(("arxiv", "api", "rss", "oai", "huggingface"), server.url))
        wanted = SourceOptions(
            **{
                "categories": server.world.categories,
                "hosts": hosts,
                "contact": "tests@example.org",
                **options,
            }
        )
        async with open_desk(store or sqlite_store, sky, wanted, sleep=sleep) as desk:
            yield desk

    return open_one
