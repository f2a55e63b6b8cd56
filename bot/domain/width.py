"""How wide a text stands where all letters are equally wide."""

import unicodedata


def char_width(char: str) -> int:
    """Columns of one character: 2 for Chinese and other wide ones, 0 for marks upon another."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def text_width(text: str) -> int:
    """Columns of a text of one line."""
    return sum(map(char_width, text))
