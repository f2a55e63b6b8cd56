"""A query and the lexicon -> what to look for in a paper.

Words that together are a name in the lexicon stand for that topic, in whatever order they were
typed (two orders are one topic: see `query_key`); the other words are each looked up by themselves,
and what the lexicon does not know is taken as it was typed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations

from bot.matching.lexicon import Lexicon, LexiconTopic
from bot.matching.query import Author, Category, Part, Query, Term
from bot.matching.scoring import TYPED
from bot.matching.text import has_cjk, normalise

#: So many words are tried in every order as one name.
_MOST_WORDS = 4
#: Typed like this a word is an acronym, and SAM is not Sam.
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]{1,4}")


@dataclass(frozen=True)
class Wanted:
    """One thing that has to be found in a paper; the same for all the topics that want it.

    Attributes:
        key: what it is known by; only this is compared.
        label: what the person typed for it.
        part: where it stands in the query; None where the query named it together with others.
        topic: what it is in the lexicon, if anything.
    """

    key: str
    label: str = field(compare=False)
    part: Part | None = field(compare=False, default=None)
    topic: LexiconTopic | None = field(compare=False, default=None)

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


@dataclass(frozen=True, slots=True)
class Needle:
    """A string whose presence in a text is evidence.

    Attributes:
        text: normalised.
        weight: 0.1 to 1; above 1 for what was typed.
        spellings: where not empty, only these count, in exactly these capitals.
    """

    text: str
    weight: float = 1.0
    spellings: frozenset[str] = frozenset()


def expand(query: Query, lexicon: Lexicon) -> Expansion:
    """What to look for; the work of milliseconds, done once when a topic is made."""
    literal = [tuple(dict.fromkeys(_resolve(each, lexicon))) for each in query.alternatives]
    meant = [tuple(dict.fromkeys(_take_apart(each, lexicon))) for each in literal]
    return Expansion(
        alternatives=tuple(dict.fromkeys([*literal, *meant])),
        meant=tuple(dict.fromkeys(meant)),
        excluded=tuple(_want(part, lexicon) for part in query.excluded),
    )


def needles(wanted: Wanted) -> list[Needle]:
    """The strings to look for; none for a category or an author.

    Where a learned table of terms joins: as one more way to answer for a text that is not in the
    lexicon.
    """
    if wanted.topic is not None:
        return _needles_of_topic(wanted.topic)
    if isinstance(wanted.part, Term):
        return _needles_as_typed(wanted.part)
    return []


def _needles_of_topic(topic: LexiconTopic) -> list[Needle]:
    plain = [Needle(text, weight) for text, weight in topic.weights().items()]
    return plain + [needle for acronym in topic.acronyms for needle in _exactly(acronym)]


def _needles_as_typed(term: Term) -> list[Needle]:
    if _CAPITALS.fullmatch(term.text):
        return _exactly(term.text, TYPED)
    return [Needle(term.normal, TYPED)]


def _exactly(acronym: str, weight: float = 1.0) -> list[Needle]:
    """The acronym and its plural; LMs is too short to be folded like other plurals."""
    plural = f"{acronym}s"
    spellings = frozenset({acronym, plural, f"{acronym}'s", f"{acronym}’s"})
    return [
        Needle(text, weight, spellings)
        for text in dict.fromkeys((normalise(acronym), normalise(plural)))
    ]


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
    return [*found, *(_want(term, lexicon) for term in terms), *rest]


def _find_whole(terms: list[Term], lexicon: Lexicon) -> LexiconTopic | None:
    """The topic that 高斯, 泼溅 and 3D name together; `find_within` cannot see into Chinese names."""
    if not 1 < len(terms) <= _MOST_WORDS or not any(has_cjk(term.normal) for term in terms):
        return None
    orders = permutations(sorted(term.normal for term in terms))
    return next((topic for order in orders if (topic := lexicon.find(" ".join(order)))), None)


def _take_apart(wanted: Iterable[Wanted], lexicon: Lexicon) -> list[Wanted]:
    """The same, where a Chinese phrase is put together from topics with those topics instead."""
    found: list[Wanted] = []
    for each in wanted:
        is_phrase = each.topic is None and each.is_text
        pieces = (
            lexicon.segment(normalise(each.label)) if is_phrase and has_cjk(each.label) else []
        )
        found.extend([_topic(topic, name) for topic, name in pieces] or [each])
    return found


def _want(part: Part, lexicon: Lexicon) -> Wanted:
    if isinstance(part, Category):
        return Wanted(part.key, part.name, part)
    if isinstance(part, Author):
        return Wanted(part.key, part.name, part)
    topic = lexicon.find_normal(part.normal)
    if topic is not None:
        return Wanted(f"topic:{topic.key}", part.text, part, topic)
    kind = "exactly" if _CAPITALS.fullmatch(part.text) else "text"
    text = part.text if kind == "exactly" else part.normal
    return Wanted(f"{kind}:{text}", part.text, part)


def _topic(topic: LexiconTopic, label: str) -> Wanted:
    return Wanted(f"topic:{topic.key}", label, None, topic)
