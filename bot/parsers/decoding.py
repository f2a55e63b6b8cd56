"""Bytes of unknown origin -> text with plain line ends, or a sentence on why not."""

import codecs
import re
from contextlib import suppress

from bot.errors import ParseError

#: Far above any digest seen (the largest issue has 0.9 MB), far below what hurts.
MAX_BYTES = 32 * 1024 * 1024

#: The first bytes of what people hand over by mistake.
_KINDS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "compressed (gzip)",
    b"\xfd7zXZ\x00": "compressed (xz)",
    b"BZh": "compressed (bzip2)",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"SQLite format 3\x00": "an SQLite database",
}
#: The order matters: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})|<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})",
    re.I,
)
#: Only encodings that digests come in; others (UTF-7, punycode …) are not trusted with a page.
_DECLARABLE = {"gbk", "gb2312", "gb18030", "big5", "iso-8859-1", "iso8859-1", "windows-1252"}
#: Control characters that are no blanks mean nothing in a digest; they become blanks.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_CONTROLS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
#: A text with more broken bytes than this is in another encoding, not damaged.
_BROKEN_SHARE = 0.001


def decode(content: bytes) -> str:
    """The text of a document: no byte order mark, lines ended by `\\n`, no control characters.

    UTF-8, UTF-16 and UTF-32 with a mark, what an XML or HTML head declares, and GB18030 (GBK).

    Raises:
        ParseError: too large, empty, binary, or in none of these encodings.
    """
    if len(content) > MAX_BYTES:
        size, limit = len(content) / 1024**2, MAX_BYTES // 1024**2
        raise ParseError(f"the document has {size:.1f} MB, more than the {limit} MB that are read")
    text = _decode_marked(content)
    if text is None:
        _refuse_binary(content)
        text = _decode_unmarked(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        raise ParseError("the document is empty")
    return text


def _refuse_binary(content: bytes) -> None:
    for first, kind in _KINDS.items():
        if content.startswith(first):
            raise ParseError(f"the document is {kind}, not text")
    if b"\0" in content:
        raise ParseError("the document is binary, not text")


def _decode_marked(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = _decode_tolerantly(content[len(mark) :], encoding) or ""
            return text.translate(dict.fromkeys(_CONTROLS, " "))
    return None


def _decode_unmarked(content: bytes) -> str:
    content = content.translate(_NO_CONTROLS)
    for encoding in ("utf-8", _find_declared(content)):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    for encoding in ("utf-8", "gb18030"):
        text = _decode_tolerantly(content, encoding)
        if text is not None:
            return text.removesuffix("\ufffd")
    raise ParseError("the document is not text, or neither UTF-8 nor GBK")


def _find_declared(content: bytes) -> str:
    declared = _DECLARED.search(content, 0, 1024)
    name = (declared[1] or declared[2]).decode("ascii").lower() if declared else ""
    return name if name in _DECLARABLE else "utf-8"


def _decode_tolerantly(content: bytes, encoding: str) -> str | None:
    """With `\ufffd` for broken bytes, among them a last character that was cut through."""
    text = content.decode(encoding, errors="replace")
    return text if text.count("\ufffd") <= 1 + len(text) * _BROKEN_SHARE else None
