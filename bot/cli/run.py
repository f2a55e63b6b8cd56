"""`chenbao run`: the bot."""

import asyncio
import sys

import typer

from bot.cli.logs import set_up_logging
from bot.cli.options import get_options
from bot.errors import ChenbaoError


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
    try:
        asyncio.run(run_bot(settings, _say))
    except* ChenbaoError as group:
        # Whatever part it comes from, it is told in one line.
        raise _first(group) from None


def _first(group: BaseExceptionGroup[ChenbaoError]) -> ChenbaoError:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, ChenbaoError)
    return error


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
