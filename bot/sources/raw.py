"""Documents before anybody has understood them."""

from dataclasses import dataclass
from pathlib import Path

#: Larger documents are refused; the largest digest known is 0.6 MB.
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawDocument:
    """Bytes, and the path or URL they came from."""

    location: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place that could not be read, and why, in one line that says what to do."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a source may reach out.

    Attributes:
        allow_private: fetch from private and loopback addresses too.
        proxy: a proxy's URL; empty for none.
        checkouts: the folder for clones of repositories; None where there is none.
    """

    allow_private: bool = False
    proxy: str = ""
    checkouts: Path | None = None


#: For places that are reached without a network.
ANYWHERE = Access()
