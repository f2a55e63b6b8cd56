"""Chinese term -> the English terms that speak of it.

P(Chinese | English) alone punishes synonyms: 大语言模型 and 大型语言模型 share what papers say "large
language model". So a Chinese term gets an anchor first, the English term that translates it; then
every other English term counts by how surely a paper that has it has the anchor or the Chinese term.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bot.learning.counted import Counted

#: Of the papers with a Chinese term, the least share that has its anchor; and the least normalised
#: pointwise mutual information of the two.
_LEAST_SHARE, _LEAST_NPMI = 0.30, 0.40
#: The least weight of an English term, how many papers have to have both, how many terms are kept.
_LEAST_WEIGHT, _LEAST_TOGETHER, _MOST = 0.25, 4, 8
#: In so large a share of all papers a term is too general for others to speak of it.
_GENERAL = 0.05
#: A longer term that is translated as a shorter one in it is left out where it is so much rarer.
_RARER = 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """What speaks of a Chinese term.

    Attributes:
        zh: normalised.
        papers: how many have it.
        english: the anchor first; term and weight, 0.25 to 1.
        sureness: share times mutual information of the anchor.
    """

    zh: str
    papers: int
    english: tuple[tuple[str, float], ...]
    sureness: float

    @property
    def anchor(self) -> str:
        """The English term that translates it."""
        return self.english[0][0]


def learn_table(english: Counted, chinese: Counted, tick: Callable[[float], None]) -> list[Entry]:
    """The entries, those of the most papers first."""
    found: list[Entry] = []
    for number, zh in enumerate(chinese.terms):
        anchor = _find_anchor(english, chinese, number)
        if anchor is not None:
            term, sureness = anchor
            weights = tuple(_weigh(english, chinese, number, term))
            papers = int(chinese.papers[number])
            found.append(Entry(zh, papers, ((english.terms[term], 1.0), *weights), sureness))
        if not number % 500:
            tick(number / len(chinese.terms))
    found = _drop_longer(found)
    return sorted(found, key=lambda entry: (-entry.papers, entry.zh))


def _find_anchor(english: Counted, chinese: Counted, number: int) -> tuple[int, float] | None:
    papers = chinese.papers_of(number)
    together = english.count_in(papers)
    terms = np.flatnonzero(together >= max(_LEAST_TOGETHER, _LEAST_SHARE * len(papers)))
    share = together[terms] / len(papers)
    joint = together[terms] / english.size
    chance = english.papers[terms] / english.size * len(papers) / english.size
    # Something that all papers have says nothing: its logarithm is 0.
    npmi = np.log(joint / chance) / -np.log(np.minimum(joint, 0.999))
    # Squared, so that 自动驾驶 is autonomous driving rather than driving.
    value = share * npmi**2 * (npmi >= _LEAST_NPMI)
    if not len(terms) or value.max() <= 0:
        return None
    best = int(value.argmax())
    return int(terms[best]), float(share[best] * npmi[best])


def _weigh(
    english: Counted, chinese: Counted, number: int, anchor: int
) -> Iterator[tuple[str, float]]:
    """The other English terms, the best first."""
    own = chinese.papers_of(number)
    if len(own) > _GENERAL * english.size:
        return
    papers = np.union1d(own, english.papers_of(anchor))
    # What every second paper has, it has with any term; only what is above that counts.
    base = len(papers) / english.size
    weight = (english.count_in(papers) / english.papers - base) / (1 - base)
    together = english.count_in(own)
    terms = np.flatnonzero((weight >= _LEAST_WEIGHT) & (together >= _LEAST_TOGETHER))
    value = weight[terms] * together[terms]
    kept = [f" {english.terms[anchor]} "]
    for term in terms[np.argsort(-value, kind="stable")]:
        name = english.terms[term]
        if not any(each in f" {name} " for each in kept):
            kept.append(f" {name} ")
            yield name, round(float(weight[term]), 2)
        if len(kept) > _MOST:
            return


def _drop_longer(entries: list[Entry]) -> list[Entry]:
    """Without 对医学图像 and 医学图像数据, which are translated as 医学图像 is, and are much rarer."""
    known = {entry.zh: entry for entry in entries}

    def is_needed(entry: Entry) -> bool:
        size = len(entry.zh)
        shorter = (
            known.get(entry.zh[start:end])
            for start in range(size)
            for end in range(start + 2, size + 1)
            if end - start < size
        )
        return not any(
            other and other.anchor == entry.anchor and entry.papers < _RARER * other.papers
            for other in shorter
        )

    return [entry for entry in entries if is_needed(entry)]
