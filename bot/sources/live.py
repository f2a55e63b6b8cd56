"""The sources that bring papers by themselves. `LIVE` is the index."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from bot.domain.clean import clean_line
from bot.ports import Clock, Store, Transaction
from bot.ports.sources import SourceState
from bot.sources.arxiv.announcements import fetch_announcements
from bot.sources.arxiv.finder import name_papers
from bot.sources.arxiv.living import fetch_changes
from bot.sources.arxiv.services import ArxivServices
from bot.sources.asking import Asker
from bot.sources.digests import fetch_digests
from bot.sources.gate import Gate, Sleep
from bot.sources.huggingface import fetch_daily_papers
from bot.sources.newsroom import (
    ROUTINE,
    Fetched,
    Newsroom,
    Order,
    Report,
    SourceOptions,
    no_report,
)

log = logging.getLogger(__name__)

#: Hugging Face asks for no more than is fair; nobody needs it faster.
_HUGGINGFACE_EVERY = timedelta(seconds=1)
#: What failed is tried again after this, if the source does not say when.
_RETRY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A newsroom with its lines to the services."""

    room: Newsroom
    arxiv: ArxivServices
    huggingface: Asker


Fetch = Callable[[Desk, Order], Awaitable[Fetched]]


def _fetch_arxiv(desk: Desk, order: Order) -> Awaitable[Fetched]:
    return fetch_announcements(desk.room, desk.arxiv, order)


def _fetch_huggingface(desk: Desk, order: Order) -> Awaitable[Fetched]:
    return fetch_daily_papers(desk.room, desk.huggingface, since=order.since)


def _fetch_digests(desk: Desk, order: Order) -> Awaitable[Fetched]:
    return fetch_digests(desk.room)


def _name_papers(desk: Desk, order: Order) -> Awaitable[Fetched]:
    return name_papers(desk.room, desk.arxiv)


def _fetch_changes(desk: Desk, order: Order) -> Awaitable[Fetched]:
    return fetch_changes(desk.room, desk.arxiv, since=order.since)


#: Every source by its name, in the order in which they are asked.
LIVE: Mapping[str, Fetch] = {
    "arxiv": _fetch_arxiv,
    "huggingface": _fetch_huggingface,
    "digests": _fetch_digests,
    "living": _fetch_changes,
    "titles": _name_papers,
}


def list_wanted(options: SourceOptions) -> list[str]:
    """The sources for which the settings name something to fetch."""
    wanted = {
        "arxiv": bool(options.categories),
        "huggingface": options.huggingface,
        "digests": bool(options.digests),
        # New versions, withdrawals, licences.
        "living": bool(options.categories),
        # Papers of digests that came without an id.
        "titles": bool(options.categories),
    }
    return [name for name in LIVE if wanted[name]]


def is_due(state: SourceState | None, now: datetime) -> bool:
    """Whether a source has something to do; one that was never asked has."""
    return state is None or state.next_try_at is None or state.next_try_at <= now


async def fetch_one(desk: Desk, name: str, order: Order = ROUTINE) -> Fetched:
    """Let one source fetch what it has to, and remember how it did."""
    fetched = await LIVE[name](desk, order)
    await _remember(desk, name, fetched)
    return fetched


async def _remember(desk: Desk, name: str, fetched: Fetched) -> None:
    now = desk.room.clock.now()
    error = clean_line("; ".join(fetched.problems))[:500]
    next_try_at = fetched.next_try_at or (now + _RETRY if error else None)

    def remember(tx: Transaction) -> None:
        if error:
            tx.sources.mark_failed(name, error, now, next_try_at)
        else:
            tx.sources.mark_succeeded(name, now, next_try_at)

    await desk.room.store.transact(remember)


async def fetch_due(desk: Desk) -> dict[str, Fetched]:
    """Let every source fetch whose time has come; what each brought."""
    now = desk.room.clock.now()
    states = await desk.room.store.transact(
        lambda tx: {state.name: state for state in tx.sources.list_states()}
    )
    done = {}
    for name in list_wanted(desk.room.options):
        if is_due(states.get(name), now):
            done[name] = await _fetch_safely(desk, name)
    return done


async def _fetch_safely(desk: Desk, name: str) -> Fetched:
    """One source, whose mistakes are not the others'."""
    try:
        return await fetch_one(desk, name)
    except Exception as error:  # What fails here fails again; the log has all of it.
        log.exception("the source %s failed", name)
        fetched = Fetched(problems=[f"{type(error).__name__}: see the log"])
        await _remember(desk, name, fetched)
        return fetched


async def fetch_as_leader(desk: Desk) -> None:
    """The same, by one program of all at this database; what failed goes to the log."""
    lead = await asyncio.to_thread(desk.room.store.take_lead, "sources")
    if lead is None:
        return
    try:
        for name, fetched in (await fetch_due(desk)).items():
            for problem in fetched.problems:
                log.warning("%s: %s", name, problem)
            log.info("%s gave %d new papers", name, fetched.counts.new)
    finally:
        await asyncio.to_thread(lead.release)


@asynccontextmanager
async def open_desk(
    store: Store,
    clock: Clock,
    options: SourceOptions,
    *,
    report: Report = no_report,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[Desk]:
    """Lines to all services, closed at the end. One for a process."""
    limits = httpx.Limits(max_connections=4, max_keepalive_connections=1)
    async with httpx.AsyncClient(
        limits=limits, proxy=options.access.proxy or None, trust_env=False
    ) as http:
        gate = Gate(store, clock, sleep=sleep)
        slower = Gate(store, clock, name="huggingface", every=_HUGGINGFACE_EVERY, sleep=sleep)
        yield Desk(
            room=Newsroom(store=store, clock=clock, options=options, report=report),
            arxiv=ArxivServices(Asker(http, store, clock, gate, options.contact), options.hosts),
            huggingface=Asker(http, store, clock, slower, options.contact),
        )
