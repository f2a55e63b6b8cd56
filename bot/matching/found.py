"""The evidence in one paper."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from bot.matching.index import PatternIndex
from bot.matching.roles import find_cues
from bot.matching.scoring import (
    HEADS,
    NAMED,
    SHORT,
    SURELY_NAMED,
    TITLED,
    UNSURE,
    Cues,
    Signals,
    Where,
    judge_role,
)
from bot.matching.shelves import Column
from bot.matching.sightings import WHERES
from bot.matching.text import Searchable
from bot.matching.weighing import Evidence, Table, combine_all, find_others, measure


class Found:
    """All the evidence in one paper, by the number of what was wanted.

    Args:
        table: the evidence, in no order.
        labels: of the first rows of it, the text as it stands in the paper; empty where that has to
            be looked for.
        curated: so many numbers, from 0, are those of the lexicon's topics.

    Attributes:
        wanted: the numbers of what was found, ascending.
        sureness: how surely the paper speaks of each: above 0, at most 1.
    """

    def __init__(
        self,
        index: PatternIndex,
        texts: Mapping[Where, Searchable],
        table: Table,
        labels: Sequence[str],
        curated: int,
    ) -> None:
        self._index = index
        self.texts = texts
        self._table = table
        self._labels = labels
        self._curated = curated
        self._measured = measure(table, curated)
        self._in_both = Where.ABSTRACT in texts and Where.ABSTRACT_ZH in texts
        self._strongest: dict[int, tuple[Where, str, bool]] = {}
        self.wanted = self._measured.wanted

    def weigh(self, space: Column) -> None:
        """Fill `sureness`.

        Args:
            space: how near the paper is in meaning to each; not a number where that is not known.
        """
        self._space = space
        self.sureness = combine_all(self._measured, space, in_both=self._in_both)
        if Where.ABSTRACT in self.texts:
            self._weigh_roles()

    def _weigh_roles(self) -> None:
        """Of the lexicon's topics that the paper may be about, see how the abstract names them."""
        least, most = UNSURE
        scores = self.sureness
        is_unsure = self._measured.is_curated & (scores > least) & (scores < most)
        for place in is_unsure.nonzero()[0].tolist():
            cues = self.find_cues(int(self.wanted[place]))
            if cues is not None:
                scores[place] = judge_role(float(scores[place]), cues)

    def find_cues(self, wanted: int) -> Cues | None:
        """How the abstract names it; None where that says nothing, for something else says what the
        paper is about, or no term there is sure enough."""
        named, best = [], 0.0
        for each in self.list_evidence(wanted):
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

    def move(self, scores: Mapping[int, float]) -> None:
        """Others know better how surely it speaks of these."""
        if scores:
            self.sureness[self.wanted.searchsorted(list(scores))] = list(scores.values())
            self.__dict__.pop("scores", None)

    @cached_property
    def scores(self) -> Mapping[int, float]:
        """The same by number."""
        return dict(zip(self.wanted.tolist(), self.sureness.tolist(), strict=True))

    def look_up(self, wanted: Column) -> Column:
        """The scores of these, 0 for what is not there; some may be asked for that are nothing."""
        if not len(self.wanted):
            return np.zeros(len(wanted))
        places = self.wanted.searchsorted(wanted)
        places[places == len(self.wanted)] = 0
        return np.where(self.wanted[places] == wanted, self.sureness[places], 0.0)

    def measure(self, wanted: int) -> Signals:
        """The signals of one thing that was found."""
        measured, place = self._measured, self.wanted.searchsorted(wanted)
        is_labelled, space = measured.is_labelled[place], float(self._space[place])
        return Signals(
            float(measured.lexical[place]),
            float(measured.named[place]),
            float(measured.mentions[place]),
            None if is_labelled or space != space else space,
            is_curated=wanted < self._curated,
            others=float(find_others(measured)[place]),
            in_both=self._in_both and not is_labelled,
        )

    @cached_property
    def evidence(self) -> Mapping[int, Sequence[Evidence]]:
        """All of it as plain data."""
        return {wanted: self.list_evidence(wanted) for wanted in self.wanted.tolist()}

    def list_evidence(self, wanted: int) -> list[Evidence]:
        """That of one thing that was found."""
        order, firsts = self._measured.order, self._measured.firsts
        place = int(self.wanted.searchsorted(wanted))
        end = firsts[place + 1] if place + 1 < len(firsts) else None
        rows = order[firsts[place] : end]
        _, *columns = (column[rows].tolist() for column in self._table)
        return [
            (
                value,
                WHERES[where],
                max(pattern, -1),
                start,
                self._labels[row] if row < len(self._labels) else "",
                is_name,
                often,
            )
            for row, value, where, pattern, start, is_name, often in zip(
                rows.tolist(), *columns, strict=True
            )
        ]

    def strongest(self, wanted: int) -> tuple[Where, str, bool]:
        """The best evidence for it: where, the text as it stands in the paper, and whether that is
        only near in meaning: words that are no topic are not there, nor their translation."""
        known = self._strongest.get(wanted)
        if known is None:
            evidence = self.list_evidence(wanted)
            _, where, pattern, start, text, is_name, _ = max(evidence)
            if not text:
                end = start + len(self._index.pattern(pattern))
                text = self.texts[where].quote(start, end)
            is_near = (
                not is_name and wanted >= self._curated and not any(each[5] for each in evidence)
            )
            known = self._strongest[wanted] = where, text, is_near
        return known
