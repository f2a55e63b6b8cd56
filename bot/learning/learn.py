"""All of learning, in order, and a report of what was learned."""

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.errors import ChenbaoError, ConfigError
from bot.learning import chinese, english
from bot.learning.acronyms import learn_acronyms
from bot.learning.centres import learn_centres
from bot.learning.corpus import ParallelPaper, PreparedPaper, prepare
from bot.learning.counted import Counted
from bot.learning.merge import Merged, Shipped, merge
from bot.learning.review import Review
from bot.learning.space import LEAST_SURENESS, LearnedSpace, check_scipy, learn_space
from bot.learning.table import Entry, learn_table
from bot.matching.learned.file import LearnedFile, write_files
from bot.matching.learned.learned import Learned
from bot.matching.learned.packing import MOST, pack
from bot.matching.learned.space import KIND as SPACE_KIND
from bot.matching.learned.space import NAME as SPACE_NAME
from bot.matching.learned.space import Space, Vector
from bot.matching.learned.terms import KIND as TERMS_KIND
from bot.matching.learned.terms import NAME as TERMS_NAME
from bot.matching.learned.terms import sort_lines
from bot.matching.lexicon import Lexicon

#: Fewer papers say nothing.
LEAST_PAPERS = 2_000
#: Topics are few.
_STEPS_OF_TOPICS = 127
#: (what is being done, how much of it is done: 0 to 1)
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was learned.

    Attributes:
        corrected: entries of the table that the review dropped or changed.
        vectors: of the space; 0 where the one that ships stays.
        merged: how what was learned and what ships came together; None if it was learned alone.
        examples: Chinese terms with what speaks of them.
        sizes: file -> bytes.
    """

    papers: int
    terms: int
    translations: int
    corrected: int
    acronyms: int
    vectors: int
    merged: Merged | None
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    sizes: dict[str, int]
    seconds: float


class _Table(NamedTuple):
    """The term table as it is written; acronyms are lines of the file."""

    papers: int
    entries: list[Entry]
    acronyms: list[str]
    merged: Merged | None


class _Found(NamedTuple):
    """What the report is about, and the files by their names."""

    papers: int
    corrected: int
    vectors: int
    table: _Table
    files: dict[str, LearnedFile]


def learn(
    papers: Iterable[ParallelPaper],
    folder: Path,
    source: str,
    review: Review,
    progress: Progress,
    shipped: Shipped | None = None,
) -> Report:
    """Learn from the papers and write the files into the folder.

    The same papers give the same bytes, on one machine.

    Args:
        source: where the papers are from and what licence they have, noted in the files.
        shipped: what is to stay where the papers know less; None to learn from them alone.

    Raises:
        ConfigError: there are too few papers in both languages, SciPy is missing, or the folder
            takes no files; what was there is as it was.
        ChenbaoError: there is too little memory.
    """
    start = time.monotonic()
    check_scipy()
    _check_folder(folder)
    found = _learn_all(papers, source, review, progress, shipped)
    table, files = found.table, found.files
    return Report(
        papers=found.papers,
        terms=len(table.entries),
        translations=sum(len(entry.english) for entry in table.entries),
        corrected=found.corrected,
        acronyms=len(table.acronyms),
        vectors=found.vectors,
        merged=table.merged,
        examples=_choose_examples(table.entries),
        sizes=write_files(folder, files, without={SPACE_NAME} - files.keys()),
        seconds=time.monotonic() - start,
    )


def _learn_all(
    papers: Iterable[ParallelPaper],
    source: str,
    review: Review,
    progress: Progress,
    shipped: Shipped | None,
) -> _Found:
    prepared, en, zh = _find_terms(papers, progress)
    learned = learn_table(en, zh, lambda share: progress("table", share))
    own, size = review.correct(learned), len(prepared)
    table = _add(own, _learn_acronyms(prepared, review), size, shipped)
    files = {TERMS_NAME: _pack_terms({"papers": table.papers, "source": source}, table)}
    vectors = 0
    # Two spaces cannot be put together, and one of fewer papers is worse: without the lexicon, other
    # English names on the held-out papers have .819 (broad F1) with the one that ships, of 58,224, and
    # .469, .561, .671 and .762 with one of 2,000, 5,000, 20,000 and 40,000.
    if shipped is None or size >= shipped.papers:
        space = learn_space(en, _select_sure(zh, own), lambda share: progress("space", share))
        files[SPACE_NAME] = pack_space({"papers": size, "source": source}, space, prepared)
        vectors = len(space.terms)
    return _Found(size, len(set(learned) - set(own)), vectors, table, files)


def _learn_acronyms(papers: Iterable[PreparedPaper], review: Review) -> list[str]:
    """The lines of their file."""
    found = review.select_acronyms(learn_acronyms(paper.abstract for paper in papers))
    return [f"{each.short}\t{each.long}\t{each.share:g}" for each in found]


def _add(own: list[Entry], acronyms: list[str], papers: int, shipped: Shipped | None) -> _Table:
    """What is written: what was learned, together with what is to stay."""
    if shipped is None:
        return _Table(papers, own, acronyms, None)
    merged = merge(own, acronyms, papers, shipped)
    return _Table(merged.papers, merged.entries, merged.acronyms, merged)


def _select_sure(chinese_terms: Counted, entries: Iterable[Entry]) -> Counted:
    """Those that are translated surely enough for a vector."""
    sure = {entry.zh for entry in entries if entry.sureness >= LEAST_SURENESS}
    return chinese_terms.select(
        [number for number, term in enumerate(chinese_terms.terms) if term in sure]
    )


def _check_folder(folder: Path) -> None:
    """Whether the folder takes files, before minutes of work; nothing of it stays."""
    try:
        place = next((each for each in (folder, *folder.parents) if each.exists()), folder)
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise ConfigError(
            f"nothing can be written to {folder}: {error.strerror or error}. Mend that, or choose "
            "another folder with --out"
        ) from error


@contextmanager
def _open_workers() -> Iterator[Executor]:
    """Two processes, which end with the work, or when it is broken off.

    Raises:
        ChenbaoError: one of them was ended from outside.
    """
    others = set(active_children())
    # Spawned, because numpy's own threads do not survive a fork.
    workers = ProcessPoolExecutor(
        2, mp_context=get_context("spawn"), initializer=_leave_interrupts
    )
    try:
        yield workers
        workers.shutdown()
    except BaseException as error:
        # What they are at is not waited for.
        for process in set(active_children()) - others:
            process.terminate()
        workers.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool | MemoryError):
            raise ChenbaoError(
                "learning was ended from outside, most likely for want of memory: 60,000 papers take "
                "2 GB. Nothing was written; learn on a larger machine with --out, and copy the folder"
            ) from error
        raise


def _leave_interrupts() -> None:
    """Ctrl-C is for the one who asked for the work; a worker says nothing about it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _find_terms(
    papers: Iterable[ParallelPaper], progress: Progress
) -> tuple[list[PreparedPaper], Counted, Counted]:
    prepared: list[PreparedPaper] = []
    with _open_workers() as workers:
        for paper in prepare(papers, workers):
            prepared.append(paper)
            if not len(prepared) % 1_000:
                # How many there will be is not known: the bar comes near its end and never there.
                progress("papers", len(prepared) / (len(prepared) + 20_000))
        if len(prepared) < LEAST_PAPERS:
            raise ConfigError(
                f"only {len(prepared)} papers are there in both languages; learning needs "
                f"{LEAST_PAPERS:,}. Import more digests with Chinese texts, or learn --from a file; "
                "what is in use stays so"
            )
        progress("words", 0.0)
        chinese_terms = workers.submit(chinese.find_terms, prepared)
        english_terms = english.find_terms(prepared)
        progress("words", 0.5)
        return prepared, english_terms, chinese_terms.result()


