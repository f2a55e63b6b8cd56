"""The Chinese–English term table and the acronyms, as read from their file."""

import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from importlib.resources.abc import Traversable
from itertools import accumulate, takewhile
from typing import NamedTuple, Self

from bot.errors import ConfigError
from bot.matching.learned.file import read_file

NAME, KIND = "terms.bin", "terms"
#: An acronym stands for a long form that so large a share of its papers mean.
_MAIN_SHARE = 0.5
#: At least so surely an anchor translates its Chinese term, for the way back.
_SURE = 0.45


class Translation(NamedTuple):
    """A term that speaks of another, with its weight, 0.25 to 1."""

    term: str
    weight: float


class TermTable:
    """Terms by term; every text is normalised, but for the acronyms.

    All lines stay the one piece of memory that they were read as, and are found by halves: as an
    object each, with a dictionary for either language, they would take six times as much.

    Args:
        table: a line is a Chinese term, in how many papers it was, how surely it is translated (0 to
            1), and English terms with their weights, apart by tabs; the first of them is its
            translation. No term is there twice, and the frequent come first.
        acronyms: a line is one as written, what it stands for, and how often, as a share.
        size: how many papers it was learned from.
        orders: what `sort_lines` says of the table, where that is known.

    Raises:
        ValueError: a line has no fields, or the orders are of another table.
    """

    def __init__(
        self,
        table: bytes = b"",
        acronyms: str = "",
        size: int = 1,
        orders: tuple[bytes, bytes] | None = None,
    ) -> None:
        self._size = size
        self._table = table
        lines = _split_lines(table)
        self._starts = array("I", accumulate((len(line) + 1 for line in lines), initial=0))
        by_chinese, by_english = orders or sort_lines(table)
        #: The numbers of the lines, by their Chinese terms; of those that are sure, by translations.
        self._by_chinese, self._by_english = _read_order(by_chinese), _read_order(by_english)
        if len(self._by_chinese) != len(lines):
            raise ValueError("an order of other lines")
        self._acronyms = acronyms.splitlines()

    @classmethod
    def read(cls, path: Traversable) -> Self:
        """The table of a file.

        Raises:
            ConfigError: the file is broken.
        """
        found = read_file(path, KIND)
        try:
            table, acronyms = found.sections["table"], found.sections["acronyms"]
            # Each line is decoded when it is needed; that it can be is seen now.
            table.decode()
            orders = found.sections["by_chinese"], found.sections["by_english"]
            return cls(table, acronyms.decode(), found.papers, orders)
        except (KeyError, ValueError, TypeError, struct.error) as error:
            raise ConfigError(f"{path}: the table is broken; remove it") from error

    def __len__(self) -> int:
        return len(self._by_chinese)

    def __contains__(self, term: str) -> bool:
        return self._find(term) is not None

    @property
    def papers(self) -> int:
        """How many papers it was learned from."""
        return self._size

    def share(self, term: str) -> float:
        """The share of the papers that it was learned from in which a Chinese term is."""
        line = self._find(term)
        return int(line.split("\t", 2)[1]) / self._size if line else 0.0

    def translate(self, term: str) -> list[Translation]:
        """What speaks of it in the other language, the best first; empty if it is unknown."""
        line = self._find(term)
        if line is not None:
            return list(_read_english(line))
        return [Translation(line.partition("\t")[0], 1.0) for line in self._find_english(term)]

    def synonyms(self, term: str) -> list[Translation]:
        """English terms that speak of an English term: those of its best translation."""
        best = next(self._find_english(term), None)
        if best is None:
            return []
        return [each for each in _read_english(best) if each.term != term]

    def list_pairs(self, least: float) -> Iterator[tuple[str, str]]:
        """Chinese terms with their English translations, where those are at least so sure, 0 to 1."""
        for number in range(len(self)):
            chinese, _, sureness, anchor, *_ = self._read(number).split(b"\t", 4)
            if float(sureness) >= least:
                yield chinese.decode(), anchor.rpartition(b":")[0].decode()

    def spell_out(self, acronym: str) -> list[str]:
        """What an acronym stands for, in the papers that explain it; most often first."""
        return self._long_forms.get(acronym, [])

    def shorten(self, term: str) -> list[str]:
        """The acronyms that mostly stand for an English term."""
        return self._short_forms.get(term, [])

    def _find(self, term: str) -> str | None:
        """The line of a Chinese term."""
        key, lines = _encode(term), self._by_chinese
        place = bisect_left(lines, key, key=self._read_chinese)
        found = place < len(lines) and self._read_chinese(lines[place]) == key
        return self._read(lines[place]).decode() if found else None

    def _find_english(self, term: str) -> Iterator[str]:
        """The lines of the Chinese terms that an English term translates; the most frequent first."""
        key, lines = _encode(term), self._by_english
        first = bisect_left(lines, key, key=self._read_anchor)
        same = takewhile(lambda number: self._read_anchor(number) == key, lines[first:])
        return (self._read(number).decode() for number in same)

    def _read(self, number: int) -> bytes:
        start, end = self._starts[number : number + 2]
        return self._table[start : end - 1]

    def _read_chinese(self, number: int) -> bytes:
        start = self._starts[number]
        return self._table[start : self._table.index(b"\t", start)]

    def _read_anchor(self, number: int) -> bytes:
        """The best translation."""
        return self._read(number).split(b"\t", 4)[3].rpartition(b":")[0]

    @cached_property
    def _long_forms(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for short, long, share in map(_split_acronym, self._acronyms):
            if share >= _MAIN_SHARE:
                found[short].append(long)
        return dict(found)

    @cached_property
    def _short_forms(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for short, longs in self._long_forms.items():
            for long in longs:
                found[long].append(short)
        return dict(found)


def sort_lines(table: bytes) -> tuple[bytes, bytes]:
    """In which order the lines of a table are found: their numbers, in four bytes each, the low one
    first. All of them by their Chinese terms; then those that are sure, by their translations.

    Raises:
        ValueError: a line has no fields.
    """
    chinese, english = [], {}
    for number, line in enumerate(_split_lines(table)):
        term, _, sureness, anchor, *_ = line.split(b"\t", 4)
        chinese.append(term)
        if float(sureness) >= _SURE:
            english[number] = anchor.rpartition(b":")[0]
    return (
        _write_order(sorted(range(len(chinese)), key=chinese.__getitem__)),
        _write_order(sorted(english, key=english.__getitem__)),
    )


def _split_lines(table: bytes) -> list[bytes]:
    return table.removesuffix(b"\n").split(b"\n") if table else []


def _write_order(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _read_order(order: bytes) -> "array[int]":
    return array("I", struct.unpack(f"<{len(order) // 4}I", order))


def _encode(term: str) -> bytes:
    """Half a character, which a person may type and no line holds, is no error."""
    return term.encode(errors="surrogatepass")


def _read_english(line: str) -> Iterator[Translation]:
    for each in line.split("\t")[3:]:
        term, _, weight = each.rpartition(":")
        yield Translation(term, float(weight))


def _split_acronym(line: str) -> tuple[str, str, float]:
    short, long, share = line.split("\t")
    return short, long, float(share)
