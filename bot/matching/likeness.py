"""How near a paper is to what was found in it and is no curated topic, where there is an encoder.

A curated topic needs this not: its terms are surer, and on the labelled papers it gained nothing.
"""

import math
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Self

from bot.matching.expansion import Wanted
from bot.matching.text import has_cjk, normalise

if TYPE_CHECKING:
    from bot.matching.evidence import PaperText
    from bot.matching.semantic import Semantic

#: The logistic weight of the nearness, which is about 0 where it says nothing. It was chosen on the
#: labelled topics, without the lexicon: from 0.15 to 0.4 all is the same.
WEIGHT = 0.25
#: What is surer than this, either way, stays as it is, and the paper need not be read for it.
_UNSURE = 0.05, 0.95


class Likeness:
    """What is wanted in so many words, by number.

    Attributes:
        may_read: False where only papers count that were measured lately; see `Semantic.measure`.
    """

    def __init__(self, semantic: "Semantic | None") -> None:
        self.may_read = True
        self._semantic = semantic
        self._texts: dict[int, str] = {}

    def copy(self) -> Self:
        """Another that knows the same, and goes its own way from here."""
        other = copy(self)
        other._texts = dict(self._texts)
        return other

    def take(self, number: int, wanted: Wanted) -> None:
        """Know what is wanted by this number, where it is words and no curated topic."""
        if self._semantic is not None and wanted.is_text and wanted.topic is None:
            text = wanted.label
            self._texts[number] = normalise(text) if has_cjk(text) else text

    def judge(self, paper: "PaperText", scores: Mapping[int, float]) -> dict[int, float]:
        """New scores, where the nearness of the paper has something to say.

        Args:
            scores: how surely the paper speaks of each number, by all else.
        """
        least, most = _UNSURE
        texts = self._texts
        unsure = [
            number for number in texts.keys() & scores.keys() if least <= scores[number] <= most
        ]
        if self._semantic is None or not unsure:
            return {}
        is_english = bool(paper.abstract) or not paper.abstract_zh
        title = paper.title if is_english else paper.title_zh
        abstract = paper.abstract if is_english else paper.abstract_zh
        asked = [texts[number] for number in unsure]
        near = self._semantic.measure(asked, title, abstract, may_read=self.may_read)
        return {
            number: _move(scores[number], WEIGHT * each)
            for number, each in zip(unsure, near, strict=False)
        }


def _move(score: float, by: float) -> float:
    """The score with that much more, or less, in its favour."""
    return 1 / (1 + (1 / score - 1) * math.exp(-by))
