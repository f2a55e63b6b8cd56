"""Published digests by URL."""

import re

from bot.errors import SourceError
from bot.sources.raw import Access, RawDocument, Unreadable

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.I)


def accepts(name: str) -> bool:
    """A URL, of whatever scheme: `fetching` says which it fetches."""
    return _URL.match(name) is not None


def expand(name: str, access: Access) -> list[str | Unreadable]:
    """A URL is one document."""
    return [name]


def read(location: str, access: Access) -> RawDocument | Unreadable:
    """The document behind a URL."""
    # Most runs fetch nothing, and the HTTP library takes a quarter of a second to load.
    from bot.sources.fetching import fetch

    try:
        return RawDocument(location, fetch(location, access))
    except SourceError as error:
        return Unreadable(location, str(error))
