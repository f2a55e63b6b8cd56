"""Where in the space a topic lies: with the papers that are about it, and away from those that only
mention it.

The names of a topic say what it is called, and their vector lies where the name is used; what most
papers that use it have in common need not be the topic (of all that speak of privacy, most are on
federated learning). Rocchio's way to tell the relevant from the rest (1971), with titles as judges.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from bot.learning.corpus import PreparedPaper
from bot.matching.learned.space import Space, Vector
from bot.matching.lexicon import Lexicon
from bot.matching.text import normalise

#: The names count as much as so many papers about the topic.
_NAMES = np.float32(5.0)
#: How far away from the papers that only mention it; measured on labelled papers, where anything
#: from 0.5 to 0.9 is as good. So many papers of any kind are counted with them.
_AWAY, _ANY = np.float32(0.7), np.float32(20.0)


def learn_centres(
    papers: Iterable[PreparedPaper], space: Space, lexicon: Lexicon
) -> Mapping[str, Vector]:
    """Topic's key -> its vector, of length 1; without those of which the space knows nothing."""
    nothing = np.zeros(space.dimensions, dtype=np.float32)
    titled: defaultdict[str, Vector] = defaultdict(nothing.copy)
    mentioned: defaultdict[str, Vector] = defaultdict(nothing.copy)
    total, count = nothing.copy(), 0
    for paper in papers:
        vector = space.find_paper(paper.head_en, paper.body_en)
        if vector is None:
            continue
        total += vector
        count += 1
        for key in paper.titled:
            titled[key] += vector
        for key in paper.mentioned:
            mentioned[key] += vector
    usual = total / np.float32(max(count, 1))
    centres = {}
    for topic in lexicon.topics.values():
        names = space.find_middle(
            dict.fromkeys(map(normalise, (topic.zh, topic.en, *topic.names)))
        )
        if names is None and topic.key not in titled:
            continue
        own = titled[topic.key] + _NAMES * (nothing if names is None else names)
        rest = mentioned[topic.key] + _ANY * usual
        centres[topic.key] = _unit(_unit(own) - _AWAY * _unit(rest))
    return centres


def _unit(vector: Vector) -> Vector:
    found: Vector = vector / max(float(np.sqrt(vector @ vector)), 1e-9)
    return found
