"""Outside text without what could move a cursor, turn the reading direction, or not be written."""

import re

#: C0 and C1 controls but tab and newline, marks of direction, lone surrogates, the BOM.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060\u2066-\u2069\ud800-\udfff\ufeff]"
)
#: What a terminal takes for an order goes as a whole, not its first character alone.
_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[PX^_\\]][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b[@-Z\\\\-_]?"
)
_BREAK = re.compile("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c")


def clean_text(text: str) -> str:
    """The text with plain newlines and nothing that is not to be read."""
    if text.isprintable():
        return text
    return _UNWANTED.sub("", _BREAK.sub("\n", _ESCAPE.sub("", text))).expandtabs(4)


def clean_line(text: str) -> str:
    """The same in one line, with single spaces."""
    return " ".join(clean_text(text).split())
