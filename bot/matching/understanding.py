"""What a query was understood as: the data behind the answer to /subscribe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from bot.matching.expansion import Wanted, expand, needles
from bot.matching.lexicon import Lexicon, LexiconTopic
from bot.matching.phrases import is_asking, strip_link
from bot.matching.query import Author, Category, Query, Term
from bot.matching.spelling import find_alike
from bot.matching.text import FILLERS, has_cjk, normalise

#: So many terms and suggestions are shown.
_FEW_TERMS, _FEW_TOPICS = 6, 5
#: Topics among whose names words are looked for; of so many letters the beginning of one will do.
_SEARCHED, _BEGINNING = 50, 4


class Kind(StrEnum):
    """What a part of a query is taken as."""

    TOPIC = "topic"
    TEXT = "text"
    CATEGORY = "category"
    AUTHOR = "author"


class Reach(StrEnum):
    """Which texts a topic can find."""

    BOTH = "both"
    #: Chinese words of which nothing is known: no English text has them.
    ZH = "zh"
    #: English words of which nothing is known; a Chinese text that keeps them is found too.
    EN = "en"


@dataclass(frozen=True, slots=True)
class UnderstoodPart:
    """One part of a query.

    Attributes:
        text: as typed.
        topic: the topic that it stands for; else it is taken literally.
        terms: some of what speaks for that topic, or says the same as the words; Chinese first.
        is_near: nothing is known of the words, and the terms are only near them in meaning.
    """

    text: str
    kind: Kind
    topic: LexiconTopic | None = None
    terms: tuple[str, ...] = ()
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """A query, part by part.

    Attributes:
        alternatives: any of them is enough; all the parts of one are needed.
        excluded: what must not be there.
        reach: whether it can find Chinese texts, English ones, or both.
        meant: where nothing is known of a word, topics of which it may be a misspelt name.
        narrower: topics below the ones named, to ask for less.
        related: topics that share terms with them.
        similar: where nothing is known by the name, topics with a name like it, or near it in
            meaning.
    """

    alternatives: tuple[tuple[UnderstoodPart, ...], ...]
    excluded: tuple[UnderstoodPart, ...]
    reach: Reach
    narrower: tuple[LexiconTopic, ...] = ()
    related: tuple[LexiconTopic, ...] = ()
    similar: tuple[LexiconTopic, ...] = ()
    meant: tuple[LexiconTopic, ...] = ()


def understand(query: Query, lexicon: Lexicon) -> Understanding:
    """What each part of the query stands for, what it can find, and what else there is."""
    expansion = expand(query, lexicon)
    parts = [each for alternative in expansion.meant for each in alternative]
    topics = list(dict.fromkeys(each.topic for each in parts if each.topic is not None))
    literal = [each.label for each in parts if _kind(each) is Kind.TEXT]
    narrower = _others((other for topic in topics for other in lexicon.narrower(topic)), topics)
    wider = [*topics, *narrower]
    related = _others((other for topic in topics for other in lexicon.related(topic)), wider)
    read = tuple(tuple(_read(wanted, lexicon) for wanted in each) for each in expansion.meant)
    return Understanding(
        alternatives=read,
        excluded=tuple(_read(wanted, lexicon) for wanted in expansion.excluded),
        reach=_reach(expansion.meant, lexicon),
        narrower=narrower,
        related=related,
        similar=_others((other for text in literal for other in _suggest(text, lexicon)), topics),
        meant=_others(_find_meant(query, chain(*read), lexicon), topics),
    )


def says_nothing(query: Query, lexicon: Lexicon) -> bool:
    """Whether there are only small words in it, and such as only ask for papers: the latest papers."""
    return all(
        isinstance(part, Term)
        and lexicon.find_normal(part.normal) is None
        and (part.normal in FILLERS or is_asking(part.normal))
        for each in query.alternatives
        for part in each
    )


def _suggest(text: str, lexicon: Lexicon) -> list[LexiconTopic]:
    """Topics that are shown by a name with these words in it; else those that are near in meaning."""
    wanted = normalise(text)
    found = [
        topic
        for topic in lexicon.search(text, _SEARCHED)
        if any(_has_words(normalise(name), wanted) for name in (topic.zh, topic.en))
    ]
    return found or (lexicon.thesaurus.suggest(text) if lexicon.thesaurus is not None else [])


def _has_words(name: str, words: str) -> bool:
    """Whether they are there: Chinese anywhere, but AI is not in fairness, nor he in heterogeneous;
    the last word may go on if it is long enough."""
    if has_cjk(words):
        return words in name
    end = "" if len(words) >= _BEGINNING else " "
    return f" {words}{end}" in f" {name} "


def _read(wanted: Wanted, lexicon: Lexicon) -> UnderstoodPart:
    if wanted.topic is not None:
        terms = _few_terms(wanted.topic)
    elif wanted.near:
        terms = tuple(dict.fromkeys(each.term for each in wanted.near))[:_FEW_TERMS]
    else:
        terms = tuple(dict.fromkeys(_names_of(wanted, lexicon)))[:_FEW_TERMS]
    return UnderstoodPart(wanted.label, _kind(wanted), wanted.topic, terms, bool(wanted.near))


def _find_meant(
    query: Query, parts: Iterable[UnderstoodPart], lexicon: Lexicon
) -> Iterator[LexiconTopic]:
    """Where something is unknown: for the words of each alternative together, and for that alone."""
    unknown = [
        normalise(part.text)
        for part in parts
        if part.kind is Kind.TEXT and (part.is_near or not part.terms)
    ]
    whole = [
        normalise(" ".join(part.text for part in each if isinstance(part, Term)))
        for each in query.alternatives
    ]
    for text in dict.fromkeys([*whole, *unknown]) if unknown else ():
        if lexicon.find_normal(text) is None:
            yield from find_alike(text, lexicon)


def _kind(wanted: Wanted) -> Kind:
    if wanted.topic is not None:
        return Kind.TOPIC
    if isinstance(wanted.part, Category):
        return Kind.CATEGORY
    return Kind.AUTHOR if isinstance(wanted.part, Author) else Kind.TEXT


def _few_terms(topic: LexiconTopic) -> tuple[str, ...]:
    """Other names first, then what has full weight; a name is not told twice."""
    known = {normalise(topic.zh), normalise(topic.en)}
    strong = [
        *topic.names,
        *topic.acronyms,
        *(term for term, weight in topic.terms if weight == 1),
    ]
    chinese: list[str] = []
    english: list[str] = []
    for term in strong:
        if normalise(term) not in known:
            known.add(normalise(term))
            (chinese if has_cjk(term) else english).append(term)
    half = _FEW_TERMS // 2
    return (*chinese[:half], *english[: _FEW_TERMS - len(chinese[:half])])


def _names_of(wanted: Wanted, lexicon: Lexicon) -> Iterator[str]:
    """What was learned to say the same as words that are no topic."""
    typed = normalise(wanted.label)
    for needle in needles(wanted, lexicon):
        name = min(needle.spellings, key=len, default=strip_link(needle.text))
        if needle.is_name and typed not in (needle.text, normalise(name)):
            yield name


def _reach(alternatives: Iterable[tuple[Wanted, ...]], lexicon: Lexicon) -> Reach:
    """What any of the alternatives can find."""
    found = {_reach_of(each, lexicon) for each in alternatives}
    return found.pop() if len(found) == 1 else Reach.BOTH


def _reach_of(alternative: Iterable[Wanted], lexicon: Lexicon) -> Reach:
    literal = [each for each in alternative if _kind(each) is Kind.TEXT]
    sides = [{has_cjk(needle.text) for needle in needles(each, lexicon)} for each in literal]
    if all(len(side) > 1 for side in sides):
        return Reach.BOTH
    return Reach.ZH if any(False not in side for side in sides) else Reach.EN


def _others(
    topics: Iterable[LexiconTopic], known: Iterable[LexiconTopic]
) -> tuple[LexiconTopic, ...]:
    left_out = set(known)
    return tuple(dict.fromkeys(each for each in topics if each not in left_out))[:_FEW_TOPICS]
