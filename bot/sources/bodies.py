"""The body of an answer, however it was packed and however slowly it comes: bounded, or an error."""

import zlib
from collections.abc import AsyncIterator, Mapping

from bot.errors import SourceError
from bot.ports.sources import Page
from bot.sources.raw import MAX_BYTES

#: What we can unpack piece by piece; a few bytes of others may hold gigabytes.
ACCEPTED = "gzip, deflate"
#: zlib tells the two apart by itself.
_EITHER = zlib.MAX_WBITS | 32
_RAW = -zlib.MAX_WBITS
#: Longer validators are not worth remembering.
_LONGEST_VALIDATOR = 500


async def read_body(raw: AsyncIterator[bytes], packed: str, *, most: int = MAX_BYTES) -> bytes:
    """Read and unpack a body.

    Args:
        raw: the pieces as they come over the wire.
        packed: the header Content-Encoding.

    Raises:
        SourceError: it is too large, or packed in another way than was asked for.
    """
    body = _Body(packed.strip().lower(), most)
    async for piece in raw:
        body.add(piece)
    return body.finish()


class _Body:
    def __init__(self, packed: str, most: int) -> None:
        if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise SourceError("the answer is packed in a way that was not asked for")
        self._most = most
        self._read = bytearray()
        self._unpack = None if packed in ("", "identity") else zlib.decompressobj(_EITHER)
        self._may_be_raw = packed == "deflate"
        self._has_begun = False

    def add(self, piece: bytes) -> None:
        self._has_begun = self._has_begun or bool(piece)
        try:
            self._add(piece)
        except zlib.error as error:
            if not self._may_be_raw or self._read:
                raise SourceError(f"the answer cannot be unpacked: {error}") from error
            # Some servers call deflate what has no zlib header.
            self._unpack = zlib.decompressobj(_RAW)
            self._may_be_raw = False
            self.add(piece)

    def _add(self, piece: bytes) -> None:
        if self._unpack is None:
            self._take(piece)
            return
        # One byte more than fits is unpacked at the most, however small the piece is.
        self._take(self._unpack.decompress(piece, self._most + 1 - len(self._read)))

    def _take(self, piece: bytes) -> None:
        self._read += piece
        if len(self._read) > self._most:
            raise SourceError(
                f"more than the {self._most // 2**20} MB an answer may have", permanent=True
            )

    def finish(self) -> bytes:
        if self._unpack is not None and self._has_begun and not self._unpack.eof:
            raise SourceError("the answer ended before its time")
        return bytes(self._read)


def page_of(url: str, headers: Mapping[str, str]) -> Page:
    """What to remember of an answer; what could not be sent back as it came is forgotten."""
    return Page(
        url=url,
        etag=_validator(headers.get("etag")),
        last_modified=_validator(headers.get("last-modified")),
    )


def _validator(said: str | None) -> str | None:
    if said is None or len(said) > _LONGEST_VALIDATOR:
        return None
    return said if said.isascii() and said.isprintable() else None


def conditions(known: Page | None) -> dict[str, str]:
    """Ask for what is newer than that."""
    if known is None:
        return {}
    named = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return {name: value for name, said in named if (value := _validator(said))}
