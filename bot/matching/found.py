"""The evidence in one paper, and how strongly it speaks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log1p

from bot.matching.index import PatternIndex
from bot.matching.roles import find_cues
from bot.matching.scoring import (
    HEADS,
    NAMED,
    SHORT,
    SIDES,
    SURELY_NAMED,
    TITLED,
    TITLES,
    UNSURE,
    Cues,
    Signals,
    Where,
    combine,
    judge_role,
    measure_single,
    score_single,
    score_unknown,
    together,
)
from bot.matching.text import Searchable

#: One thing found: weight times position; where; the number of the pattern (-1 for a category, an
#: author, a digest's topic) and its place in the normalised text; the text as it stands in the
#: paper, where that is known already; whether it is a name of what was wanted; how often it is
#: there, times its weight. A plain tuple, because a paper has hundreds.
Evidence = tuple[float, Where, int, int, str, bool, float]


class Found:
    """All the evidence in one paper, by the number of what was wanted.

    Args:
        curated: so many numbers, from 0, are those of the lexicon's topics.
    """

    def __init__(self, index: PatternIndex, curated: int) -> None:
        self._index = index
        self._curated = curated
        self._strongest: dict[int, tuple[Where, str, bool]] = {}
        self._nearness: Mapping[int, float] = {}
        #: So many topics of the lexicon the titles speak of.
        self._titled = 0
        self._in_both = False
        self.texts: dict[Where, Searchable] = {}
        self.evidence: defaultdict[int, list[Evidence]] = defaultdict(list)
        #: The topics of which the paper has an acronym that it writes out as something else.
        self.otherwise: set[int] = set()
        #: How surely the paper speaks of each thing: above 0, at most 1.
        self.scores: dict[int, float] = {}

    def leave_out_acronyms(self) -> None:
        """Where the paper writes them out as something else; only they are labelled by now."""
        for wanted in self.otherwise:
            left = [each for each in self.evidence.pop(wanted, []) if not each[4]]
            if left:
                self.evidence[wanted] = left

    def weigh(self, nearness: Mapping[int, float]) -> None:
        """Fill `scores`, when all the evidence is there.

        Args:
            nearness: how near the paper is in meaning, to what of it that is known.
        """
        self._nearness = nearness
        self._in_both = Where.ABSTRACT in self.texts and Where.ABSTRACT_ZH in self.texts
        curated, in_both, scores = self._curated, self._in_both, self.scores
        self._titled = sum(
            _is_titled(each) for wanted, each in self.evidence.items() if wanted < curated
        )
        aside = log1p(self._titled)
        for wanted, evidence in self.evidence.items():
            if len(evidence) > 1:
                scores[wanted] = combine(self.measure(wanted))
                continue
            value, where, pattern, _, _, is_name, often = evidence[0]
            if pattern < 0:
                scores[wanted] = score_single(value, is_name, often, wanted < curated)
                continue
            space = nearness.get(wanted)
            if space is None and wanted >= curated:
                scores[wanted] = score_unknown(value, is_name, often)
                continue
            others = 0.0 if value >= TITLED and where in TITLES else aside
            scores[wanted] = score_single(
                value, is_name, often, wanted < curated, space, others, in_both
            )
        if Where.ABSTRACT in self.texts:
            self._weigh_roles()

    def _weigh_roles(self) -> None:
        """Of the lexicon's topics that the paper may be about, see how the abstract names them."""
        curated, scores = self._curated, self.scores
        least, most = UNSURE
        unsure = [each for each in scores if each < curated and least < scores[each] < most]
        for wanted in unsure:
            cues = self.find_cues(wanted)
            if cues is not None:
                scores[wanted] = judge_role(scores[wanted], cues)

    def find_cues(self, wanted: int) -> Cues | None:
        """How the abstract names it; None where that says nothing, for something else says what the
        paper is about, or no term there is sure enough."""
        named, best = [], 0.0
        for each in self.evidence[wanted]:
            value, where, number = each[:3]
            if number < 0 or (value >= TITLED and where in HEADS):
                return None
            if where is Where.ABSTRACT and value >= NAMED:
                named.append(each)
                best = max(best, value)
        if best < SURELY_NAMED:
            return None
        text, spans = self.texts[Where.ABSTRACT].text, []
        if len(text) < SHORT:
            return None
        for _, _, number, start, *_ in named:
            pattern = self._index.pattern(number)
            while start >= 0:
                spans.append((start, start + len(pattern)))
                start = text.find(pattern, start + 1)
        return find_cues(text, spans)

    def measure(self, wanted: int) -> Signals:
        """The signals of one thing that was found."""
        evidence = self.evidence[wanted]
        signals = _measure(evidence, is_curated=wanted < self._curated)
        if _is_labelled(evidence):
            return signals
        return signals._replace(
            space=self._nearness.get(wanted), others=self._others(evidence), in_both=self._in_both
        )

    def _others(self, evidence: Sequence[Evidence]) -> float:
        return 0.0 if not self._titled or _is_titled(evidence) else log1p(self._titled)

    def strongest(self, wanted: int) -> tuple[Where, str, bool]:
        """The best evidence for it: where, the text as it stands in the paper, and whether that is
        only near in meaning: words that are no topic are not there, nor their translation."""
        known = self._strongest.get(wanted)
        if known is None:
            evidence = self.evidence[wanted]
            best = evidence[0] if len(evidence) == 1 else max(evidence)
            _, where, pattern, start, text, is_name, _ = best
            if not text:
                end = start + len(self._index.pattern(pattern))
                text = self.texts[where].quote(start, end)
            is_near = (
                not is_name and wanted >= self._curated and not any(each[5] for each in evidence)
            )
            known = self._strongest[wanted] = where, text, is_near
        return known


def _is_titled(evidence: Sequence[Evidence]) -> bool:
    """Whether a title speaks of it."""
    return any(each[0] >= TITLED and each[1] in TITLES for each in evidence)


def _is_labelled(evidence: Sequence[Evidence]) -> bool:
    """Whether a category, an author or a digest speaks for it: no text can speak against that."""
    return any(each[2] < 0 for each in evidence)


def _measure(evidence: Sequence[Evidence], *, is_curated: bool) -> Signals:
    """The signals of one thing: each pattern counts once per side, where it counts most."""
    if len(evidence) == 1:
        value, _, _, _, _, is_name, often = evidence[0]
        return measure_single(value, is_name, often, is_curated=is_curated)
    sides: dict[str, dict[int | str, tuple[float, bool, float]]] = {}
    for value, where, pattern, _, label, is_name, mentions in evidence:
        side = sides.setdefault(SIDES[where], {})
        key = label if pattern < 0 else pattern
        best, _, often = side.get(key, (0.0, False, 0.0))
        side[key] = max(best, value), is_name, often + mentions
    each = [list(side.values()) for side in sides.values()]
    named = [[value for value, is_name, _ in side if is_name] for side in each]
    return Signals(
        max(together([value for value, _, _ in side]) for side in each),
        max((together(values) for values in named if values), default=0.0),
        log1p(max(sum(often for _, _, often in side) for side in each)),
        is_curated=is_curated,
    )
