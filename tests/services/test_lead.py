"""One sender a bot, on PostgreSQL: the right to be it can be lost in mid-run, and had again."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import URL, text

from bot.domain.delivery import DeliveryState
from bot.ports import Lead, Store
from bot.services.keep_sending import keep_sending
from bot.services.terms import Terms
from storage.engine import make_engine
from storage.leads import take_lead
from tests.conftest import Shared
from tests.fakes import FakeClock, FakeMessenger
from tests.services.outbox import Outbox


@pytest.fixture
def shared(shared_postgresql: Shared) -> Iterator[Shared]:
    yield shared_postgresql
    shared_postgresql.empty()


class Watched:
    """A store whose lead can be cut; who was cut off comes back when it may."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lead: Lead | None = None
        self.is_back = True

    def take_lead(self, name: str) -> Lead | None:
        self.lead = self._store.take_lead(name) if self.is_back else None
        return self.lead

    def cut(self, by: Shared) -> None:
        """End the session that holds the lead, as a failing network or a restart would;
        it is gone when this returns."""
        self.is_back = False
        dropped = self.lead._connection.connection.driver_connection  # type: ignore[union-attr]
        with by.engine.begin() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": dropped.info.backend_pid}
            )


def _cut_before_fifth(messenger: FakeMessenger, watched: Watched, by: Shared) -> None:
    """Let the connection of its lead go when four messages are sent."""
    send = messenger.send

    async def send_and_cut(*given):
        if len(messenger.sent) == 4:
            watched.cut(by)
        return await send(*given)

    messenger.send = send_and_cut  # type: ignore[method-assign]


async def test_who_loses_the_lead_in_mid_run_stops_at_once_and_another_sends_the_rest_once(
    store: Store, shared: Shared, clock: FakeClock
) -> None:
    outbox = Outbox(store, clock)
    for chat_id in range(1, 41):
        outbox.add_chat(chat_id)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    first, second = FakeMessenger(clock), FakeMessenger(clock)
    watched = Watched(store)
    _cut_before_fifth(first, watched, shared)
    stops = [asyncio.Event(), asyncio.Event()]
    tasks = []
    for messenger, place, stop in zip((first, second), (watched, store), stops, strict=True):
        sender = outbox.sender(messenger, worker=f"w{len(tasks)}", terms=Terms(batch=5, most=1))
        tasks.append(
            asyncio.create_task(
                keep_sending(sender, place, wake=asyncio.Event(), stop=stop, poll=0.01)  # type: ignore[arg-type]
            )
        )
        if messenger is first:
            await _until(lambda: bool(first.sent))
    await _until(lambda: outbox.states() == {DeliveryState.SENT: 40})
    # The batch that it sent when it was cut off, and the one that it had claimed by then.
    assert 5 <= len(first.sent) <= 10
    assert sorted(first.chats + second.chats) == list(range(1, 41))
    stops[1].set()
    await tasks[1]
    before, watched.is_back = len(first.sent), True
    outbox.arrive("2403.00002")
    clock.advance(days=1)
    outbox.plan()
    await _until(lambda: outbox.states() == {DeliveryState.SENT: 80})
    assert len(first.sent) - before == 40
    stops[0].set()
    await tasks[0]


async def _until(holds) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.005)


def test_two_installations_in_one_database_lead_each_for_itself(
    migrated_schema: URL, empty_schema: URL
) -> None:
    engines = [make_engine(url) for url in (migrated_schema, empty_schema)]
    leads = [take_lead(engine, "sender telegram 0") for engine in engines]
    assert all(leads)
    assert take_lead(engines[0], "sender telegram 0") is None
    for lead, engine in zip(leads, engines, strict=True):
        assert lead is not None
        lead.release()
        engine.dispose()
