"""Chinese in traditional characters, for readers in Taiwan, Hong Kong and Macau: by OpenCC.

What it needs for that takes 45 MB, which are loaded for the first reader who wants it.
"""

from functools import cache

from opencc import OpenCC


def write_own(text: str) -> str:
    """A sentence of ours, in the words that are usual in Taiwan."""
    return str(_load("s2twp").convert(text))


def write_theirs(text: str) -> str:
    """What somebody wrote, in their own words."""
    return str(_load("s2tw").convert(text))


def read_own(text: str) -> str:
    """What somebody typed, in simplified characters."""
    return text if text.isascii() else str(_load("t2s").convert(text))


@cache
def _load(name: str) -> OpenCC:
    return OpenCC(name)
