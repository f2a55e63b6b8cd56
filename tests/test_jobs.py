"""The scheduler only wakes; what it misses is counted and made up for once."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import StorageError
from bot.jobs import JOBS, Job, Work, make_scheduler
from bot.ports import NoWatch, Store
from bot.services.core import Core
from bot.services.health import Health
from tests.fakes import FakeClock
from tests.talk import load_lexicon

HOURLY = {"trigger": "interval", "hours": 1}


class Counts(NoWatch):
    """Counts by name and labels."""

    def __init__(self) -> None:
        self.of: Counter[tuple[str, ...]] = Counter()
        self.counted = asyncio.Event()

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        self.of[name, *labels.values()] += int(by)
        self.counted.set()


class Runs:
    """A job that notes when it ran, and goes on as long as it is held."""

    def __init__(self) -> None:
        self.count = 0
        self.ran = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self, work: Work) -> None:
        self.count += 1
        self.ran.set()
        await self.may_end.wait()


@pytest.fixture
def watch() -> Counts:
    return Counts()


@pytest.fixture
def work(sqlite_store: Store, clock: FakeClock, watch: Counts) -> Work:
    core = Core(store=sqlite_store, clock=clock, load_lexicon=load_lexicon)
    health = Health(core=core, started_at=clock.now(), has_room=lambda: True)
    return Work(
        core=core,
        health=health,
        watch=watch,
        wake=lambda: None,
        back_up=None,
        zones="1",
        platforms=("telegram",),
    )


async def started(work: Work, *jobs: Job, **changes: object) -> AsyncIOScheduler:
    """A scheduler of these jobs, each changed so before it begins."""
    scheduler = make_scheduler(work, jobs)
    scheduler.start(paused=True)
    for job in jobs:
        scheduler.modify_job(job.name, **changes)
    scheduler.resume()
    return scheduler


async def _settled() -> None:
    """Everything that was about to happen has."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_days_that_were_slept_through_are_made_up_for_by_one_run(
    work: Work, watch: Counts
) -> None:
    runs = Runs()
    late = datetime.now(UTC) - timedelta(days=3)
    scheduler = await started(work, Job("plan", HOURLY, runs), next_run_time=late)
    async with asyncio.timeout(5):
        await runs.ran.wait()
    await _settled()
    assert runs.count == 1
    assert watch.of == {}
    assert scheduler.get_job("plan").next_run_time > datetime.now(UTC)
    scheduler.shutdown(wait=False)


async def test_a_run_that_is_missed_all_the_same_is_counted(work: Work, watch: Counts) -> None:
    runs = Runs()
    late = datetime.now(UTC) - timedelta(minutes=1)
    scheduler = await started(
        work, Job("plan", HOURLY, runs), next_run_time=late, misfire_grace_time=1
    )
    async with asyncio.timeout(5):
        await watch.counted.wait()
    assert watch.of == {("job_missed", "plan"): 1}
    assert runs.count == 0
    scheduler.shutdown(wait=False)


async def test_a_job_that_is_still_at_work_is_not_begun_again_and_that_is_counted(
    work: Work, watch: Counts
) -> None:
    runs = Runs()
    runs.may_end.clear()
    scheduler = await started(work, Job("plan", HOURLY, runs))
    async with asyncio.timeout(5):
        await runs.ran.wait()
        scheduler.modify_job("plan", next_run_time=datetime.now(UTC))
        await watch.counted.wait()
    assert runs.count == 1
    assert watch.of == {("job_missed", "plan"): 1}
    runs.may_end.set()
    await _settled()
    scheduler.shutdown(wait=False)


@pytest.mark.parametrize("error", [StorageError("the disk is full"), ValueError("a fault")])
async def test_a_job_that_fails_is_counted_and_comes_again(
    work: Work, watch: Counts, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(work: Work) -> None:
        raise error

    scheduler = await started(work, Job("match", HOURLY, fail))
    async with asyncio.timeout(5):
        await watch.counted.wait()
    assert watch.of == {("job_failed", "match"): 1}
    assert str(error) in caplog.text
    assert scheduler.get_job("match") is not None
    scheduler.shutdown(wait=False)


async def test_every_job_waits_for_nothing_and_is_made_up_for_once(work: Work) -> None:
    scheduler = make_scheduler(work)
    scheduler.start(paused=True)
    found = {job.id: job for job in scheduler.get_jobs()}
    assert found.keys() == {job.name for job in JOBS}
    for job in found.values():
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    scheduler.shutdown(wait=False)


async def test_every_job_can_be_run_again_at_any_time(work: Work) -> None:
    for _ in range(2):
        for job in JOBS:
            await job.what(work)
