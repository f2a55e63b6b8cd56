"""The Chinese–English term table and the acronyms, as read from their file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.resources.abc import Traversable
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

    A line of the section `table` is a Chinese term, in how many papers it was, how surely it is
    translated (0 to 1), and English terms with their weights, apart by tabs; the first of them is
    its translation. A line of `acronyms` is one as written, what it stands for, and how often, as a
    share.
    """

    def __init__(self, table: Iterable[str], acronyms: Iterable[str], size: int = 1) -> None:
        self._size = size
        self._lines = {line[: line.index("\t")]: line for line in table}
        self._acronyms = list(acronyms)

    @classmethod
    def read(cls, path: Traversable) -> Self:
        """The table of a file.

        Raises:
            ConfigError: the file is broken.
        """
        found = read_file(path, KIND)
        try:
            texts = [found.sections[name].decode().splitlines() for name in ("table", "acronyms")]
            return cls(texts[0], texts[1], found.papers)
        except (KeyError, ValueError, TypeError) as error:
            raise ConfigError(f"{path}: the table is broken; remove it") from error

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, term: str) -> bool:
        return term in self._lines

    @property
    def papers(self) -> int:
        """How many papers it was learned from."""
        return self._size

    def share(self, term: str) -> float:
        """The share of the papers that it was learned from in which a Chinese term is."""
        line = self._lines.get(term)
        return int(line.split("\t", 2)[1]) / self._size if line else 0.0

    def translate(self, term: str) -> list[Translation]:
        """What speaks of it in the other language, the best first; empty if it is unknown."""
        line = self._lines.get(term)
        if line is not None:
            return list(_read_english(line))
        return [Translation(zh, weight) for zh, weight in self._chinese.get(term, ())]

    def synonyms(self, term: str) -> list[Translation]:
        """English terms that speak of an English term: those of its best translation."""
        best = next(iter(self._chinese.get(term, ())), None)
        if best is None:
            return []
        return [each for each in _read_english(self._lines[best[0]]) if each.term != term]

    def list_pairs(self, least: float) -> Iterator[tuple[str, str]]:
        """Chinese terms with their English translations, where those are at least so sure, 0 to 1."""
        for line in self._lines.values():
            zh, _, sureness, anchor, *_ = line.split("\t", 4)
            if float(sureness) >= least:
                yield zh, anchor.rpartition(":")[0]

    def spell_out(self, acronym: str) -> list[str]:
        """What an acronym stands for, in the papers that explain it; most often first."""
        return self._long_forms.get(acronym, [])

    def shorten(self, term: str) -> list[str]:
        """The acronyms that mostly stand for an English term."""
        return self._short_forms.get(term, [])

    @cached_property
    def _chinese(self) -> dict[str, list[tuple[str, float]]]:
        """English term -> the Chinese terms that it translates; the most frequent first."""
        found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for zh, english in self.list_pairs(_SURE):
            found[english].append((zh, 1.0))
        return dict(found)

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


def _read_english(line: str) -> Iterator[Translation]:
    for each in line.split("\t")[3:]:
        term, _, weight = each.rpartition(":")
        yield Translation(term, float(weight))


def _split_acronym(line: str) -> tuple[str, str, float]:
    short, long, share = line.split("\t")
    return short, long, float(share)
