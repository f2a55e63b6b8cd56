"""Acronyms, from "long form (ACRONYM)" in English abstracts.

The rule is that of Schwartz and Hearst (2003): read from the right, each letter of the acronym is in
the words before it, and its first letter begins one of them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.matching.text import normalise

_PAIR = re.compile(r"((?:[\w/-]+\s+){1,8})\(([A-Za-z0-9][A-Za-z0-9-]{1,9}?)s?[),;]")
#: Papers that have to say so; the least share that one long form has of all of an acronym's.
_LEAST, _LEAST_SHARE = 3, 0.15
#: Words that may stand before a long form and begin with its letter.
_SMALL_WORDS = "a an and as by for from in is of on or our the to via we with"
_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Acronym:
    """What an acronym stands for.

    Attributes:
        short: as written.
        long: normalised.
        share: of the papers that explain the acronym, how many explain it so.
        papers: that do.
    """

    short: str
    long: str
    share: float
    papers: int


def learn_acronyms(abstracts: Iterable[str]) -> list[Acronym]:
    """The acronyms, each with what it stands for most often first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for abstract in abstracts:
        for short, long in set(_find_pairs(abstract)):
            counts[short][long] += 1
    return [
        Acronym(short, long, round(papers / meanings.total(), 2), papers)
        for short, meanings in sorted(counts.items())
        for long, papers in sorted(meanings.items(), key=lambda each: (-each[1], each[0]))
        if papers >= _LEAST and papers >= _LEAST_SHARE * meanings.total()
    ]


def _find_pairs(abstract: str) -> Iterator[tuple[str, str]]:
    for words, short in _PAIR.findall(abstract):
        if sum(map(str.isupper, short)) > 1:
            long = _find_long(words, short)
            if long is not None:
                yield short, normalise(long)


def _find_long(words: str, short: str) -> str | None:
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


def _begins_word(text: str, place: int) -> bool:
    return not place or not text[place - 1].isalnum()
