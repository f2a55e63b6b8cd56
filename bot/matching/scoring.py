"""From the evidence in a paper to a score between 0 and 1; every number of the matcher is here.

The positions are those that were measured on labelled papers; the weights and thresholds were
chosen on the labelled topics of a development set, never on the terms of single topics.
"""

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

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

#: Logistic weights of the signals there are; a learned table and a vector space join here.
SIGNALS: dict[str, float] = {"lexical": 7.0}
BIAS = -5.75
#: What a subscription asks for -> the least score that is pushed. `normal` lies just above one
#: single mention, in the abstract, of one term: three in ten of those papers are about the topic.
THRESHOLDS: dict[Amount, float] = {
    Amount.FEWER: 0.50,
    Amount.NORMAL: 0.30,
    Amount.MORE: 0.15,
}


def lexical(evidence: Iterable[tuple[Where, float]]) -> float:
    """How strongly a paper speaks of one thing: up to 1.4.

    Args:
        evidence: at least one; where, and weight times position; each thing once per side.
    """
    sides: dict[str, list[float]] = {}
    for where, value in evidence:
        sides.setdefault(SIDES[where], []).append(value)
    return max(map(_together, sides.values()))


def _together(values: list[float]) -> float:
    absent = math.prod([1 - value / 2 for value in values])
    return max(values) + TOGETHER * (1 - absent)


def combine(signals: Mapping[str, float]) -> float:
    """The score: between 0 and 1, comparable between topics."""
    total = BIAS + sum(SIGNALS[name] * value for name, value in signals.items())
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1024)
def score_alone(value: float) -> float:
    """The score of one thing found and nothing else; the common case, and few different values."""
    return combine({"lexical": _together([value])})


def join(weakest: float) -> float:
    """The score of several things that were all asked for and are all there.

    Each makes the others likelier to be what the paper is about.

    Args:
        weakest: the least of their scores.
    """
    return weakest + TOGETHER * (1 - weakest) * weakest
