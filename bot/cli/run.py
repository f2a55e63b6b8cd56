"""`chenbao run`: the bot."""

import asyncio
import multiprocessing
import sys
from contextlib import suppress

import typer

from bot.cli.logs import set_up_logging
from bot.cli.options import get_options
from bot.config import Settings
from bot.errors import ChenbaoError
from bot.memory import doing_without


def run(context: typer.Context) -> None:
    """Run the bot on every platform that has a token."""
    from bot.app import run_bot

    options = get_options(context)
    settings = options.load()
    secrets = [
        settings.telegram.token.get_secret_value(),
        settings.telegram.webhook_secret.get_secret_value(),
        settings.discord.token.get_secret_value(),
    ]
    # A service is read by its log: what it does is told without -v.
    set_up_logging(settings.log_format, max(options.verbose, 1), secrets)
    _migrate_apart(settings)
    _load_lean()
    try:
        asyncio.run(run_bot(settings, _say))
    except* ChenbaoError as group:
        # Whatever part it comes from, it is told in one line.
        raise _first(group) from None


def _load_lean() -> None:
    """Load what fetches over httpx without what httpx's own command line looks well with."""
    with doing_without("rich", "pygments"):
        import bot.sources.fetching  # noqa: F401


def _migrate_apart(settings: Settings) -> None:
    """Bring a SQLite file up to date in a process of its own, where that is cheap to make.

    What migrating loads would stay in memory for the bot's whole life. Whatever goes wrong here goes
    wrong again where the bot opens the database, and is told there.
    """
    from bot.app import make_data_folder

    if sys.platform != "linux" or not settings.url.startswith("sqlite:"):
        return
    make_data_folder(settings)
    child = multiprocessing.get_context("fork").Process(target=_migrate, args=(settings.url,))
    child.start()
    child.join()


def _migrate(url: str) -> None:
    from storage import migrate_database

    with suppress(ChenbaoError):
        migrate_database(url)


def _first(group: BaseExceptionGroup[ChenbaoError]) -> ChenbaoError:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, ChenbaoError)
    return error


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
