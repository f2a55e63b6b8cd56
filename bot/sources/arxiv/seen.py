"""What listings and feeds say of which papers a batch has."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.batch import Listed
from bot.domain.document import Entry
from bot.domain.paper import AnnounceType
from bot.parsers.arxiv_listing import Listing
from bot.ports.sources import Page


@dataclass(slots=True)
class Seen:
    """What one run has read of a category's listings, so that it is asked for once."""

    new: Listing | None = None
    new_page: Page | None = None
    asked_new: bool = False
    recent: list[Listing] | None = None
    has_searched: bool = False


def list_announced(entries: Iterable[Entry]) -> list[Listed]:
    """The papers of a feed as a listing has them."""
    return [_listed(entry) for entry in entries if entry.arxiv_id is not None]


def _listed(entry: Entry) -> Listed:
    number = entry.arxiv_id.number if entry.arxiv_id else ""
    return Listed(number, entry.announce_type or AnnounceType.NEW)


def announce(entry: Entry, category: str) -> Entry:
    """New where the category is the paper's first, else a cross-list."""
    is_first = entry.categories[:1] == (category,)
    return replace(entry, announce_type=AnnounceType.NEW if is_first else AnnounceType.CROSS)
