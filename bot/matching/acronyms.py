"""What an acronym stands for where it is written out: "coincidence timing resolution (CTR)".

The rule is that of Schwartz and Hearst (2003): read from the right, each letter of the acronym is in
the words before it, and its first letter begins one of them.
"""

import re
from collections.abc import Iterable

from bot.matching.text import FILLERS, normalise

#: Words that may stand before a long form and begin with its letter.
_SMALL_WORDS = "a an and as by for from in is of on or our the to via we with"
_SMALL = frozenset(_SMALL_WORDS.split())
#: Characters before an acronym that are looked at.
_FAR = 120
#: From so many characters on, one text inside another says the same, whatever its spaces.
_LEAST_LENGTH = 6


def find_long(words: str, short: str) -> str | None:
    """The end of `words` that the acronym stands for."""
    text, place = words.rstrip(), len(words.rstrip())
    letters = [letter for letter in short.lower() if letter.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and not (
            text[place].lower() == letter and (number or _begins_word(text, place))
        ):
            place -= 1
        if place < 0:
            return None
    long = text[place:]
    is_sound = len(long.split()) > 1 and len(long.split()) <= len(letters) + 3
    return long if is_sound and long.split()[0].lower() not in _SMALL else None


def find_written_out(before: str, short: str) -> str | None:
    """What an acronym in parentheses stands for, normalised; None if nothing before spells it.

    Args:
        before: the paper up to the acronym.
        short: as it is written.
    """
    text = before[-_FAR:].rstrip()
    if not text.endswith(("(", "（")):
        return None
    words = re.split(r"[^\w\s/'’-]", text[:-1])[-1]
    long = find_long(words, short.removesuffix("s"))
    return None if long is None else normalise(long)


def is_same(long: str, known: Iterable[str]) -> bool:
    """Whether a long form says what one of the known texts says, all normalised.

    It has one of them in it, however they are joined (auto encoder), or half of its words.
    """
    padded, joined = f" {long} ", long.replace(" ", "")
    words = frozenset(long.split()) - FILLERS
    return any(
        f" {text} " in padded
        or _is_inside(text.replace(" ", ""), joined)
        or 2 <= len(words & frozenset(text.split())) >= len(words) / 2
        for text in known
    )


def _is_inside(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _LEAST_LENGTH and shorter in longer


def _begins_word(text: str, place: int) -> bool:
    return not place or not text[place - 1].isalnum()
