"""`chenbao fetch`: let the live sources fetch now what is due."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import get_options
from bot.config import Settings
from bot.domain.batch import Batch
from bot.errors import ConfigError, UsageError
from bot.services.core import Core
from bot.services.ingest import Counts

if TYPE_CHECKING:
    from bot.sources.newsroom import SourceOptions

#: Batches of so many days are shown.
_DAYS = 4
#: What makes a source one that is fetched.
_SWITCHES = {"huggingface": "sources.huggingface", "digests": "sources.digests"}
_CATEGORIES = "sources.categories"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What was typed."""

    source: str | None
    since: date | None
    force: bool


def fetch(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(help="arxiv, huggingface, digests, living, titles; all without it."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="What was announced from 2026-11-01 on, too."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Ask also for what is not due yet.")
    ] = False,
) -> None:
    """Fetch what has been announced; say what is missing."""
    from bot.app import check_room, open_core

    settings = get_options(context).load()
    wish = _Wish(source=source, since=_read_date(since) if since else None, force=force)
    check_room(settings)
    with open_core(settings) as core:
        failed = asyncio.run(_fetch(core, settings, wish))
    if failed:
        raise typer.Exit(1)


def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("“{text}” is not a date; one looks like 2026-11-01", text=text) from error


async def _fetch(core: Core, settings: Settings, wish: _Wish) -> bool:
    """Run the sources one after the other; whether anything failed."""
    # The HTTP library takes a quarter of a second to load.
    from bot.app import check_room, source_options
    from bot.services.tick import match_all

    options = source_options(settings)
    names = _choose(options, wish.source)
    due = await _leave_not_due(core, names, wish)
    room = partial(check_room, settings)
    failed = await _fetch_each(core, options, due, wish, room) if due else False
    await match_all(core)
    _print_batches(core, options.calendar.last(core.clock.now()).on)
    return failed


def _choose(options: "SourceOptions", source: str | None) -> list[str]:
    """The sources that are meant, if the settings name something for them to fetch."""
    from bot.sources.live import LIVE, list_wanted

    wanted = list_wanted(options)
    if source is None:
        if not wanted:
            raise ConfigError("nothing to fetch: name categories or digests under sources")
        return wanted
    if source not in LIVE:
        raise UsageError(
            "there is no source {name}; there are {names}", name=source, names=", ".join(LIVE)
        )
    if source not in wanted:
        switch = _SWITCHES.get(source, _CATEGORIES)
        raise ConfigError(f"{source} has nothing to fetch: set {switch} first")
    return [source]


async def _leave_not_due(core: Core, names: Sequence[str], wish: _Wish) -> list[str]:
    """Those whose time has come; all of them where somebody asks for more than the schedule."""
    from bot.sources.live import is_due

    if wish.force or wish.since is not None:
        return list(names)
    now = core.clock.now()
    states = await core.store.transact(
        lambda tx: {state.name: state for state in tx.sources.list_states()}
    )
    due = []
    for name in names:
        state = states.get(name)
        if is_due(state, now):
            due.append(name)
        elif state is not None and state.next_try_at is not None:
            _say_not_due(name, state.next_try_at)
    return due


async def _fetch_each(
    core: Core,
    options: "SourceOptions",
    names: Sequence[str],
    wish: _Wish,
    check_room: Callable[[], None],
) -> bool:
    from bot.cli.progress import make_progress
    from bot.sources.live import fetch_one, open_desk
    from bot.sources.newsroom import Order

    order, failed = Order(since=wish.since, force=wish.force), False
    with make_progress() as progress:
        tasks = {name: progress.add_task(name, total=None) for name in names}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        async with open_desk(core.store, core.clock, options, report=report) as desk:
            for name in names:
                check_room()
                fetched = await fetch_one(desk, name, order)
                progress.update(tasks[name], completed=1, total=1)
                failed = failed or bool(fetched.problems)
                _say(name, fetched.counts, fetched.problems)
    return failed


def _say(name: str, counts: Counts, problems: Sequence[str]) -> None:
    sys.stdout.write(f"{name:14}{counts.new:>6} new papers in {counts.entries} entries\n")
    for problem in problems:
        sys.stderr.write(f"{name}: {problem}\n")


def _say_not_due(name: str, next_try_at: datetime) -> None:
    when = f"{next_try_at:%Y-%m-%d %H:%M} UTC"
    sys.stdout.write(f"{name:14}not due until {when}; --force asks all the same\n")


def _print_batches(core: Core, newest: date) -> None:
    """How complete the last announcements are."""
    now = core.clock.now()
    with core.store.begin() as tx:
        batches = tx.batches.list_since(date.fromordinal(newest.toordinal() - _DAYS))
    for batch in batches:
        if batch.announced_at <= now:
            sys.stdout.write(f"{describe(batch)}\n")


def describe(batch: Batch) -> str:
    """One line: `cs.CV          2026-11-20   244/244  complete`."""
    expected = str(batch.expected) if batch.expected or not batch.is_open else "?"
    counts = f"{batch.fetched}/{expected}"
    return f"{batch.category:14} {batch.announced_on} {counts:>10}  {batch.state}"
