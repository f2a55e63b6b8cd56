"""Where in the space a topic lies: with the papers that are about it, and away from those that only
mention it.

The names of a topic say what it is called, and their vector lies where the name is used; what most
papers that use it have in common need not be the topic (of all that speak of privacy, most are on
federated learning). First Rocchio's way to tell the relevant from the rest (1971), with titles as
judges; from there one step of logistic regression, held back where papers are few.

Of two papers kept out of learning, of which one has the topic in its title and the other only mentions
it, the first is nearer in 90 of 100 cases, with Rocchio alone in 89 (296 topics with 8 of each).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from bot.learning.corpus import PreparedPaper
from bot.matching.learned.space import Space, Vector
from bot.matching.lexicon import Lexicon
from bot.matching.text import normalise

#: The names count as much as so many papers about the topic.
_NAMES = np.float32(5.0)
#: How far away from the papers that only mention it; measured on labelled papers, where anything
#: from 0.5 to 0.9 is as good. So many papers of any kind are counted with them.
_AWAY, _ANY = np.float32(0.7), np.float32(20.0)
#: How much the cosine with Rocchio's vector says at first, in logits; and what holds the step back, as
#: the square of a change costs it. From 2 to 6 and from 2 to 12 is as good on labelled papers; several
#: steps are no better than one.
_SLOPE, _HOLD = 4.0, 4.0
#: Newton's steps to how many of a topic's papers are about it, the longest of them, and what they are
#: divided by at least.
_ROUNDS, _LONGEST, _LEAST_BEND = 8, 2.0, 1e-3

_Floats = npt.NDArray[np.float64]


def learn_centres(
    papers: Iterable[PreparedPaper], space: Space, lexicon: Lexicon
) -> Mapping[str, Vector]:
    """Topic's key -> its vector; without those of which the space knows nothing.

    Where nothing but the names is known, its length is 1; the better papers tell those that are about
    the topic from those that mention it, the longer it is.
    """
    vectors, titled, mentioned = _read(papers, space)
    nothing = np.zeros(space.dimensions, dtype=np.float32)
    usual = vectors.mean(axis=0) if len(vectors) else nothing
    centres = {}
    for topic in lexicon.topics.values():
        names = space.find_middle(
            dict.fromkeys(map(normalise, (topic.zh, topic.en, *topic.names)))
        )
        about, aside = vectors[titled[topic.key]], vectors[mentioned[topic.key]]
        if names is None and not len(about):
            continue
        own = about.sum(axis=0) + _NAMES * (nothing if names is None else names)
        rest = aside.sum(axis=0) + _ANY * usual
        centres[topic.key] = _sharpen(_unit(_unit(own) - _AWAY * _unit(rest)), about, aside)
    return centres


def _read(
    papers: Iterable[PreparedPaper], space: Space
) -> tuple[Vector, Mapping[str, list[int]], Mapping[str, list[int]]]:
    """The vectors of the papers; by topic, the rows of those that are about it, and that mention it."""
    vectors: list[Vector] = []
    titled: defaultdict[str, list[int]] = defaultdict(list)
    mentioned: defaultdict[str, list[int]] = defaultdict(list)
    for paper in papers:
        vector = space.find_paper(paper.head_en, paper.body_en)
        if vector is None:
            continue
        for key in paper.titled:
            titled[key].append(len(vectors))
        for key in paper.mentioned:
            mentioned[key].append(len(vectors))
        vectors.append(vector)
    rows = np.array(vectors, dtype=np.float32).reshape(-1, space.dimensions)
    return rows, titled, mentioned


def _sharpen(centre: Vector, about: Vector, aside: Vector) -> Vector:
    """One step of Newton's from the centre to what tells the papers apart."""
    if not len(about) or not len(aside):
        return centre
    rows = np.concatenate((about, aside))
    rows = np.column_stack((rows, np.ones(len(rows), dtype=np.float32)))
    truth = np.repeat((1.0, 0.0), (len(about), len(aside)))
    chance = _guess((_SLOPE * (rows[:, :-1] @ centre)).astype(np.float64), truth)
    weighed = rows * np.sqrt(chance * (1 - chance)).astype(np.float32)[:, None]
    bend = (weighed.T @ weighed).astype(np.float64) + _HOLD * np.eye(rows.shape[1])
    step = np.linalg.solve(bend, rows.T @ (truth - chance).astype(np.float32))[:-1]
    return centre + (step / _SLOPE).astype(np.float32)


def _guess(logits: _Floats, truth: _Floats) -> _Floats:
    """How likely each paper is about the topic, where as many are as it is true of."""
    level = 0.0
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-(logits + level)))
        bend = max(float(chance @ (1 - chance)), _LEAST_BEND)
        level += min(max(float((truth - chance).sum()) / bend, -_LONGEST), _LONGEST)
    return 1 / (1 + np.exp(-(logits + level)))


def _unit(vector: Vector) -> Vector:
    found: Vector = vector / max(float(np.sqrt(vector @ vector)), 1e-9)
    return found
