"""The terms of the Chinese texts, found without a dictionary.

A candidate is a sequence of characters that is frequent in titles and one-sentence summaries, has
different characters on both sides, and stands often enough beside a word boundary that is sure: a
mark, a Latin word, or one of the characters that only link words. The translation then decides
(`table`): what is half a word has none.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, Implementation

from bot.learning.corpus import PreparedPaper
from bot.learning.counted import Counted
from bot.learning.mining import Level, mine
from bot.learning.stream import Stream, build_stream, is_cjk
from bot.matching.text import pattern_of

#: Characters of a term; places in titles and summaries; papers that have it anywhere.
_LONGEST, _LEAST_HEADS, _LEAST = 9, 4, 8
_PIECE = 0.8
#: The least share of places with a sure boundary.
_BOUNDARY = 0.08
_NEVER_FIRST = frozenset("的了和与是将并且也或及其该这那我们而但被由之所")
_NEVER_LAST = frozenset(
    "的了和与是将并且也或及其该这那我们而但被由于在对为从以使到个种中上下等时后"
)
_LINKS_BEFORE = frozenset("的和与在对为于种个了用以是将从及或中到并由")
_LINKS_AFTER = frozenset("的和与在中是上等为以来下及或并对可能将进")


def find_terms(papers: Sequence[PreparedPaper]) -> Counted:
    """The Chinese terms, and where they are: anywhere in a text, inside longer ones too."""
    stream = build_stream(((paper.head_zh,) for paper in papers), each=1)
    before, after = _mark(stream, _LINKS_BEFORE), _mark(stream, _LINKS_AFTER)
    terms: list[str] = []
    for level in mine(stream, _LEAST_HEADS, _LONGEST):
        if level.length > 1:
            terms += _choose(level, before, after)
    counted = _count(terms, papers)
    return counted.select(np.flatnonzero(counted.papers >= _LEAST).tolist())


def _mark(stream: Stream, links: frozenset[str]) -> npt.NDArray[np.bool_]:
    return np.array([name in links or not is_cjk(name) for name in stream.names])


def _choose(
    level: Level, before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]
) -> list[str]:
    good = level.most_common_neighbour(before=True) < _PIECE
    good &= level.most_common_neighbour(before=False) < _PIECE
    good &= level.share_beside(before, before=True) >= _BOUNDARY
    good &= level.share_beside(after, before=False) >= _BOUNDARY
    names = level.names()
    return [names[number] for number in np.flatnonzero(good) if number and _is_term(names[number])]


def _is_term(name: str) -> bool:
    return (
        name[0] not in _NEVER_FIRST and name[-1] not in _NEVER_LAST and sum(map(is_cjk, name)) > 1
    )


def _count(terms: Sequence[str], papers: Sequence[PreparedPaper]) -> Counted:
    automaton = AhoCorasick(
        list(map(pattern_of, terms)),
        store_patterns=False,
        implementation=Implementation.ContiguousNFA,
    )
    found: list[int] = []
    ends, titled = [], []
    for paper in papers:
        for text in (paper.head_zh, paper.body_zh):
            matches = automaton.find_matches_as_indexes(text, overlapping=True)
            found.extend([number for number, _, _ in matches])
            ends.append(len(found))
    lengths = np.diff(ends, prepend=0)
    place = np.repeat(np.arange(len(ends)), lengths)
    titled = place % 2 == 0
    return Counted.of_places(terms, len(papers), np.array(found), place // 2, titled)
