"""The strings that speak of what a person typed, where the lexicon does not know it: as typed, and
what the learned table knows of it."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from bot.matching.composing import compose, reword, translate_end
from bot.matching.kinds import KINDS
from bot.matching.learned.learned import Learned
from bot.matching.learned.terms import TermTable
from bot.matching.lexicon_file import FULL_WEIGHT
from bot.matching.query import Term
from bot.matching.scoring import LEARNED, NEAR, SYNONYM, TYPED
from bot.matching.text import has_cjk, normalise

#: Typed like this a word is an acronym, and SAM is not Sam.
_CAPITALS = re.compile(r"[A-Z0-9]{0,2}[A-Z][A-Z0-9]{1,4}")
#: So many terms that are near in meaning are looked for, of each language, and how near they are.
_NEAR_EN, _NEAR_ZH, _LEAST_COSINE = 24, 8, 0.45
#: What the same counts with another word at its end.
REWORDED = 0.9
#: From this weight on, a translation says the same as what it translates.
_SAME = 0.9


class Needle(NamedTuple):
    """A string whose presence in a text is evidence.

    Attributes:
        text: normalised.
        weight: 0.1 to 1; above 1 for what was typed.
        spellings: where not empty, only these count, in exactly these capitals.
        is_name: it is what was asked for, in either language, and not only something that speaks
            of it.
    """

    text: str
    weight: float = 1.0
    spellings: frozenset[str] = frozenset()
    is_name: bool = False


def is_acronym(text: str) -> bool:
    """Whether it counts only as it is written."""
    return _CAPITALS.fullmatch(text) is not None


def spell_exactly(acronym: str, weight: float = 1.0) -> list[Needle]:
    """The acronym and its plural; LMs is too short to be folded like other plurals."""
    plural = f"{acronym}s"
    spellings = frozenset({acronym, plural, f"{acronym}'s", f"{acronym}’s"})
    return [
        Needle(text, weight, spellings, is_name=weight >= FULL_WEIGHT)
        for text in dict.fromkeys((normalise(acronym), normalise(plural)))
    ]


def find_learned(term: Term, learned: Learned, *, is_by_name: bool = False) -> list[Needle]:
    """What speaks of a term: itself, its acronym or long form, its translations and their like, and
    what is near it in meaning; the names of it alone if `is_by_name`."""
    found: dict[str, Needle] = {}
    kinds = (Needle(text, weight, is_name=True) for text, weight in KINDS.get(term.normal, ()))
    every = _list_all(term, learned.terms), _list_composed(term, learned), kinds
    # To look for what is near takes longer than all else, and none of it is a name.
    near = () if is_by_name else _list_near(term, learned)
    for needle in chain(*every, near):
        found.setdefault(needle.text, needle)
    return [each for each in found.values() if each.is_name or not is_by_name]


def _list_composed(term: Term, learned: Learned) -> Iterator[Needle]:
    """What nobody learned, from what was learned of its parts."""
    if not has_cjk(term.normal):
        for text in reword(term.normal):
            # Of one word it is no name: who leaves out images still wants imaging.
            yield Needle(text, REWORDED, is_name=" " in text)
        return
    for text in translate_end(term.normal):
        yield Needle(text, is_name=True)
    for each in learned.terms.translate(term.normal)[:1]:
        for text in reword(each.term) if " " in each.term else ():
            yield Needle(text, REWORDED, is_name=True)
    if term.normal not in learned.terms:
        for text, weight in compose(term.normal, learned):
            yield Needle(text, weight, is_name=True)


def _list_near(term: Term, learned: Learned) -> Iterator[Needle]:
    """So that a paper that says it in other words is looked at at all; the space then decides."""
    space = learned.space
    vector = None if space is None else space.find_phrase(term.normal)
    if space is None or vector is None:
        return
    for english, limit in ((True, _NEAR_EN), (False, _NEAR_ZH)):
        for near, cosine in space.nearest(vector, english=english, limit=limit):
            if cosine >= _LEAST_COSINE:
                yield Needle(near, NEAR * cosine)


def _list_all(term: Term, table: TermTable) -> Iterator[Needle]:
    if is_acronym(term.text):
        yield from spell_exactly(term.text, TYPED)
        for long in table.spell_out(term.text):
            yield from _list_term(long, table)
        return
    yield Needle(term.normal, TYPED, is_name=True)
    yield from _list_term(term.normal, table)


def _list_term(text: str, table: TermTable) -> Iterator[Needle]:
    """A term, and what is known of it."""
    yield Needle(text, is_name=True)
    found = table.translate(text)
    english = [each.term for each in found if each.weight >= _SAME] if has_cjk(text) else [text]
    for short in dict.fromkeys(short for each in english for short in table.shorten(each)):
        yield from spell_exactly(short)
    for place, each in enumerate(found):
        weight = each.weight if not place else each.weight * LEARNED
        yield Needle(each.term, weight, is_name=not place or not has_cjk(text))
    for each in table.synonyms(text):
        yield Needle(each.term, each.weight * SYNONYM)
