"""Published digests that are looked at again and again: URLs, files, folders, globs, git.

A URL is asked for what is newer (ETag, Last-Modified), a checkout is pulled; a file is read when its
size or its time has changed. What was read is remembered in the transaction that takes it in.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ParseError, SourceError
from bot.parsers import parse
from bot.ports import Transaction
from bot.ports.sources import Page
from bot.services.ingest import Counts, ingest
from bot.sources import expand, files, web
from bot.sources.fetching import fetch_newer
from bot.sources.newsroom import Fetched, Newsroom
from bot.sources.raw import Access, Unreadable

_EVERY_HOURS = 1


@dataclass(frozen=True, slots=True)
class _Found:
    """A document that is new, and what to remember of it."""

    content: bytes
    page: Page


async def fetch_digests(room: Newsroom) -> Fetched:
    """Read what has changed of all that is named in the settings."""
    fetched = Fetched(next_try_at=room.later(hours=_EVERY_HOURS))
    locations = await asyncio.to_thread(expand, room.options.digests, room.options.access)
    for done, location in enumerate(locations, start=1):
        if isinstance(location, Unreadable):
            fetched.problems.append(f"{location.location}: {location.reason}")
            continue
        try:
            await _read(room, location, fetched.counts)
        except (SourceError, ParseError) as error:
            fetched.problems.append(f"{location}: {error}")
        room.report("digests", done, len(locations))
    return fetched


async def _read(room: Newsroom, location: str, counts: Counts) -> None:
    known = await room.store.transact(lambda tx: tx.sources.find_page(location))
    look = _look_at_page if web.accepts(location) else _look_at_file
    found = await asyncio.to_thread(look, location, room.options.access, known)
    if found is None:
        return
    document = await asyncio.to_thread(parse, found.content, name=location)
    now = room.clock.now()

    def take_in(tx: Transaction) -> Counts:
        tx.sources.put_page(found.page, now)
        return ingest(tx, location, found.content, document, now)

    counts.add(await room.store.transact(take_in))


def _look_at_page(location: str, access: Access, known: Page | None) -> _Found | None:
    content, page = fetch_newer(location, access, known)
    return None if content is None else _Found(content, page)


def _look_at_file(location: str, access: Access, known: Page | None) -> _Found | None:
    try:
        stat = Path(location).stat()
    except OSError as error:
        raise SourceError(error.strerror or str(error)) from error
    page = Page(url=location, etag=f"{stat.st_size}-{stat.st_mtime_ns}")
    if page == known:
        return None
    raw = files.read(location, access)
    if isinstance(raw, Unreadable):
        raise SourceError(raw.reason, permanent=True)
    return _Found(raw.content, page)
