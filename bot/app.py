"""Builds every part, starts it, stops it in reverse; the only file that sees all three folders."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.config import Settings
from bot.domain.chat import ChatSettings
from bot.domain.schedule import Schedule
from bot.domain.topic import Amount
from bot.errors import ConfigError
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import THRESHOLDS
from bot.ports import Clock, Store, SystemClock
from bot.services.core import Core
from storage import open_store


def thresholds() -> dict[Amount, float]:
    """The score from which a paper is pushed, by how much a chat wants."""
    return {amount: THRESHOLDS[amount] for amount in Amount}


def make_data_folder(settings: Settings) -> None:
    """Make the folder of a SQLite file."""
    prefix = "sqlite:///"
    path = settings.url.removeprefix(prefix)
    if settings.url.startswith(prefix) and path not in ("", ":memory:"):
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"the folder of the database, {Path(path).parent}, cannot be made: {error}"
            ) from error


@contextmanager
def open_database(settings: Settings) -> Iterator[Store]:
    """The database of these settings."""
    make_data_folder(settings)
    store = open_store(settings.url, thresholds=thresholds())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_core(settings: Settings, clock: Clock | None = None) -> Iterator[Core]:
    """The digest service on the database of these settings."""
    schedule = Schedule(zone=settings.zone, at=settings.push_at)
    with open_database(settings) as store:
        yield Core(
            store=store,
            clock=clock or SystemClock(),
            load_lexicon=cache(Lexicon.load),
            defaults=ChatSettings(language=settings.language, schedule=schedule),
        )
