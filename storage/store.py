"""The database behind `bot.ports.Store`."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot import ports
from bot.domain.topic import Amount
from bot.errors import StorageError
from bot.ports import sources
from bot.ports.status import Status
from storage.batches import SqlBatches
from storage.chats import SqlChats
from storage.conversations import SqlLinkCards, SqlPhrases
from storage.deliveries import SqlDeliveries
from storage.dialects import measure
from storage.engine import is_sqlite
from storage.errors import translated
from storage.issues import SqlIssues
from storage.leads import take_lead
from storage.marks import SqlMarks
from storage.matches import SqlMatches
from storage.opinions import SqlOpinions
from storage.papers import SqlDocuments, SqlPapers
from storage.saved import SqlSaved
from storage.schema import HEAD, read_revision
from storage.sources import SqlGates, SqlSources
from storage.status import SqlStatus
from storage.subscriptions import SqlSubscriptions
from storage.topics import SqlTopics

T = TypeVar("T")


class SqlTransaction:
    """`bot.ports.Transaction`."""

    def __init__(self, connection: Connection, thresholds: Mapping[Amount, float]) -> None:
        self.papers: ports.Papers = SqlPapers(connection)
        self.documents: ports.Documents = SqlDocuments(connection)
        self.saved: ports.Saved = SqlSaved(connection)
        self.opinions: ports.Opinions = SqlOpinions(connection)
        self.topics: ports.Topics = SqlTopics(connection)
        self.chats: ports.Chats = SqlChats(connection)
        self.subscriptions: ports.Subscriptions = SqlSubscriptions(connection)
        self.matches: ports.Matches = SqlMatches(connection, thresholds)
        self.issues: ports.Issues = SqlIssues(connection, thresholds)
        self.deliveries: ports.Deliveries = SqlDeliveries(connection)
        self.marks: ports.Marks = SqlMarks(connection)
        self.phrases: ports.Phrases = SqlPhrases(connection)
        self.link_cards: ports.LinkCards = SqlLinkCards(connection)
        self.batches: sources.Batches = SqlBatches(connection)
        self.sources: sources.Sources = SqlSources(connection)
        self.gates: sources.Gates = SqlGates(connection)
        self.status: Status = SqlStatus(connection)


class SqlStore:
    """`bot.ports.Store`, on either database.

    Work from the event loop runs on one thread for SQLite, which has one writer anyway, and on as
    many as there are connections for PostgreSQL. Work once begun is finished, whatever becomes of
    the task that waits for it.
    """

    def __init__(self, engine: Engine, thresholds: Mapping[Amount, float]) -> None:
        self._engine = engine
        self._thresholds = dict(thresholds)
        self._workers = ThreadPoolExecutor(
            max_workers=1 if is_sqlite(engine.url) else 5, thread_name_prefix="storage"
        )

    @contextmanager
    def begin(self) -> Iterator[ports.Transaction]:
        with translated(self._engine.url), self._engine.begin() as connection:
            yield SqlTransaction(connection, self._thresholds)

    async def transact(self, work: Callable[[ports.Transaction], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._run, work)

    def take_lead(self, name: str) -> ports.Lead | None:
        return take_lead(self._engine, name)

    def is_current(self) -> bool:
        try:
            with translated(self._engine.url), self._engine.begin() as connection:
                return read_revision(connection) == HEAD
        except StorageError:
            return False

    def get_size(self) -> int:
        with translated(self._engine.url), self._engine.begin() as connection:
            return measure(connection)

    def close(self) -> None:
        self._workers.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[ports.Transaction], T]) -> T:
        with self.begin() as transaction:
            return work(transaction)
