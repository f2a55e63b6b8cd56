"""Styled text: plain runs, each with the styles around it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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


def openings(runs: Runs) -> Iterator[Style]:
    """The styles as they are opened: one that goes on from run to run is opened once."""
    before: tuple[Style, ...] = ()
    for run in runs:
        shared = common(before, run.styles)
        yield from run.styles[shared:]
        before = run.styles


def common(one: tuple[Style, ...], other: tuple[Style, ...]) -> int:
    """How many of the outer styles are the same."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def cut(runs: Runs, index: int) -> tuple[list[Run], list[Run]]:
    """What is before and behind an index of the plain text."""
    before: list[Run] = []
    behind: list[Run] = []
    at = 0
    for run in runs:
        here = min(max(index - at, 0), len(run.text))
        if here:
            before.append(Run(run.text[:here], run.styles))
        if here < len(run.text):
            behind.append(Run(run.text[here:], run.styles))
        at += len(run.text)
    return before, behind


def longest(length: int, fits: Callable[[int], bool]) -> int:
    """The largest count up to `length` that fits, where all smaller ones do; 0 where none does."""
    low, high = 0, length
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def split(runs: Runs, fits: Fits) -> tuple[list[Run], list[Run]]:
    """As much of `runs` as fits, cut where it reads best, and the rest without leading space."""
    text = plain(runs)
    most = longest(len(text), lambda index: fits(cut(runs, index)[0]))
    before, behind = cut(runs, best_cut(text, most))
    return before, strip_start(behind)


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
