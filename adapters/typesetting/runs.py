"""Styled text: plain runs, each with the styles around it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from adapters.typesetting.clusters import best_cut


class Look(Enum):
    """What a style does."""

    BOLD = "bold"
    ITALIC = "italic"
    LINK = "link"
    #: Shown closed at first, where a platform knows how.
    FOLDED = "folded"
    PRE = "pre"


class Style(NamedTuple):
    """One style; `url` where a link leads."""

    look: Look
    url: str = ""


BOLD = Style(Look.BOLD)
ITALIC = Style(Look.ITALIC)
FOLDED = Style(Look.FOLDED)
PRE = Style(Look.PRE)


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text within styles, the outermost first."""

    text: str
    styles: tuple[Style, ...] = ()


Runs = Sequence[Run]
Fits = Callable[[Runs], bool]

_FIRST_GUESS = 512


def link(url: str) -> Style:
    """A style that leads to `url`."""
    return Style(Look.LINK, url)


def plain(runs: Runs) -> str:
    """The text without its styles."""
    return "".join(run.text for run in runs)


def lines(*parts: Runs) -> list[Run]:
    """The parts that hold anything, each on a line of its own."""
    return join(parts, "\n")


def join(parts: Iterable[Runs], separator: str) -> list[Run]:
    """The parts that hold anything, with a plain separator between them."""
    joined: list[Run] = []
    for part in parts:
        shown = [run for run in part if run.text]
        if shown and joined:
            joined.append(Run(separator))
        joined += shown
    return joined


def openings(runs: Runs) -> list[Style]:
    """The styles as they are opened: one that goes on from run to run is opened once."""
    opened: list[Style] = []
    before: tuple[Style, ...] = ()
    for run in runs:
        if run.styles:
            opened += run.styles[common(before, run.styles) :]
        before = run.styles
    return opened


def common(one: tuple[Style, ...], other: tuple[Style, ...]) -> int:
    """How many of the outer styles are the same."""
    if not one or not other:
        return 0
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def head(runs: Runs, index: int) -> list[Run]:
    """What is before an index of the plain text."""
    before: list[Run] = []
    for run in runs:
        if index <= 0:
            break
        before.append(Run(run.text[:index], run.styles))
        index -= len(run.text)
    return before


def tail(runs: Runs, index: int) -> list[Run]:
    """What is behind an index of the plain text."""
    behind: list[Run] = []
    for run in runs:
        if index < len(run.text):
            behind.append(Run(run.text[max(index, 0) :], run.styles))
        index -= len(run.text)
    return behind


def longest(length: int, fits: Callable[[int], bool]) -> int:
    """The largest count up to `length` that fits, where all smaller ones do; 0 where none does.

    Counts far beyond it are never tried: a book is cut into pages without being measured whole.
    """
    low, high = 0, min(length, _FIRST_GUESS)
    while high < length and fits(high):
        low, high = high, min(length, high * 2)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def split(runs: Runs, fits: Fits) -> tuple[list[Run], list[Run]]:
    """As much of `runs` as fits, cut where it reads best, and the rest without leading space."""
    text = plain(runs)
    most = longest(len(text), lambda index: fits(head(runs, index)))
    index = best_cut(text, most)
    return head(runs, index), strip_start(tail(runs, index))


def strip_start(runs: Runs) -> list[Run]:
    """Without the white space in front, of preformatted text without the line breaks alone."""
    for index, run in enumerate(runs):
        text = run.text.lstrip("\n") if PRE in run.styles else run.text.lstrip()
        if text:
            return [Run(text, run.styles), *runs[index + 1 :]]
    return []


def strip_end(runs: Runs) -> list[Run]:
    """Without the white space at the end."""
    for index in range(len(runs) - 1, -1, -1):
        text = runs[index].text.rstrip()
        if text:
            return [*runs[:index], Run(text, runs[index].styles)]
    return []
