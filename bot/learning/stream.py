"""The texts of all papers as one long line of numbers, which numpy can count in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.matching.text import BREAK

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stream:
    """Symbols one after another: words, or Chinese characters.

    Attributes:
        names: symbol -> what it is; 0 is a break, over which nothing reaches.
        symbols: the line itself.
        papers: for each place of it, the number of the paper.
        in_head: for each place, whether it is in the paper's first text.
    """

    names: Sequence[str]
    symbols: Numbers
    papers: Numbers
    in_head: npt.NDArray[np.bool_]

    def name(self, start: int, length: int) -> str:
        """The text that stands there, in the form of `normalise`."""
        found = ""
        for symbol in self.symbols[start : start + length]:
            name = self.names[symbol]
            apart = found and not (is_cjk(name) and is_cjk(found[-1]))
            found += f" {name}" if apart else name
        return found


def is_cjk(name: str) -> bool:
    """Whether a symbol is a Chinese character rather than a word."""
    return name >= "\u3040"


def build_stream(texts: Iterable[Sequence[str]], each: int) -> Stream:
    """The line of these papers' texts, with a break after each text.

    Args:
        texts: of each paper `each` texts, as `Searchable.text` has them.
    """
    known: dict[str, int] = {BREAK: 0}
    symbols: list[int] = [0]
    lengths: list[int] = [1]
    for paper in texts:
        for text in paper:
            before = len(symbols)
            for piece in text.split():
                if is_cjk(piece):
                    symbols.extend([known.setdefault(char, len(known)) for char in piece])
                else:
                    symbols.append(known.setdefault(piece, len(known)))
            symbols.append(0)
            lengths.append(len(symbols) - before)
    texts_of_paper = np.arange(len(lengths) - 1)
    numbers = np.concatenate(([0], texts_of_paper // each))
    heads = np.concatenate(([True], texts_of_paper % each == 0))
    return Stream(
        list(known),
        np.array(symbols, dtype=np.int64),
        np.repeat(numbers, lengths),
        np.repeat(heads, lengths),
    )
