"""Short Chinese names that hardly ever stand alone: 脑电 before 信号, 域适应 behind 无监督.

Beside them is no mark and no word that only links, as `chinese` asks for, but another term; so that
those are looked for first. 图像分 is none: what follows, 类 or 割, begins no term.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from bot.learning.mining import Level, mine
from bot.learning.stream import Numbers, Stream, is_cjk

#: Characters of a name; places in titles and summaries where it stands between terms or boundaries.
_LONGEST, _LEAST = 4, 6
#: The least share that these have of the places that are not inside a known term; and of all places
#: those behind a boundary that is sure: 化联邦学习, of 个性化联邦学习, begins nothing.
_APART, _BEGINNING = 0.5, 0.02
#: Of two pairs of characters the rarer is so often with the other in a name: 处理 and 缺失 are less.
_TOGETHER = 0.2
#: Linking characters that are hardly ever a part of a word, as 对 is of 对话 and 用 of 用户.
_LINKS = frozenset("的和与及或于是")


@dataclass(frozen=True, slots=True)
class Places:
    """Where in a stream the known terms are; one more place than it has.

    Attributes:
        begin, end: whether one begins there, or ends before it.
        reach: where the longest one ends that begins there, else 0.
    """

    begin: npt.NDArray[np.bool_]
    end: npt.NDArray[np.bool_]
    reach: Numbers

    @classmethod
    def none(cls, stream: Stream) -> Self:
        """No terms are known yet."""
        size = len(stream.symbols) + 1
        return cls(np.zeros(size, bool), np.zeros(size, bool), np.zeros(size, dtype=np.int64))

    def add(self, level: Level, chosen: npt.NDArray[np.bool_]) -> None:
        """Know these sequences, which are longer than those that are known."""
        places = np.flatnonzero(chosen[level.at])
        self.begin[places] = True
        self.end[places + level.length] = True
        self.reach[places] = places + level.length

    def cover(self, places: Numbers, length: int) -> npt.NDArray[np.bool_]:
        """Whether what stands at these places, so long, is inside a longer term."""
        earlier = np.concatenate(([0], np.maximum.accumulate(self.reach)[:-1]))
        ends = places + length
        return (earlier[places] >= ends) | (self.reach[places] > ends)


def find_inside(stream: Stream, known: Places, least: int) -> Iterator[tuple[str, float]]:
    """The names, and how surely each is a word of its own: 0.5 to 1.

    Args:
        least: places at which a name has to be.
    """
    is_mark = np.array([name in _LINKS or not is_cjk(name) for name in stream.names])
    marked = is_mark[stream.symbols]
    # In front of the first place and behind the last there is a break.
    is_first = np.concatenate(([True], marked))
    is_begin, is_end = known.end | is_first, known.begin | np.concatenate((marked, [True]))
    pairs = np.zeros(len(stream.symbols) + 2, dtype=np.int64)
    for level in mine(stream, least, _LONGEST):
        every = np.bincount(level.at)
        if level.length == 2:
            pairs[: len(level.at)] = every[level.at] * (level.at > 0)
        elif level.length < 2:
            continue
        places = np.flatnonzero(level.at)
        numbers, ends = level.at[places], places + level.length
        apart = is_begin[places] & is_end[ends]
        alone = ~apart & ~known.cover(places, level.length)
        good, bad, first = (
            np.bincount(numbers[each], minlength=len(every))
            for each in (apart, alone, is_first[places])
        )
        share = good / np.maximum(good + bad, 1)
        fit = (good >= _LEAST) & (share >= _APART) & (first >= _BEGINNING * every)
        if level.length == 4:
            halves = np.minimum(pairs[level.first], pairs[level.first + 2])
            fit &= every >= _TOGETHER * halves
        for number in np.flatnonzero(fit):
            if number:
                yield level.name(int(number)), float(share[number])
