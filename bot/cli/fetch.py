"""`chenbao fetch`: let the live sources fetch now what is due."""

import asyncio
import sys
from datetime import date
from typing import Annotated

import typer

from bot.cli.options import get_options
from bot.config import Settings
from bot.domain.batch import Batch
from bot.errors import ConfigError, UsageError
from bot.services.core import Core

#: Batches of so many days are shown.
_DAYS = 4


def fetch(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(help="arxiv, huggingface, digests, living, titles; all without it."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Announcements from 2026-11-01 on too.")
    ] = None,
) -> None:
    """Fetch what has been announced; say what is missing."""
    from bot.app import check_room, open_core

    settings = get_options(context).load()
    first = _read_date(since) if since else None
    check_room(settings)
    with open_core(settings) as core:
        failed = asyncio.run(_fetch(core, settings, source, first))
    if failed:
        raise typer.Exit(1)


def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("“{text}” is not a date; one looks like 2026-11-01", text=text) from error


async def _fetch(core: Core, settings: Settings, source: str | None, since: date | None) -> bool:
    """Run the sources one after the other; whether anything failed."""
    # The HTTP library takes a quarter of a second to load.
    from bot.app import check_room, source_options
    from bot.cli.progress import make_progress
    from bot.services.tick import match_all
    from bot.sources.live import LIVE, fetch_one, list_wanted, open_desk

    options = source_options(settings)
    wanted = list_wanted(options)
    if source is not None and source not in LIVE:
        raise UsageError("there is no source {name}", name=source)
    names = [name for name in LIVE if name == source] if source else wanted
    if not names or not set(names) <= set(wanted):
        raise ConfigError("nothing to fetch: name categories or digests under sources")
    failed = False
    with make_progress() as progress:
        tasks = {name: progress.add_task(name, total=None) for name in names}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        async with open_desk(core.store, core.clock, options, report=report) as desk:
            for name in names:
                check_room(settings)
                fetched = await fetch_one(desk, name, since)
                progress.update(tasks[name], completed=1, total=1)
                failed = failed or bool(fetched.problems)
                _say(name, fetched.counts.new, fetched.counts.entries, fetched.problems)
    await match_all(core)
    _print_batches(core, options.calendar.last(core.clock.now()).on)
    return failed


def _say(name: str, new: int, entries: int, problems: list[str]) -> None:
    sys.stdout.write(f"{name:14}{new:>6} new papers in {entries} entries\n")
    for problem in problems:
        sys.stderr.write(f"{name}: {problem}\n")


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
