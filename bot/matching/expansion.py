"""A query and the lexicon -> what to look for in a paper.

Words that together are a name in the lexicon stand for that topic, in whatever order they were
typed (two orders are one topic: see `query_key`); the other words are each looked up by themselves,
and what the lexicon does not know is taken as it was typed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import permutations

from bot.matching.curated import list_needles
from bot.matching.learned.terms import Translation
from bot.matching.lexicon import Lexicon, LexiconTopic
from bot.matching.needles import Needle, find_learned, is_acronym
from bot.matching.phrases import is_asking, is_composed, join_known, take_apart
from bot.matching.query import Author, Category, Part, Query, Term
from bot.matching.scoring import TYPED
from bot.matching.text import has_cjk, normalise

#: So many words are tried in every order as one name.
_MOST_WORDS = 4
#: So much of a phrase has to be names that it is put together from; else it may be near others.
_LEAST_PIECES = 2 / 3
#: What the terms of a topic count of whose names one stands for the words, times its cosine.
NEAR_TOPIC = 0.8

#: In front of the key of what is looked for by its name alone.
BY_NAME = "named:"


@dataclass(frozen=True)
class Wanted:
    """One thing that has to be found in a paper; the same for all the topics that want it.

    Attributes:
        key: what it is known by; only this is compared.
        label: what the person typed for it.
        part: where it stands in the query; None where the query named it together with others.
        topic: what it is in the lexicon, if anything.
        is_by_name: only its own name counts, and what translates that; nothing that is like it.
        near: known names that stand for words of which nothing is known, with their cosines.
    """

    key: str
    label: str = field(compare=False)
    part: Part | None = field(compare=False, default=None)
    topic: LexiconTopic | None = field(compare=False, default=None)
    is_by_name: bool = field(compare=False, default=False)
    near: tuple[Translation, ...] = field(compare=False, default=())

    @property
    def is_text(self) -> bool:
        """Whether it is looked for in texts: neither a category nor an author."""
        return self.topic is not None or isinstance(self.part, Term)


@dataclass(frozen=True)
class Expansion:
    """What a query looks for.

    Attributes:
        alternatives: all that one of them needs has to be there.
        meant: those of them that say how the query was understood: not the long Chinese phrase
            itself where it was taken apart.
        excluded: none of it may be there.
    """

    alternatives: tuple[tuple[Wanted, ...], ...]
    meant: tuple[tuple[Wanted, ...], ...]
    excluded: tuple[Wanted, ...]


def expand(query: Query, lexicon: Lexicon) -> Expansion:
    """What to look for; the work of milliseconds, done once when a topic is made."""
    literal = [tuple(dict.fromkeys(_resolve(each, lexicon))) for each in query.alternatives]
    apart = [tuple(dict.fromkeys(_take_apart(each, lexicon))) for each in literal]
    meant = [_find_near(*each, lexicon) or each[1] for each in zip(literal, apart, strict=True)]
    exact = [
        tuple(each if each in last else _by_name(each) for each in first)
        for first, last in zip(literal, apart, strict=True)
    ]
    return Expansion(
        alternatives=tuple(dict.fromkeys([*exact, *meant])),
        meant=tuple(dict.fromkeys(meant)),
        excluded=tuple(_by_name(_want(part, lexicon)) for part in query.excluded),
    )


def needles(wanted: Wanted, lexicon: Lexicon) -> list[Needle]:
    """The strings to look for, the surest first, each once; none for a category or an author."""
    if wanted.topic is not None:
        return list(list_needles(wanted.topic, lexicon))
    if wanted.near:
        return _needles_near(wanted, lexicon)
    if isinstance(wanted.part, Term):
        return find_learned(wanted.part, lexicon.learned, is_by_name=wanted.is_by_name)
    return []


def _needles_near(wanted: Wanted, lexicon: Lexicon) -> list[Needle]:
    """The words themselves, and the names that stand for them: a curated one with all that speaks of
    its topic, just as if it had been typed."""
    best: dict[str, float] = {}
    for name, cosine in wanted.near:
        topic = lexicon.find(name)
        for text, weight in topic.weights().items() if topic is not None else ():
            best[text] = max(best.get(text, 0.0), weight * cosine * NEAR_TOPIC)
        text = normalise(name)
        best[text] = max(best.get(text, 0.0), cosine)
    typed = normalise(wanted.label)
    best.pop(typed, None)
    found = [Needle(text, weight) for text, weight in best.items()]
    return [Needle(typed, TYPED, is_name=True), *found]


def _resolve(parts: Iterable[Part], lexicon: Lexicon) -> list[Wanted]:
    """Each part, or several words of it as the one topic that they name."""
    terms = [part for part in parts if isinstance(part, Term)]
    rest = [_want(part, lexicon) for part in parts if not isinstance(part, Term)]
    whole = _find_whole(terms, lexicon)
    if whole is not None:
        return [_topic(whole, " ".join(term.text for term in terms)), *rest]
    found: list[Wanted] = []
    while within := lexicon.find_within([term.normal for term in terms]):
        topic, places = within
        found.append(_topic(topic, " ".join(terms[place].text for place in places)))
        terms = [term for place, term in enumerate(terms) if place not in places]
    # Of deep learning for tabular data three words are a name, and the fourth says no more than that.
    said = {word for each in found if each.topic for word in normalise(each.topic.en).split()}
    terms = [term for term in terms if term.normal not in said]
    return [*found, *_resolve_unknown(terms, lexicon, is_alone=not found), *rest]


def _resolve_unknown(terms: list[Term], lexicon: Lexicon, *, is_alone: bool) -> list[Wanted]:
    """Words that are no topic of the lexicon; those that only ask for papers say nothing more."""
    joined = join_known(terms, lexicon)
    told = [term for term in joined if not is_asking(term.normal)]
    is_told = bool(told) or not is_alone
    return [_want(term, lexicon) for term in (told if is_told else joined)]


def _find_whole(terms: list[Term], lexicon: Lexicon) -> LexiconTopic | None:
    """The topic that 高斯, 泼溅 and 3D name together; `find_within` cannot see into Chinese names."""
    if not 1 < len(terms) <= _MOST_WORDS or not any(has_cjk(term.normal) for term in terms):
        return None
    orders = permutations(sorted(term.normal for term in terms))
    return next((topic for order in orders if (topic := lexicon.find(" ".join(order)))), None)


def _take_apart(wanted: Iterable[Wanted], lexicon: Lexicon) -> list[Wanted]:
    """The same, where a Chinese phrase is put together from known names with those instead."""
    found: list[Wanted] = []
    for each in wanted:
        term = each.part if each.topic is None and isinstance(each.part, Term) else None
        is_phrase = (
            term is not None
            and has_cjk(term.normal)
            and (is_composed(term.normal, lexicon) or not lexicon.learned.knows(term.normal))
        )
        names = take_apart(normalise(each.label), lexicon) if is_phrase else []
        typed = (Term(_spell_as_typed(name, each.label)) for name in names)
        found.extend([_want(name, lexicon) for name in typed] or [each])
    return found


def _spell_as_typed(name: str, phrase: str) -> str:
    """A Latin name in a Chinese phrase in its own letters: 3DGS, which is compared as 3dg."""
    if has_cjk(name):
        return name
    found = re.search(rf"(?<![a-z0-9]){re.escape(name)}s?(?![a-z0-9])", phrase, re.I | re.A)
    return found[0] if found else name


def _find_near(
    literal: tuple[Wanted, ...], apart: tuple[Wanted, ...], lexicon: Lexicon
) -> tuple[Wanted, ...]:
    """The same with one phrase for all words, where nothing is known of one of them, they are not
    put together from known names either, and other names stand for the phrase; else empty."""
    words = [each for each in literal if each.is_text]
    if lexicon.thesaurus is None or all(_is_known(each, lexicon) for each in words):
        return ()
    phrase = " ".join(each.label for each in words)
    pieces = sum(len(each.label) for each in apart if each.is_text)
    if apart != literal and pieces >= _LEAST_PIECES * len(phrase):
        return ()
    near = lexicon.thesaurus.find(phrase)
    if not near:
        return ()
    rest = (each for each in literal if not each.is_text)
    return (Wanted(f"near:{normalise(phrase)}", phrase, Term(phrase), near=near), *rest)


def _is_known(wanted: Wanted, lexicon: Lexicon) -> bool:
    """Whether something is looked for in both languages."""
    return len({has_cjk(needle.text) for needle in needles(wanted, lexicon)}) > 1


def _by_name(wanted: Wanted) -> Wanted:
    """The same, to be found by nothing but its name: what is left out, and the words of a phrase
    that was taken apart, all of whose pieces are needed."""
    if wanted.topic is not None or not isinstance(wanted.part, Term):
        return wanted
    return replace(wanted, key=f"{BY_NAME}{wanted.key}", is_by_name=True)


def _want(part: Part, lexicon: Lexicon) -> Wanted:
    if isinstance(part, Category):
        return Wanted(part.key, part.name, part)
    if isinstance(part, Author):
        return Wanted(part.key, part.name, part)
    topic = lexicon.find_normal(part.normal)
    if topic is not None:
        return Wanted(f"topic:{topic.key}", part.text, part, topic)
    kind = "exactly" if is_acronym(part.text) else "text"
    text = part.text if kind == "exactly" else part.normal
    return Wanted(f"{kind}:{text}", part.text, part)


def _topic(topic: LexiconTopic, label: str) -> Wanted:
    return Wanted(f"topic:{topic.key}", label, None, topic)
