"""What was learned from an installation's own papers, together with what ships.

A term is of whoever saw it in more papers: its whole entry is taken, because weights from two sets of
papers do not add up. So what ships stays wherever the own papers know less, and what they know better,
or alone, takes its place or is added.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Self

from bot.errors import ConfigError
from bot.learning.table import Entry
from bot.matching.learned.file import find_shipped, read_file
from bot.matching.learned.terms import KIND, NAME


@dataclass(frozen=True, slots=True)
class Shipped:
    """The table that ships.

    Attributes:
        papers: how many it was learned from.
        acronyms: the lines of its file.
    """

    papers: int
    entries: tuple[Entry, ...]
    acronyms: tuple[str, ...]

    @classmethod
    def load(cls, path: Traversable | None = None) -> Self:
        """The one in the program.

        Raises:
            ConfigError: the file is broken.
        """
        path = find_shipped(NAME) if path is None else path
        found = read_file(path, KIND)
        try:
            table, acronyms = (found.sections[name].decode() for name in ("table", "acronyms"))
            entries = tuple(map(_read_entry, table.splitlines()))
            return cls(found.papers, entries, tuple(acronyms.splitlines()))
        except (KeyError, ValueError) as error:
            raise ConfigError(f"{path}: the table is broken; install chenbao anew") from error


@dataclass(frozen=True, slots=True)
class Merged:
    """Both tables as one.

    Attributes:
        papers: of both; how many papers have a term is told as of so many.
        entries: those of the most papers first.
        acronyms: lines of the file.
        new, changed, kept: terms that only the own papers know; that they know better; and that stay
            as they ship.
    """

    papers: int
    entries: list[Entry]
    acronyms: list[str]
    new: int
    changed: int
    kept: int


def merge(own: Sequence[Entry], acronyms: Sequence[str], papers: int, shipped: Shipped) -> Merged:
    """The entries of both.

    Args:
        own, acronyms, papers: what was learned, and from how many papers.
    """
    known = {entry.zh: entry for entry in shipped.entries}
    mine = [each for each in own if each.zh not in known or each.papers >= known[each.zh].papers]
    taken = {each.zh for each in mine}
    kept = [each for each in shipped.entries if each.zh not in taken]
    total = papers + shipped.papers
    entries = [
        *(_scale(each, total / papers) for each in mine),
        *(_scale(each, total / shipped.papers) for each in kept),
    ]
    both = (acronyms, shipped.acronyms)
    first, second = both if papers >= shipped.papers else reversed(both)
    return Merged(
        papers=total,
        entries=sorted(entries, key=lambda each: (-each.papers, each.zh)),
        acronyms=sorted([*first, *_others(second, {_short(line) for line in first})], key=_short),
        new=len(taken - known.keys()),
        changed=sum(each.zh in known and each.english != known[each.zh].english for each in mine),
        kept=len(kept),
    )


def _scale(entry: Entry, by: float) -> Entry:
    """The same share of more papers."""
    return replace(entry, papers=round(entry.papers * by))


def _others(lines: Sequence[str], known: Collection[str]) -> Iterator[str]:
    return (line for line in lines if _short(line) not in known)


def _short(line: str) -> str:
    return line.partition("\t")[0]


def _read_entry(line: str) -> Entry:
    zh, papers, sureness, *english = line.split("\t")
    terms = (each.rpartition(":") for each in english)
    pairs = tuple((term, float(weight)) for term, _, weight in terms)
    return Entry(zh, int(papers), pairs, float(sureness))
