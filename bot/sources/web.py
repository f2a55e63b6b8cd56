"""Published digests by URL."""

from bot.errors import SourceError
from bot.sources.raw import Access, RawDocument, Unreadable


def accepts(name: str) -> bool:
    """A URL."""
    return name.startswith(("http://", "https://"))


def expand(name: str) -> list[str | Unreadable]:
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
