"""The gate: one at a time, one in three seconds, whoever asks, in however many programs."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.ports import Store
from bot.sources.gate import EVERY, Gate
from storage import open_store
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock

HALF_PAST = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


class Watched:
    """Gates of several programs at one store, and when each of them opened."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.opened: list[datetime] = []
        self.inside = 0
        self.most = 0

    async def sleep(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        await asyncio.sleep(0)

    def gate(self, store: Store | None = None) -> Gate:
        return Gate(store or self.store, self.clock, sleep=self.sleep, jitter=random.Random(1))

    async def pass_through(self, gate: Gate, takes: float = 0, **options: datetime) -> None:
        async with gate.turn(**options):
            self.opened.append(self.clock.now())
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.sleep(takes)
            self.inside -= 1

    @property
    def shortest(self) -> timedelta:
        return min(after - before for before, after in pairwise(sorted(self.opened)))


@pytest.fixture
def watched(store: Store) -> Watched:
    return Watched(store, FakeClock(HALF_PAST))


async def test_many_tasks_of_one_program_take_turns(watched: Watched) -> None:
    gate = watched.gate()
    await asyncio.gather(*(watched.pass_through(gate, takes=0.5) for _ in range(8)))
    assert len(watched.opened) == 8
    assert watched.shortest >= EVERY
    assert watched.most == 1


async def test_several_programs_at_one_database_take_turns(
    watched: Watched, database_url: str
) -> None:
    stores = [open_store(database_url, thresholds=THRESHOLDS) for _ in range(2)]
    gates = [watched.gate(), *(watched.gate(store) for store in stores)]
    await asyncio.gather(
        *(watched.pass_through(gate, takes=0.5) for gate in gates for _ in range(3))
    )
    for store in stores:
        store.close()
    assert len(watched.opened) == 9
    assert watched.shortest >= EVERY
    assert watched.most == 1


async def test_the_time_counts_from_the_end_of_a_request(watched: Watched) -> None:
    gate = watched.gate()
    for _ in range(2):
        await watched.pass_through(gate, takes=20)
    assert watched.shortest >= timedelta(seconds=23)


async def test_the_gate_opens_again_when_a_request_fails(watched: Watched) -> None:
    gate = watched.gate()
    with pytest.raises(RuntimeError):
        async with gate.turn():
            raise RuntimeError
    await watched.pass_through(gate)


async def test_the_gate_opens_again_when_a_request_is_given_up(watched: Watched) -> None:
    gate, entered = watched.gate(), asyncio.Event()

    async def hang() -> None:
        async with gate.turn():
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await watched.pass_through(gate)


async def test_a_back_off_holds_for_everybody(watched: Watched, store: Store) -> None:
    gate, other = watched.gate(), watched.gate()
    async with gate.turn() as turn:
        turn.wait = timedelta(minutes=5)
    await watched.pass_through(other)
    assert watched.opened[0] - HALF_PAST >= timedelta(minutes=5)


async def test_whoever_waits_for_an_answer_is_told_when_his_turn_comes_too_late(
    watched: Watched,
) -> None:
    gate = watched.gate()
    async with gate.turn() as turn:
        turn.wait = timedelta(minutes=5)
    with pytest.raises(SourceError, match="try again"):
        await watched.pass_through(gate, deadline=watched.clock.now() + timedelta(seconds=8))
    assert watched.clock.now() == HALF_PAST
    await watched.pass_through(gate)


async def test_the_first_minute_of_an_hour_is_avoided_unless_somebody_waits(
    watched: Watched,
) -> None:
    gate = watched.gate()
    full = datetime(2026, 11, 20, 2, 0, 0, tzinfo=UTC)
    watched.clock.set(full)
    await watched.pass_through(gate, deadline=full + timedelta(seconds=8))
    await watched.pass_through(gate)
    assert watched.opened[0] == full
    assert watched.opened[1] - full >= timedelta(minutes=1)


async def test_a_wait_that_ends_at_the_full_hour_goes_on(watched: Watched) -> None:
    gate = watched.gate()
    watched.clock.set(datetime(2026, 11, 20, 1, 59, 59, tzinfo=UTC))
    for _ in range(2):
        await watched.pass_through(gate)
    assert watched.opened[1].minute == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(min_value=0, max_value=50),
    st.one_of(st.none(), st.floats(min_value=0, max_value=10_000)),
    st.integers(),
)
def test_waits_grow_spread_and_never_undercut_the_server(
    refusals: int, asked: float | None, seed: int
) -> None:
    gate = Gate(None, FakeClock(), jitter=random.Random(seed))  # type: ignore[arg-type]
    wait = gate.wait_after(refusals, asked)
    assert wait >= timedelta(seconds=max(3.0, asked or 0))
    assert wait <= max(timedelta(seconds=asked or 0), timedelta(minutes=19))
