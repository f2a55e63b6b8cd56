"""Break a paragraph into lines by columns, as Chinese and English are set."""

import re
import unicodedata

from bot.domain.width import char_width, text_width

#: No line begins with these, none ends with those.
_NOT_FIRST = frozenset("，。、；：？！）」』】》〉”’…—,.;:?!)]}%°")
_NOT_LAST = frozenset("（「『【《〈“‘([{")
_ADDRESS = re.compile(r"https?://")


def wrap(paragraph: str, width: int | None, indent: int = 0) -> list[str]:
    """Lines of at most `width` - `indent` columns; an address alone may be longer."""
    if width is None or text_width(paragraph) <= width - indent:
        return [paragraph]
    room = max(width - indent, 2)
    lines, line = [], ""
    for piece in _pieces(paragraph):
        if text_width(line) + text_width(piece.rstrip()) <= room or not line.strip():
            line += piece if line else piece.lstrip()
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while text_width(line.rstrip()) > room and not _ADDRESS.search(line):
            head = _fitting(line, room)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """What is not to be broken: words with the space behind them, single Chinese letters, each
    with the punctuation that clings to it."""
    pieces: list[str] = []
    for char in text:
        if pieces and not _may_break(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if unicodedata.combining(after) or char_width(after) == 0 or before == "\u200d":
        return False
    return before.isspace() or char_width(before) == 2 or char_width(after) == 2


def _fitting(text: str, room: int) -> str:
    """The longest beginning that fits; one character at the least."""
    width = 0
    for index, char in enumerate(text):
        width += char_width(char)
        if width > room and index:
            return text[:index]
    return text
