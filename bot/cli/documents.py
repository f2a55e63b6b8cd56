"""`chenbao parse` and `chenbao import`."""

import asyncio
import json
import sys
from functools import partial
from typing import Annotated

import typer

from bot.cli.options import get_options
from bot.config import Settings
from bot.errors import ParseError
from bot.sources.raw import Access, RawDocument, Unreadable

_Names = Annotated[
    list[str],
    typer.Argument(metavar="PATH_OR_URL…", help="Files, folders, globs, URLs, git+https://…"),
]


def _access(settings: Settings) -> Access:
    """As `bot.app.access_of`, which takes longer to load than most digests to parse."""
    return Access(
        allow_private=settings.allow_private_addresses,
        proxy=settings.proxy,
        checkouts=settings.data_dir / "checkouts",
    )


def _say(problem: Unreadable) -> None:
    """One line for one document that could not be read."""
    sys.stderr.write(f"{problem.location}: {problem.reason}\n")


def parse_documents(context: typer.Context, names: _Names) -> None:
    """Print the entries of digests as JSON lines."""
    from bot.sources import expand, read

    settings = get_options(context).load()
    access = _access(settings)
    failed = False
    for raw in read(expand(names, access), access):
        problem = raw if isinstance(raw, Unreadable) else _print_entries(raw)
        if problem is not None:
            failed = True
            _say(problem)
    if failed:
        raise typer.Exit(1)


def _print_entries(raw: RawDocument) -> Unreadable | None:
    from bot.parsers import parse
    from bot.parsers.as_json import entry_to_json

    try:
        document = parse(raw.content, name=raw.location)
    except ParseError as error:
        return Unreadable(raw.location, str(error))
    for entry in document.entries:
        line = json.dumps(entry_to_json(raw.location, document, entry), ensure_ascii=False)
        sys.stdout.write(f"{line}\n")
    return None


def import_documents(context: typer.Context, names: _Names) -> None:
    """Read digests into the database; a second time changes nothing."""
    from bot.app import check_room, open_core
    from bot.cli.importing import import_all
    from bot.sources import expand

    settings = get_options(context).load()
    access = _access(settings)
    check_room(settings)
    with open_core(settings) as core:
        room = partial(check_room, settings)
        failed = asyncio.run(import_all(core, expand(names, access), access, check_room=room))
    if failed:
        raise typer.Exit(1)
