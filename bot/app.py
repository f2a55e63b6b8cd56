"""Builds every part, starts it, stops it in reverse; the only file that sees all three folders."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.domain.calendar import Calendar, holidays_of
from bot.domain.chat import ChatAddress, ChatSettings
from bot.domain.pace import PACES
from bot.domain.schedule import Schedule
from bot.errors import ConfigError, StorageError
from bot.matching.encoder import is_installed
from bot.matching.learned.learned import Learned
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import THRESHOLDS
from bot.matching.semantic import find_semantic
from bot.ports import Clock, Store, SystemClock
from bot.services.core import Core
from bot.services.health import get_free_bytes, has_room
from bot.services.restore import settle_restored
from bot.sources.newsroom import Hosts, SourceOptions
from bot.sources.raw import Access
from storage import open_store
from storage.backups import back_up, restore

if TYPE_CHECKING:
    from bot.running import Connection


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
    store = open_store(settings.url, thresholds=THRESHOLDS)
    try:
        yield store
    finally:
        store.close()


def access_of(settings: Settings) -> Access:
    """How published digests may be reached."""
    return Access(
        allow_private=settings.allow_private_addresses,
        proxy=settings.proxy,
        checkouts=settings.data_dir / "checkouts",
    )


def source_options(settings: Settings) -> SourceOptions:
    """What live sources fetch, and from where."""
    named = settings.sources
    return SourceOptions(
        categories=named.categories,
        huggingface=named.huggingface,
        digests=named.digests,
        contact=named.contact,
        hosts=Hosts(**named.hosts.model_dump()),
        calendar=Calendar(holidays_of(named.holidays)),
        access=access_of(settings),
    )


@contextmanager
def open_core(settings: Settings, clock: Clock | None = None) -> Iterator[Core]:
    """The digest service on the database of these settings."""
    schedule = Schedule(zone=settings.zone, at=settings.push_at)
    with open_database(settings) as store:
        yield Core(
            store=store,
            clock=clock or SystemClock(),
            load_lexicon=cache(partial(load_lexicon, settings)),
            defaults=ChatSettings(language=settings.language, schedule=schedule),
            owners=frozenset(map(_to_address, settings.owners)),
            get_free_bytes=partial(get_free_bytes, settings.data_folder),
        )


def _to_address(owner: str) -> ChatAddress:
    platform, _, number = owner.partition(":")
    return ChatAddress(platform=platform, chat_id=int(number))


def connect(settings: Settings) -> dict[str, "Connection"]:
    """A messenger for each platform that has a token; nothing is connected yet."""
    codes = {command.name: command.code for command in COMMANDS}
    proxy = settings.proxy or None
    found: dict[str, Connection] = {}
    if token := settings.telegram.token.get_secret_value():
        # Slow to import, and not every bot is on every platform.
        from adapters.telegram.client import TelegramMessenger
        from adapters.telegram.webhook import Webhook

        named = settings.telegram
        if named.webhook_url and not settings.http_port:
            raise ConfigError("telegram.webhook_url needs a port to listen on: set http_port")
        secret = named.webhook_secret.get_secret_value()
        found["telegram"] = TelegramMessenger(
            token,
            codes=codes,
            base_url=named.base_url or None,
            proxy=named.proxy or proxy,
            webhook=Webhook(named.webhook_url, secret, token) if named.webhook_url else None,
        )
    if token := settings.discord.token.get_secret_value():
        from adapters.discord.client import DiscordMessenger

        found["discord"] = DiscordMessenger(
            token,
            codes=codes,
            api_base=settings.discord.api_base or None,
            proxy=settings.discord.proxy or proxy,
            reads_messages=settings.discord.message_content,
        )
    return found


def load_lexicon(settings: Settings) -> Lexicon:
    """The curated topics, with what was learned behind them.

    Raises:
        ConfigError: topics.yaml breaks a rule; what was learned is read when it is first needed.
    """
    semantic = find_semantic() if settings.semantic else None
    return Lexicon.load(Learned(settings.learned_folder), semantic)


def check_learned(settings: Settings) -> None:
    """Read what this installation learned by itself, if anything, rather than fail at the first
    paper.

    Raises:
        ConfigError: a file is broken.
    """
    if settings.learned_folder.is_dir():
        _ = Learned(settings.learned_folder).origins


def check_room(settings: Settings) -> None:
    """Let only those go on who want to take something in while there is room for it.

    Raises:
        StorageError: less is free than `min_free_mb`.
    """
    folder = settings.data_folder
    if not has_room(folder, settings.min_free_mb):
        raise StorageError(
            f"less than {settings.min_free_mb} MB are free for {folder}, so nothing is taken in: "
            "make room, or set min_free_mb lower"
        )


async def run_bot(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot on every platform that has a token, until it is told to stop.

    Raises:
        ConfigError: a token or the port is wrong; or what was learned, or the sentence encoder, is
            broken.
    """
    # Slow to import, and only this command needs it.
    from bot.running import run

    check_learned(settings)
    with open_core(settings) as core:
        if settings.semantic and is_installed():
            await asyncio.to_thread(_read_names, core)

        def back_up_tonight() -> Path:
            now = core.clock.now()
            file = Path(settings.backup_dir) / f"chenbao-{now:%a}.db".lower()
            back_up(settings.url, file, now)
            return file

        async with open_sources(core, source_options(settings)) as (reader, fetch):
            await run(
                reader,
                connect(settings),
                has_room=partial(has_room, settings.data_folder, settings.min_free_mb),
                back_up=back_up_tonight if settings.backup_dir else None,
                fetch=fetch,
                address=(settings.http_host, settings.http_port),
                say=say,
            )


def _read_names(core: Core) -> None:
    """Read all that the sentence encoder needs, so that nobody in a chat waits for it.

    Raises:
        ConfigError: it does not work.
    """
    thesaurus = core.lexicon.thesaurus
    if thesaurus is not None:
        thesaurus.read()


@asynccontextmanager
async def open_sources(
    core: Core, options: SourceOptions
) -> AsyncIterator[tuple[Core, Callable[[], Awaitable[None]] | None]]:
    """The core with somebody who looks for papers that are not here, and what fetches all that is
    due; without sources, the core as it is and None."""
    # Slow to import, and not every bot fetches.
    from bot.sources.arxiv.finder import ArxivFinder
    from bot.sources.live import fetch_as_leader, list_wanted, open_desk

    if not list_wanted(options):
        yield core, None
        return
    async with open_desk(core.store, core.clock, options) as desk:
        finder = ArxivFinder(desk.room, desk.arxiv) if options.categories else None
        yield replace(core, finder=finder), partial(fetch_as_leader, desk)


async def restore_backup(settings: Settings, file: Path) -> tuple[datetime, int]:
    """Put a backup in the place of the database; when it was taken, and how many deliveries were
    marked as uncertain.

    Raises:
        ConfigError: it is none, or the bot is running.
        StorageError: the database cannot be written.
    """
    make_data_folder(settings)
    with open_database(settings) as store:
        for platform in PACES:
            lead = store.take_lead(f"sender {platform} 0")
            if lead is None:
                raise ConfigError("the bot is running on this database; stop it first")
            lead.release()
    taken_at = restore(settings.url, file)
    with open_core(settings) as core:
        return taken_at, await settle_restored(core, taken_at)
