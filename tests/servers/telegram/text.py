"""Texts as the platform measures them: UTF-16 offsets, what is trimmed, what is found in them."""

import re
from typing import Any

#: One entity: type, offset and length in UTF-16 units, and what its type adds (url, language).
Entity = dict[str, Any]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\u2028-\u202e]")
_BLANK = " \n\t\r\v"


def utf16(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_utf16(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    part = units[2 * offset : 2 * (offset + length)]
    return part.decode("utf-16-le", "surrogatepass")


def clean(source: str) -> str:
    """Without what the platform drops or blanks: carriage returns, controls, direction marks."""

    def replacement(match: re.Match[str]) -> str:
        return "" if match[0] == "\r" or match[0] >= "\u2028" else " "

    return _CONTROL.sub(replacement, source) if _CONTROL.search(source) else source


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space around; what led the first entity goes too, nothing inside it."""
    text = text.rstrip(_BLANK)
    first = min((entity["offset"] for entity in entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    end = utf16(text)
    kept = [
        entity | {"offset": entity["offset"] - lead, "length": length}
        for entity in entities
        if (length := min(entity["length"], end - entity["offset"])) > 0
    ]
    return text[lead:], kept


_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]++)(?:@([A-Za-z0-9_]*+))?+(?![\w/<>])")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}+(?!\w)")
_HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}+(?!#)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@(?:[a-zA-Z0-9-]++\.)+[a-zA-Z]{2,}")
_URL = re.compile(
    r"(?<![\w@.])(?:https?://[^\s<>\"']+|(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|io|cn|edu|me|ai)"
    r"(?:/[^\s<>\"']*)?(?![\w.@]))"
)
_FINDERS = (
    ("url", _URL),
    ("email", _EMAIL),
    ("bot_command", _COMMAND),
    ("mention", _MENTION),
    ("hashtag", _HASHTAG),
)


def _is_command(match: re.Match[str]) -> bool:
    name, bot = match[1], match[2]
    return len(name) <= 64 and (bot is None or 3 <= len(bot) <= 32)


def find_entities(text: str) -> list[Entity]:
    """What the platform finds in a text a person typed (tdlib, MessageEntity.cpp, find_entities).

    A command ends at a word boundary in the sense of Unicode: `/subscribe医学` holds none.
    """
    spans: list[tuple[int, int, str]] = []
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(text):
            if kind == "bot_command" and not _is_command(match):
                continue
            end = match.start() + len(match[0].rstrip(".,;:!?)"))
            spans.append((match.start(), end, kind))
    found: list[Entity] = []
    reached = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            offset, length = utf16(text[:start]), utf16(text[start:end])
            found.append({"type": kind, "offset": offset, "length": length})
            reached = end
    return found
