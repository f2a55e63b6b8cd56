"""Break a paragraph into lines by columns, as Chinese and English are set."""

from collections.abc import Iterator

from bot.domain.width import char_width, text_width

#: No line begins with these, and none ends with those.
_NOT_FIRST = frozenset("，。、；：？！）」』】》〉”’…—,.;:?!)]}%°")
_NOT_LAST = frozenset("（「『【《〈“‘([{")
_JOINER = "\u200d"


def wrap(paragraph: str, width: int | None) -> list[str]:
    """Lines of at most `width` columns, of which an address alone may take more."""
    if width is None or text_width(paragraph) <= width:
        return [paragraph]
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(paragraph, width):
        needed = text_width(piece.rstrip())
        if line.strip() and used + needed > width:
            lines.append(line.rstrip())
            line, used = "", 0
        line += piece if line else piece.lstrip()
        used = text_width(line) if used == 0 else used + text_width(piece)
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int) -> Iterator[str]:
    """What is not to be broken: words with the space behind them and single Chinese letters, each
    with the punctuation that clings to it. What is wider than a line is broken all the same."""
    start, before = 0, ""
    for index, char in enumerate(text):
        if before and _may_break(before, char):
            yield from _fit(text[start:index], width)
            start = index
        before = char
    yield from _fit(text[start:], width)


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if char_width(after) == 0 or before == _JOINER:
        return False
    return before.isspace() or char_width(before) == 2 or char_width(after) == 2


def _fit(piece: str, width: int) -> Iterator[str]:
    if text_width(piece) <= width or "://" in piece:
        yield piece
        return
    start, used = 0, 0
    for index, char in enumerate(piece):
        used += char_width(char)
        if used > width:
            yield piece[start:index]
            start, used = index, char_width(char)
    yield piece[start:]
