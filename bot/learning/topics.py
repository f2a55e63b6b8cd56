"""Which topics of the lexicon a paper is about, and which it only mentions."""

from functools import lru_cache
from typing import NamedTuple

from bot.matching.evidence import PaperText
from bot.matching.finder import Finder
from bot.matching.learned.learned import Learned
from bot.matching.lexicon import Lexicon
from bot.matching.scoring import POSITIONS, Where

#: What sums a paper up; a term of so much weight there says what it is about.
_HEADS = (Where.TITLE, Where.TITLE_ZH, Where.TLDR_ZH)
_LEAST = {where: 0.8 * POSITIONS[where][0] for where in _HEADS}


class Spoken(NamedTuple):
    """Topics of a paper, by key.

    Attributes:
        titled: its English title has a name of the topic, or a term of full weight.
        mentioned: nothing that sums the paper up speaks of the topic, but the rest of it does.
    """

    titled: tuple[str, ...]
    mentioned: tuple[str, ...]


def find_topics(paper: PaperText) -> Spoken:
    """The topics that the paper speaks of."""
    keys, finder = _load()
    titled, mentioned = [], []
    for number, evidence in finder.search(paper).evidence.items():
        if any(where is Where.TITLE and value >= 1.0 for value, where, *_ in evidence):
            titled.append(keys[number])
        elif not any(value >= _LEAST.get(where, value + 1) for value, where, *_ in evidence):
            mentioned.append(keys[number])
    return Spoken(tuple(titled), tuple(mentioned))


@lru_cache(maxsize=1)
def _load() -> tuple[list[str], Finder]:
    lexicon = Lexicon.load(Learned(terms=False, space=False))
    return list(lexicon.topics), Finder.of(lexicon)