def _pack_terms(about: dict[str, object], found: _Table) -> LearnedFile:
    lines = (
        "\t".join(
            [
                entry.zh,
                str(entry.papers),
                f"{entry.sureness:.2f}",
                *(f"{term}:{weight:g}" for term, weight in entry.english),
            ]
        )
        for entry in found.entries
    )
    table = "\n".join(lines).encode()
    by_chinese, by_english = sort_lines(table)
    sections = {
        "table": table,
        "by_chinese": by_chinese,
        "by_english": by_english,
        "acronyms": "\n".join(found.acronyms).encode(),
    }
    return LearnedFile({**about, "kind": TERMS_KIND}, sections)


def pack_space(
    about: dict[str, object], space: LearnedSpace, papers: list[PreparedPaper]
) -> LearnedFile:
    """The file of a space, and of where the topics of the lexicon lie in it by these papers."""
    scales, vectors = _round(space.vectors, MOST)
    rounded = Space(space.terms, space.rarity, scales, vectors)
    centres = learn_centres(papers, rounded, Lexicon.load(Learned(terms=False, space=False)))
    rows = np.array([*centres.values()], dtype=np.float32).reshape(-1, rounded.dimensions)
    width, vectors_of_topics = _round(rows, _STEPS_OF_TOPICS)
    sections = {
        "terms": "\n".join(space.terms).encode(),
        "rarity": space.rarity.astype("<f4").tobytes(),
        "scales": scales.tobytes(),
        "vectors": pack(vectors),
        "topics": "\n".join(centres).encode(),
        "topic_scales": width.tobytes(),
        "topic_vectors": vectors_of_topics.tobytes(),
    }
    return LearnedFile({**about, "kind": SPACE_KIND, "dimensions": rounded.dimensions}, sections)


def _round(vectors: Vector, steps: int) -> tuple[Vector, npt.NDArray[np.int8]]:
    """Whole numbers, and the scale of each row."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / steps
    return scales.astype("<f4"), np.rint(vectors / scales[:, None]).astype(np.int8)


def _choose_examples(entries: list[Entry]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Ten entries, from the frequent to the rare."""
    step = max(len(entries) // 10, 1)
    return tuple(
        (entry.zh, tuple(term for term, _ in entry.english[:4])) for entry in entries[::step][:10]
    )
