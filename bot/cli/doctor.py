"""`chenbao doctor`: what is well, and what to mend."""

import sys
from dataclasses import dataclass

import typer

from bot.cli.options import Options, get_options
from bot.config import Settings, list_unknown_variables
from bot.errors import ChenbaoError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    well: bool
    detail: str


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
        _examine_topics(),
    ]


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
    except ChenbaoError as error:
        return [Finding("database", False, str(error))]
    waiting = ", ".join(f"{count} {state}" for state, count in states.items()) or "empty"
    return [
        Finding("database", True, f"{papers} papers from {documents} documents"),
        Finding("outbox", True, waiting),
    ]


def _examine_topics() -> Finding:
    from bot.matching.lexicon import Lexicon

    try:
        return Finding("topics", True, f"{len(Lexicon.load().topics)} known by name")
    except ChenbaoError as error:
        return Finding("topics", False, str(error))
