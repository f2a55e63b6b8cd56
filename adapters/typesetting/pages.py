"""Lay out pieces of styled text on pages of a limited size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from adapters.typesetting.clusters import best_cut, is_visible
from adapters.typesetting.runs import Run, Runs, longest, plain, split, strip_end

#: Several measures at once, such as letters and links.
Size = tuple[int, ...]
#: The size of runs, markup included; that of two pieces is the sum of theirs.
Measure = Callable[[Runs], Size]

#: A piece too large for any page begins on the current one if so much of it is free.
_WORTH_FILLING = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays together where a page can hold it; `gap` parts it from the piece before."""

    runs: Runs
    gap: str = "\n\n"


def add(one: Size, other: Size) -> Size:
    """Both together."""
    return tuple(map(sum, zip(one, other, strict=True)))


def within(size: Size, limit: Size) -> bool:
    """Whether no measure is over its limit."""
    return all(one <= most for one, most in zip(size, limit, strict=True))


def shorten(text: str, fits: Callable[[str], bool]) -> str:
    """As much of the text as fits with “…” behind it; that may be “…” alone."""

    def shortened(index: int) -> str:
        return text[:index].rstrip(" \n,;:，；：、") + "…"

    return shortened(best_cut(text, longest(len(text), lambda index: fits(shortened(index)))))


def fitted(text: str, fits: Callable[[str], bool]) -> str:
    """The text, shortened where that is what makes it fit."""
    return text if fits(text) or not fits("") else shorten(text, fits)


class Pages:
    """Pages that fill up.

    Args:
        measure: see `Measure`.
        limit: of one page.
    """

    def __init__(self, measure: Measure, limit: Size) -> None:
        self._measure = measure
        self._limit = limit
        self._page: list[Run] = []
        self._used = measure(())
        self._done: list[list[Run]] = []

    def add(self, piece: Piece) -> None:
        """Put a piece behind the others: on this page, on the next, or over several."""
        runs: Runs = [run for run in piece.runs if run.text]
        while runs:
            gap = [Run(piece.gap)] if self._page and piece.gap else []
            size = self._measure([*gap, *runs])
            if self._holds(size):
                self._put([*gap, *runs], size)
                return
            if self._page and not self._begins_here(size):
                self._turn()
                continue
            before, runs = split(runs, partial(self._fits, after=gap))
            if before:
                self._put([*gap, *before], self._measure([*gap, *before]))
            self._turn()

    def finish(self) -> list[list[Run]]:
        """All pages; none is empty."""
        self._turn()
        return self._done

    def _holds(self, size: Size) -> bool:
        return within(add(self._used, size), self._limit)

    def _fits(self, runs: Runs, *, after: Runs) -> bool:
        return self._holds(self._measure([*after, *runs]))

    def _begins_here(self, size: Size) -> bool:
        """Whether a piece that no page can hold begins on this one."""
        if within(size, self._limit):
            return False
        return all(
            (most - used) * _WORTH_FILLING >= most
            for used, most in zip(self._used, self._limit, strict=True)
        )

    def _put(self, runs: Runs, size: Size) -> None:
        self._page += runs
        self._used = add(self._used, size)

    def _turn(self) -> None:
        if is_visible(plain(self._page)):
            self._done.append(strip_end(self._page))
        self._page = []
        self._used = self._measure(())


def lay_out(pieces: Iterable[Piece], measure: Measure, limit: Size) -> list[list[Run]]:
    """The pieces on as many pages as they need."""
    pages = Pages(measure, limit)
    for piece in pieces:
        pages.add(piece)
    return pages.finish()
