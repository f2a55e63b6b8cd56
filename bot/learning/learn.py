"""All of learning, in order, and a report of what was learned."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bot.errors import ConfigError
from bot.learning import chinese, english
from bot.learning.acronyms import Acronym, learn_acronyms
from bot.learning.corpus import ParallelPaper, PreparedPaper, prepare
from bot.learning.counted import Counted
from bot.learning.review import Review
from bot.learning.space import LEAST_SURENESS, LearnedSpace, learn_space
from bot.learning.table import Entry, learn_table
from bot.matching.learned.file import write_file
from bot.matching.learned.space import KIND as SPACE_KIND
from bot.matching.learned.space import NAME as SPACE_NAME
from bot.matching.learned.terms import KIND as TERMS_KIND
from bot.matching.learned.terms import NAME as TERMS_NAME

#: Fewer papers say nothing.
LEAST_PAPERS = 2_000
#: Five bits for each number of a vector: no worse than eight on labelled papers, and it packs well.
_STEPS = 15
#: (what is being done, how much of it is done: 0 to 1)
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was learned.

    Attributes:
        corrected: entries of the table that the review dropped or changed.
        examples: Chinese terms with what speaks of them.
        sizes: file -> bytes.
    """

    papers: int
    terms: int
    translations: int
    corrected: int
    acronyms: int
    vectors: int
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    sizes: dict[str, int]
    seconds: float


def learn(
    papers: Iterable[ParallelPaper], folder: Path, source: str, review: Review, progress: Progress
) -> Report:
    """Learn from the papers and write the files into the folder.

    The same papers give the same bytes, on one machine.

    Args:
        source: where the papers are from and what licence they have, noted in the files.

    Raises:
        ConfigError: there are too few papers in both languages, or SciPy is missing.
    """
    start = time.monotonic()
    prepared, en, zh = _find_terms(papers, progress)
    learned = learn_table(en, zh, lambda share: progress("table", share))
    acronyms = review.select_acronyms(learn_acronyms(paper.abstract for paper in prepared))
    size = len(prepared)
    del prepared
    entries = review.correct(learned)
    sure = {entry.zh for entry in entries if entry.sureness >= LEAST_SURENESS}
    chosen = [number for number, term in enumerate(zh.terms) if term in sure]
    space = learn_space(en, zh.select(chosen), lambda share: progress("space", share))
    folder.mkdir(parents=True, exist_ok=True)
    about = {"papers": size, "source": source}
    return Report(
        papers=size,
        terms=len(entries),
        translations=sum(len(entry.english) for entry in entries),
        corrected=len(set(learned) - set(entries)),
        acronyms=len(acronyms),
        vectors=len(space.terms),
        examples=_choose_examples(entries),
        sizes={
            TERMS_NAME: _write_terms(folder, about, entries, acronyms),
            SPACE_NAME: _write_space(folder, about, space),
        },
        seconds=time.monotonic() - start,
    )


def _find_terms(
    papers: Iterable[ParallelPaper], progress: Progress
) -> tuple[list[PreparedPaper], Counted, Counted]:
    prepared: list[PreparedPaper] = []
    # Spawned, because numpy's own threads do not survive a fork.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        for paper in prepare(papers, workers):
            prepared.append(paper)
            if not len(prepared) % 1_000:
                # How many there will be is not known: the bar comes near its end and never there.
                progress("papers", len(prepared) / (len(prepared) + 20_000))
        if len(prepared) < LEAST_PAPERS:
            raise ConfigError(
                f"only {len(prepared)} papers are there in both languages; "
                f"learning needs {LEAST_PAPERS}"
            )
        progress("words", 0.0)
        chinese_terms = workers.submit(chinese.find_terms, prepared)
        english_terms = english.find_terms(prepared)
        progress("words", 0.5)
        return prepared, english_terms, chinese_terms.result()


def _write_terms(
    folder: Path, about: dict[str, object], entries: list[Entry], acronyms: list[Acronym]
) -> int:
    table = (
        "\t".join(
            [
                entry.zh,
                str(entry.papers),
                f"{entry.sureness:.2f}",
                *(f"{term}:{weight:g}" for term, weight in entry.english),
            ]
        )
        for entry in entries
    )
    short = (f"{each.short}\t{each.long}\t{each.share:g}" for each in acronyms)
    sections = {"table": "\n".join(table).encode(), "acronyms": "\n".join(short).encode()}
    return write_file(folder / TERMS_NAME, {**about, "kind": TERMS_KIND}, sections)


def _write_space(folder: Path, about: dict[str, object], space: LearnedSpace) -> int:
    scales = np.maximum(np.abs(space.vectors).max(axis=1), 1e-9) / _STEPS
    sections = {
        "terms": "\n".join(space.terms).encode(),
        "rarity": space.rarity.astype("<f4").tobytes(),
        "scales": scales.astype("<f4").tobytes(),
        "vectors": np.rint(space.vectors / scales[:, None]).astype(np.int8).tobytes(),
    }
    dimensions = space.vectors.shape[1]
    return write_file(
        folder / SPACE_NAME, {**about, "kind": SPACE_KIND, "dimensions": dimensions}, sections
    )


def _choose_examples(entries: list[Entry]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Ten entries, from the frequent to the rare."""
    step = max(len(entries) // 10, 1)
    return tuple(
        (entry.zh, tuple(term for term, _ in entry.english[:4])) for entry in entries[::step][:10]
    )
