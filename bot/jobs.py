"""What is done again and again: one table, and the scheduler that wakes it.

The scheduler only wakes; the database decides what is due. So every job can be run at any time, by
several processes, and again after a crash.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    JobEvent,
)
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import StorageError
from bot.memory import give_back
from bot.ports import Watch
from bot.services import chores
from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from bot.services.health import Health
from bot.services.tick import match_all, plan_all

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the jobs stand on.

    Attributes:
        wake: tells the senders that there is something to send.
        back_up: writes a backup of the database; None where none is wanted.
        fetch: lets the live sources fetch what is due; None where there are none.
        zones: the version of the time zone database.
        platforms: those whose outbox is looked after.
    """

    core: Core
    health: Health
    watch: Watch
    wake: Callable[[], None]
    back_up: Callable[[], Path] | None
    zones: str
    platforms: tuple[str, ...]
    fetch: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A name, when (a trigger of APScheduler's, with its arguments), and what."""

    name: str
    when: Mapping[str, Any]
    what: Callable[[Work], Awaitable[None]]
    at_start: bool = True


async def fetch(work: Work) -> None:
    """Let the live sources fetch what is due."""
    if work.fetch is not None and work.health.has_room():
        await work.fetch()


async def match(work: Work) -> None:
    """Find the topics of new papers, and push them where that is wanted at once."""
    if not work.health.has_room():
        log.warning("the disk is nearly full: nothing is matched or planned")
        return
    if await match_all(work.core):
        give_back()
    if await fan_out_new(work.core, watch=work.watch):
        work.wake()


async def plan(work: Work) -> None:
    """Make the issues that are due."""
    if work.health.has_room() and await plan_all(work.core):
        work.wake()
    await work.health.note_plan()


async def look(work: Work) -> None:
    """See how the outbox, the planner, the sources and the database stand."""
    now = work.core.clock.now()
    for platform in work.platforms:
        backlog = await work.core.store.transact(
            lambda tx, p=platform: tx.deliveries.get_backlog(p, 0, now)  # type: ignore[misc]
        )
        age = (now - backlog.oldest_due_at).total_seconds() if backlog.oldest_due_at else 0.0
        work.watch.gauge("pending", backlog.due, platform=platform)
        work.watch.gauge("oldest_pending", age, platform=platform)
    work.watch.gauge("tick_lag", work.health.get_tick_lag().total_seconds())
    work.watch.gauge("db_size", await asyncio.to_thread(work.core.store.get_size))
    for source in await work.core.store.transact(lambda tx: tx.sources.list_states()):
        silence = now - (source.succeeded_at or work.health.started_at)
        work.watch.gauge("fetch_staleness", silence.total_seconds(), source=source.name)


async def tidy(work: Work) -> None:
    """What is done every night."""
    await chores.clear_away(work.core)
    if work.back_up is not None:
        log.info("backed up to %s", await asyncio.to_thread(work.back_up))


async def renew_zones(work: Work) -> None:
    """After an update of the time zones: every hour anew."""
    await chores.renew_zones(work.core, work.zones)


#: Everything that is done again and again.
JOBS: tuple[Job, ...] = (
    Job("fetch", {"trigger": "interval", "seconds": 60}, fetch),
    Job("match", {"trigger": "interval", "seconds": 10}, match),
    Job("plan", {"trigger": "interval", "seconds": 20}, plan),
    Job("look", {"trigger": "interval", "seconds": 15}, look),
    Job("renew_zones", {"trigger": "cron", "hour": 3, "minute": 10}, renew_zones),
    Job("tidy", {"trigger": "cron", "hour": 3, "minute": 30}, tidy, at_start=False),
)


def make_scheduler(work: Work, jobs: tuple[Job, ...] = JOBS) -> AsyncIOScheduler:
    """A scheduler that wakes these jobs; `start` it on the event loop.

    A run that was missed is made up for, however late, once (`misfire_grace_time`, `coalesce`);
    a job never runs twice at the same time.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )

    def count(event: JobEvent) -> None:
        failed = event.code == EVENT_JOB_ERROR
        work.watch.count("job_failed" if failed else "job_missed", job=event.job_id)

    scheduler.add_listener(count, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)
    for job in jobs:
        first = {"next_run_time": datetime.now(UTC)} if job.at_start else {}
        scheduler.add_job(_run, args=(job, work), id=job.name, name=job.name, **job.when, **first)
    return scheduler


async def _run(job: Job, work: Work) -> None:
    started = time.perf_counter()
    try:
        await job.what(work)
    except asyncio.CancelledError:
        # The program stops. Raised on, it would be logged as an error of the job's.
        log.info("%s was broken off; it goes on after the next start", job.name)
    except StorageError as error:
        # The next run tries again; a full or absent database is told, not raised through.
        log.warning("%s could not be done: %s", job.name, error)
        work.watch.count("job_failed", job=job.name)
    finally:
        work.watch.measure("job", time.perf_counter() - started, job=job.name)
