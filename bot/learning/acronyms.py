"""Acronyms, from "long form (ACRONYM)" in English abstracts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.matching.acronyms import find_long
from bot.matching.text import normalise

_PAIR = re.compile(r"((?:[\w/-]+\s+){1,8})\(([A-Za-z0-9][A-Za-z0-9-]{1,9}?)s?[),;]")
#: Papers that have to say so; the least share that one long form has of all of an acronym's.
_LEAST, _LEAST_SHARE = 3, 0.15


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
            long = find_long(words, short)
            if long is not None:
                yield short, normalise(long)
