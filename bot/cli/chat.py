"""`chenbao chat`: the console platform."""

import asyncio
import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, TextIO

import typer

from bot.cli.options import get_options
from bot.services.core import Core

PROMPT = "chenbao> "
_LEAVE = frozenset({"exit", "quit", "/exit", "/quit", "退出", "再见"})


def chat(
    context: typer.Context,
    language: Annotated[
        str | None,
        typer.Option(help="zh, zh-hant or en, until the chat has its own: /settings language."),
    ] = None,
) -> None:
    """Talk to the bot in the terminal: one command a line."""
    from bot.app import check_learned, open_core

    settings = get_options(context).load(language=language)
    check_learned(settings)
    with open_core(settings) as core:
        asyncio.run(talk(core, sys.stdin, language=settings.language))


async def talk(core: Core, stdin: TextIO, *, language: str) -> None:
    """Answer lines from `stdin`; what falls due meanwhile is pushed between them."""
    from adapters.console.client import ConsoleMessenger
    from adapters.console.handlers import converse
    from bot.services.tick import tick

    messenger = ConsoleMessenger(sys.stdout, width=terminal_width())
    worker = f"console-{os.getpid()}"
    await converse(
        core,
        messenger,
        read_lines(stdin),
        language=language,
        between=lambda: tick(core, messenger, worker=worker),
    )


def terminal_width() -> int | None:
    """Columns to wrap at; None where nobody watches."""
    return min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else None


def read_lines(stdin: TextIO) -> Iterator[str]:
    """Lines until the end or a word of farewell, behind a prompt where a person types."""
    interactive = stdin.isatty()
    if interactive:
        with suppress(ImportError):  # Windows has none, and its input() is editable as it is.
            importlib.import_module("readline")
    while True:
        try:
            line = input(PROMPT) if interactive else stdin.readline()
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write("\n")
            return
        if not interactive and not line:
            return
        if line.strip().casefold() in _LEAVE:
            return
        if line.strip():
            yield line
