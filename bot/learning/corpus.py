"""Parallel papers as they come, and as the pieces that terms are made of."""

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

from bot.errors import ConfigError
from bot.learning.topics import find_topics
from bot.matching.evidence import PaperText
from bot.matching.text import Searchable

#: Papers that a worker takes at a time.
_BATCH = 500
#: What is longer is cut, in characters: an abstract of arXiv has 2,000 at most.
_LONGEST = 8_000
#: What a line of a file of papers has to be.
_FORM = 'a line is one paper: {"title", "abstract", "title_zh", "abstract_zh", "tldr_zh"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelPaper:
    """A paper in both languages; absent is empty."""

    title: str = ""
    abstract: str = ""
    title_zh: str = ""
    abstract_zh: str = ""
    tldr_zh: str = ""

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """The paper of a JSON object; fields that are not texts count as absent."""
        fields = {name: row.get(name) for name in cls.__slots__}
        return cls(**{name: text for name, text in fields.items() if isinstance(text, str)})

    @property
    def is_parallel(self) -> bool:
        """Whether anything can be learned from it."""
        return bool(self.title and self.abstract and (self.title_zh or self.abstract_zh))


@dataclass(frozen=True, slots=True)
class PreparedPaper:
    """A paper's texts, normalised (`Searchable.text`): title and rest, English and Chinese.

    Attributes:
        abstract: in its own spelling, for acronyms.
        titled, mentioned: topics of the lexicon that it speaks of, see `topics.Spoken`.
    """

    head_en: str
    body_en: str
    head_zh: str
    body_zh: str
    abstract: str
    titled: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()


def read_papers(path: Path) -> Iterator[ParallelPaper]:
    """The papers of a file of JSON lines, `.xz` or plain; those in one language are left out.

    Raises:
        ConfigError: the file cannot be read, or holds something else; the message says where.
    """
    number = 0
    try:
        open_text = lzma.open if path.suffix == ".xz" else open
        with open_text(path, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                paper = _read_line(line, f"{path}, line {number}") if line.strip() else None
                if paper is not None and paper.is_parallel:
                    yield paper
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error
    except (lzma.LZMAError, EOFError) as error:
        reason = "is no .xz, or its end is missing; fetch or pack it again"
        raise ConfigError(f"{path} {reason}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}, after line {number}: not UTF-8; {_FORM}") from error


def _read_line(line: str, place: str) -> ParallelPaper:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{place}: not JSON ({error}); {_FORM}") from error
    if not isinstance(row, dict):
        raise ConfigError(f"{place}: not an object; {_FORM}")
    return ParallelPaper.read(row)


def prepare(papers: Iterable[ParallelPaper], workers: Executor) -> Iterator[PreparedPaper]:
    """The papers in their order, normalised by the workers."""
    for batch in workers.map(_prepare_batch, _batches(papers)):
        yield from batch


def _batches(papers: Iterable[ParallelPaper]) -> Iterator[list[ParallelPaper]]:
    rest = iter(papers)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _prepare_batch(papers: list[ParallelPaper]) -> list[PreparedPaper]:
    return [_prepare(paper) for paper in papers]


def _prepare(paper: ParallelPaper) -> PreparedPaper:
    cut = {name: getattr(paper, name)[:_LONGEST] for name in ParallelPaper.__slots__}
    spoken = find_topics(PaperText(**cut))
    return PreparedPaper(
        head_en=_normal(paper.title),
        body_en=_normal(paper.abstract),
        head_zh=f"{_normal(paper.title_zh)}.{_normal(paper.tldr_zh)}",
        body_zh=_normal(paper.abstract_zh),
        abstract=paper.abstract[:_LONGEST],
        titled=spoken.titled,
        mentioned=spoken.mentioned,
    )


def _normal(text: str) -> str:
    return Searchable(text[:_LONGEST]).text
