"""What a chat's 👍 and 👎 say of other papers: pure, small, and bounded.

A paper is its authors, its categories and the words of its title. Each of these is liked as far as
the papers were that had it; a paper's score moves by what it shares with them, by `MOST` at the most:
enough to change the order of an issue, never what is in it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.opinion import LEVEL, Lean, Opinion
from bot.domain.paper import Paper
from bot.matching.text import FILLERS, find_pieces, fold, prepare

#: No score moves further.
MOST = 0.2
#: How much each kind of feature weighs: an author says more than a category of thousands.
_WEIGHTS = {"paper": 2.0, "author": 1.0, "word": 0.5, "category": 0.3}
#: Opinions that are needed until a feature counts by half.
_DOUBT = 2
_MOST_AUTHORS = 20
_SHORTEST_WORD = 4
#: Features that an explanation names.
_NAMED = 3
#: In so many titles that they say nothing.
_COMMON = frozenset(
    [
        "approach",
        "based",
        "from",
        "into",
        "method",
        "model",
        "network",
        "system",
        "task",
        "towards",
        "toward",
        "using",
        "via",
        "analysis",
        "data",
        "efficient",
        "framework",
        "learning",
        "novel",
        "study",
        "survey",
        "through",
        "without",
    ]
)

Feature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Taste:
    """What is liked, in (-1, 1), by feature."""

    likings: Mapping[Feature, float] = field(default_factory=dict)

    def lean(self, paper: Paper) -> Lean:
        """How a paper's score moves."""
        if not self.likings:
            return LEVEL
        found = {
            feature: self.likings[feature] * _WEIGHTS[feature[0]]
            for feature in features_of(paper)
            if self.likings.get(feature)
        }
        strongest = sorted(found, key=lambda one: (-abs(found[one]), one))
        named = [one for one in strongest if one[0] != "paper"][:_NAMED]
        return Lean(
            offset=MOST * math.tanh(sum(found.values())),
            shared=tuple((text, found[kind, text] > 0) for kind, text in named),
        )


def learn(opinions: Iterable[Opinion]) -> Taste:
    """What opinions say of papers' features."""
    liked: Counter[Feature] = Counter()
    judged: Counter[Feature] = Counter()
    for opinion in opinions:
        for feature in features_of(opinion.paper):
            judged[feature] += 1
            liked[feature] += 1 if opinion.liked else -1
    return Taste(
        {feature: sum_ / (judged[feature] + _DOUBT) for feature, sum_ in liked.items() if sum_}
    )


def features_of(paper: Paper) -> set[Feature]:
    """What a paper is known by here."""
    words = (fold(piece) for piece in find_pieces(prepare(paper.title)))
    return {
        ("paper", str(paper.key)),
        *(("author", " ".join(one.split())) for one in paper.authors[:_MOST_AUTHORS]),
        *(("category", one) for one in paper.categories),
        *(
            ("word", word)
            for word in words
            if len(word) >= _SHORTEST_WORD and word not in FILLERS and word not in _COMMON
        ),
    }
