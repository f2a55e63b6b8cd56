"""How wide a text stands where all letters are equally wide."""

import unicodedata


def char_width(char: str) -> int:
    """Columns of one character: 2 for Chinese and other wide ones, 0 for marks upon another."""
    if " " <= char <= "~":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def text_width(text: str) -> int:
    """Columns of a text of one line."""
    return sum(map(char_width, text))


def shorten(text: str, columns: int) -> str:
    """At most so many columns; cut at a space where one is near, and marked with “…”."""
    if text_width(text) <= columns:
        return text
    width, end = 0, 0
    while (width := width + char_width(text[end])) <= columns - 1:
        end += 1
    space = text.rfind(" ", 0, end + 1)
    if space > end * 2 // 3 and text[end].isascii():
        end = space
    return text[:end].rstrip(" ,;:，；：、") + "…"
