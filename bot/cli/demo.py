"""`chenbao demo`: the main job on sample digests, in the terminal."""

import asyncio
import sys
import tempfile
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import get_options
from bot.config import Settings
from bot.domain.schedule import get_zone
from bot.ports import Clock, SystemClock
from bot.services.core import Core

SAMPLES = "demo/samples"
TOPIC = "医学图像"
PAPER = "2403.15603"
WORDS = "扩散模型"


class ShiftedClock:
    """A clock that can be put forward: the demo does not wait for the morning."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._shift = timedelta()

    def now(self) -> datetime:
        """The shifted present, aware UTC."""
        return self._clock.now() + self._shift

    def move_to(self, instant: datetime) -> None:
        """Let it be `instant` now."""
        self._shift = instant - self._clock.now()


def demo(
    context: typer.Context,
    language: Annotated[str | None, typer.Option(help="zh, zh-hant or en.")] = None,
) -> None:
    """See it work: sample digests in, a push out, look-ups; then a prompt."""
    from bot.app import open_core

    settings = get_options(context).load(language=language)
    clock = ShiftedClock(SystemClock())
    with tempfile.TemporaryDirectory(prefix="chenbao-demo-") as folder:
        there = {"database_url": f"sqlite:///{Path(folder) / 'demo.db'}"}
        with open_core(settings.model_copy(update=there), clock) as core:
            asyncio.run(_show(core, clock, settings))


async def _show(core: Core, clock: ShiftedClock, settings: Settings) -> None:
    from adapters.console.client import ADDRESS, ConsoleMessenger
    from adapters.console.handlers import say
    from bot.cli.chat import talk, terminal_width
    from bot.services.tick import tick
    from bot.views.texts import get_texts

    texts = get_texts(settings.language)
    messenger = ConsoleMessenger(sys.stdout, width=terminal_width())

    async def type_in(line: str) -> None:
        messenger.show(f"> {line}")
        await say(core, messenger, line, language=settings.language)

    messenger.show(texts.t("— chenbao reads the sample digests of three systems —"))
    await _import_samples(core)
    await type_in(f"/subscribe {TOPIC}")
    chat = await core.store.transact(lambda tx: tx.chats.find(ADDRESS))
    if chat is not None and chat.pending is not None:
        clock.move_to(chat.pending.due_at)
        morning = chat.pending.due_at.astimezone(get_zone(chat.settings.schedule.zone))
        messenger.show(
            texts.t("— the night passes; it is {time} —").format(time=f"{morning:%m-%d %H:%M}")
        )
    await tick(core, messenger, worker="demo")
    await type_in(f"/paper {PAPER}")
    await type_in(f"/search {WORDS}")
    if sys.stdin.isatty():
        messenger.show(texts.t("— your turn: /help lists the commands, exit leaves —"))
        await talk(core, sys.stdin, language=settings.language)


async def _import_samples(core: Core) -> None:
    from bot.cli.importing import import_all
    from bot.sources import Access, expand

    with as_file(files("bot") / SAMPLES) as folder:
        await import_all(core, expand([str(folder)]), Access())
    sys.stdout.write("\n")
