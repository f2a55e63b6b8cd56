"""From the evidence in a paper to a score between 0 and 1; every number of the matcher is here.

The positions are those that were measured on labelled papers; the weights and thresholds were
chosen on the labelled topics of a development set, never on the terms of single topics.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from operator import mul
from typing import NamedTuple

from bot.domain.topic import Amount


class Where(StrEnum):
    """In what of a paper something was found."""

    TITLE = "title"
    ABSTRACT = "abstract"
    TITLE_ZH = "title_zh"
    ABSTRACT_ZH = "abstract_zh"
    TLDR_ZH = "tldr_zh"
    CATEGORY = "category"
    AUTHOR = "author"
    LISTED_UNDER = "listed_under"

    # That of an enumeration is many times slower, and a paper asks hundreds of times.
    __hash__ = str.__hash__


#: The texts of a paper, and what a term of full weight counts there: (once, twice or more).
POSITIONS: dict[Where, tuple[float, float]] = {
    Where.TITLE: (1.0, 1.0),
    Where.ABSTRACT: (0.62, 0.85),
    Where.TITLE_ZH: (1.05, 1.05),
    Where.TLDR_ZH: (0.95, 0.95),
    Where.ABSTRACT_ZH: (0.60, 0.80),
}
#: A category that is the topic, an author who was asked for, the topic that a digest named.
CATEGORY, AUTHOR, LISTED_UNDER = 0.9, 1.0, 0.9
#: What is found in one language is not added to the same thing found in its translation.
SIDES: dict[Where, str] = {
    Where.TITLE: "en",
    Where.ABSTRACT: "en",
    Where.TITLE_ZH: "zh",
    Where.ABSTRACT_ZH: "zh",
    Where.TLDR_ZH: "zh",
    Where.CATEGORY: "label",
    Where.AUTHOR: "label",
    Where.LISTED_UNDER: "label",
}
#: How much several different terms add to the best of them, at most.
TOGETHER = 0.25
#: The weight of what a person typed and the lexicon does not know: nothing else can speak for it,
#: so that a single mention has to be enough.
TYPED = 1.1

#: What a term counts that is the name of another topic, not a narrower one: federated learning
#: speaks of privacy, but most of its papers do not.
OTHER_TOPIC = 0.6
#: What a name of a topic right below it counts: a paper on neural operators is one on equations.
KIND_OF_TOPIC = 0.8
#: What a learned term counts, of the weight in the table, that is not the translation itself; and an
#: English term that speaks of the same Chinese one.
LEARNED, SYNONYM = 0.9, 0.8
#: What a term counts that is only near in meaning, times its cosine.
NEAR = 0.4


#: A term that counts so much in a title is what the title speaks of.
TITLED = 0.8
TITLES = frozenset({Where.TITLE, Where.TITLE_ZH})
#: What sums a paper up.
HEADS = frozenset({*TITLES, Where.TLDR_ZH})
#: A term that counts so much in an abstract names something; and how it is named says something where
#: one of them counts so much.
NAMED, SURELY_NAMED = 0.4, 0.5


#: Shares of an abstract: the more of them lie before what names something, the later it comes.
PLACES = (0.05, 0.15, 0.40, 0.70, 0.90)


class Cues(NamedTuple):
    """How an abstract names something: as what it is about, or in passing.

    Attributes:
        late: how many of `PLACES` lie before the first time.
        own: whether it is ever near what the authors say of themselves.
        new: how often near something that is proposed or studied, of all times.
        listed: how often behind "such as" and the like, of all times.
        crowd: how many marks more than in a sentence are near, where the fewest are; 2 at most.
        written_out: whether its acronym stands behind it.
        joined: how often it is one of several things named together, of all times.
        only_joined: whether it always is.
        elsewhere: how often near what others do or did, of all times.
    """

    late: float
    own: float
    new: float
    listed: float
    crowd: float
    written_out: float
    joined: float
    only_joined: float
    elsewhere: float


#: Fitted by `python -m tests.bench.roles` on 29,000 papers, titles being the judges; what they come to
#: on average, where a score is unsure; and how much of it counts. Half of it was best on labelled
#: topics, those of the development set and those that nobody tuned on; from 0.3 to 0.7 all is near.
CUES = Cues(-0.28, 0.24, 0.49, -0.74, -0.14, 0.43, -0.53, -0.28, -0.24)
USUAL, OF_ROLE = -0.58, 0.5
#: What is surer than this, either way, stays as it is: no threshold is near. And so does what is in an
#: abstract of fewer characters: it is a line or two, of which no place says anything.
UNSURE, SHORT = (0.06, 0.8), 200


class Weights(NamedTuple):
    """Logistic weights of the signals (`Signals` says what each is), and of nothing at all."""

    nothing: float
    lexical: float
    named: float
    mentions: float
    space: float = 0.0
    others: float = 0.0
    in_both: float = 0.0


#: Fitted by `python -m tests.bench.weights`, with cross-validation over topics; then `nothing` was
#: moved so that the best threshold of each is the same. By whether the topic is one of the lexicon,
#: whose terms are surer, and whether the space knows it. Of a word that nothing is known of, nothing
#: else can speak, so that a single mention has to be enough.
#: `others` is held to less than was fitted, -1: on 58,000 papers, where a title or a summary was the
#: judge, it says little; on labelled topics -0.4 is as good.
#: The first row was then moved by hand to the middle of what was good, when topics' places came to be told
#: by logistic regression and go further either way: nearness more, how strongly terms speak less. Tried on
#: the labelled topics of the development set and of the held-out one, 46 in all, and so mildly flattered:
#: broad F1 .902 and .899 before, strict .930 and .925. Of 54 rows, those that were best on one half of the
#: topics were on the other .003 better than the middle one.
WEIGHTS: dict[tuple[bool, bool], Weights] = {
    (True, True): Weights(-4.90, 1.80, 1.00, 1.40, 3.50, -0.40, -0.40),
    (True, False): Weights(-4.90, 2.63, 1.31, 1.68, 0.0, -0.30, -0.44),
    (False, True): Weights(-3.05, 2.41, 0.60, 0.66, 4.15, -0.30, -0.20),
    (False, False): Weights(-2.20, 2.43, 0.80, 0.44),
}
#: What a subscription asks for -> the least score that is pushed. `normal` lies near one single
#: mention, in the abstract, of a name: what else is known of the paper decides.
THRESHOLDS: dict[Amount, float] = {
    Amount.FEWER: 0.50,
    Amount.NORMAL: 0.30,
    Amount.MORE: 0.15,
}


class Signals(NamedTuple):
    """What speaks for one thing in a paper.

    Attributes:
        lexical: how strongly its terms do, up to 1.4.
        named: the same of its names alone, and what translates them.
        mentions: ln(1 + how often terms are there, each times its weight).
        space: how near it and the paper are in meaning, -1 to 1, and for a topic of the lexicon that
            papers tell much of, up to 3; None where that is not known.
        is_curated: it is a topic of the lexicon.
        others: ln(1 + how many topics of the lexicon the titles speak of), where they do not speak
            of this one: then it is more likely mentioned in passing.
        in_both: the paper has an abstract in English and in Chinese, and so more to find anything in.
    """

    lexical: float
    named: float
    mentions: float
    space: float | None = None
    is_curated: bool = False
    others: float = 0.0
    in_both: bool = False


def together(values: Sequence[float]) -> float:
    """How strongly several different terms speak: as the best of them, and a little more.

    Args:
        values: at least one; of each term its weight times its position.
    """
    absent = math.prod([1 - value / 2 for value in values])
    return max(values) + TOGETHER * (1 - absent)


def combine(signals: Signals) -> float:
    """The score: between 0 and 1, comparable between topics."""
    weights = WEIGHTS[signals.is_curated, signals.space is not None]
    total = (
        weights.nothing
        + weights.lexical * signals.lexical
        + weights.named * signals.named
        + weights.mentions * signals.mentions
        + weights.space * (signals.space or 0.0)
        + weights.others * signals.others
        + weights.in_both * signals.in_both
    )
    return 1 / (1 + math.exp(-total))


def judge_role(score: float, cues: Cues) -> float:
    """The score, where how the abstract names it is counted too."""
    says = sum(map(mul, CUES, cues)) - USUAL
    return 1 / (1 + (1 / score - 1) * math.exp(-OF_ROLE * says))


def join(weakest: float) -> float:
    """The score of several things that were all asked for and are all there.

    Each makes the others likelier to be what the paper is about.

    Args:
        weakest: the least of their scores.
    """
    return weakest + TOGETHER * (1 - weakest) * weakest
