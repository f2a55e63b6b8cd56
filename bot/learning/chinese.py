"""The terms of the Chinese texts, found without a dictionary.

A candidate is a sequence of characters that is frequent in titles and one-sentence summaries, has
different characters on both sides, and stands often enough beside a word boundary that is sure: a
mark, a Latin word, or one of the characters that only link words. Short names that stand only
inside longer ones are found by those (`inside`). The translation then decides (`table`): what is half
a word has none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, Implementation

from bot.learning.corpus import PreparedPaper
from bot.learning.counted import Counted
from bot.learning.inside import Places, find_inside
from bot.learning.mining import Level, mine
from bot.learning.stream import Stream, build_stream, is_cjk
from bot.matching.phrases import strip_link
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
#: What no short name has in its middle; and how surely one is a word that begins or ends with a link.
_WITHIN = frozenset("的和与是在了及")
_SURELY_APART = 0.85
#: What a longer one does not begin with, for what is done with a thing is no name; nor end with, for
#: that is the beginning of the next word, as 用 of 用户.
_ACTS = (
    "来",
    "上",
    "下",
    "通过",
    "进行",
    "使用",
    "利用",
    "提高",
    "作为",
    "引入",
    "实现",
    "使",
    "从",
    "否",
)
_NOT_YET = frozenset("基预非自未多无有低高用更反弱伪此不本旨先好差出")


def find_terms(papers: Sequence[PreparedPaper]) -> Counted:
    """The Chinese terms, and where they are: anywhere in a text, inside longer ones too."""
    stream = build_stream(((paper.head_zh,) for paper in papers), each=1)
    before, after = _mark(stream, _LINKS_BEFORE), _mark(stream, _LINKS_AFTER)
    known = Places.none(stream)
    terms: list[str] = []
    for level in mine(stream, _LEAST_HEADS, _LONGEST):
        if level.length > 1:
            chosen = _choose(level, before, after)
            known.add(level, chosen)
            terms += [level.name(int(number)) for number in np.flatnonzero(chosen)]
    terms += _choose_inside(find_inside(stream, known, _LEAST_HEADS), {*terms})
    counted = _count(terms, papers)
    return counted.select(np.flatnonzero(counted.papers >= _LEAST).tolist())


def _mark(stream: Stream, links: frozenset[str]) -> npt.NDArray[np.bool_]:
    return np.array([name in links or not is_cjk(name) for name in stream.names])


def _choose(
    level: Level, before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """By sequence, whether it is a term."""
    good = level.most_common_neighbour(before=True) < _PIECE
    good &= level.most_common_neighbour(before=False) < _PIECE
    good &= level.share_beside(before, before=True) >= _BOUNDARY
    good &= level.share_beside(after, before=False) >= _BOUNDARY
    good[0] = False
    for number in np.flatnonzero(good):
        good[number] = _is_term(level.name(int(number)))
    return good


def _is_term(name: str) -> bool:
    """Not 基于图 and 用于三维 either: a person who types that wants the rest (`strip_link`)."""
    return (
        name[0] not in _NEVER_FIRST
        and name[-1] not in _NEVER_LAST
        and sum(map(is_cjk, name)) > 1
        and strip_link(name) == name
    )


def _choose_inside(found: Iterable[tuple[str, float]], known: Collection[str]) -> Iterator[str]:
    """Of the names that stand inside others those that are new; what begins or ends with a link, as
    中 of 中的稀疏 and 来 of 信号来, has to be surer, and the rest of it may be no term."""
    for name, share in found:
        if name in known or not _is_term(name) or not all(map(is_cjk, name)):
            continue
        if len(name) > 2 and (name.startswith(_ACTS) or name[-1] in _NOT_YET):
            continue
        is_linked = name[0] in _LINKS_BEFORE, name[-1] in _LINKS_AFTER
        rest = name[is_linked[0] : len(name) - is_linked[1]]
        is_sure = not any(is_linked) or (share >= _SURELY_APART and rest not in known)
        if is_sure and _WITHIN.isdisjoint(name[1:-1]):
            yield name


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
