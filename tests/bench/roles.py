"""Fit how much each cue says that an abstract is about what it names, on parallel papers without labels.

    python -m tests.bench.roles ../shared/corpus/parallel.jsonl.xz [--every 2]

Titles are the judges: of the papers whose abstract has a name of a topic, or a term that is as sure,
some have one in the title too, and the rest name it in passing more often than not. The title is
hidden, and from the abstract alone it is to be told which is which: by what terms it has, how often, and
how near it is (in steps, so that the cues need not make up for them), and by the cues. No label is
read, and no paper of `tests/eval`. Prints how well the topics of a third are told with the
weights of the others (log-loss and AUC within topics), without and with the cues; the last line is a
JSON object with the weights, and what they come to on average where it is unsure.
"""

import argparse
import json
import lzma
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.learning.corpus import ParallelPaper
from bot.matching.evidence import PaperText
from bot.matching.finder import Finder
from bot.matching.lexicon import Lexicon
from bot.matching.scoring import POSITIONS, Cues, Signals, combine
from tests.bench.heldout import read_papers as read_judged

#: Papers of one piece of work; characters of an abstract that are read.
_BATCH, _LONGEST = 500, 2_000
#: A title names a topic by a term of so much weight.
_SURE = 0.9
#: Steps of a signal; a penalty for weights, that of cues being higher.
_STEPS, _PENALTY, _PENALTY_OF_CUES = 8, 3.0, 20.0
#: A score between these is unsure.
_UNSURE = (0.13, 0.53)
_FOLDS = 3
#: Topics of so many papers and more have a word in the AUC.
_MANY = 60

Rows = npt.NDArray[np.float64]


class Case(NamedTuple):
    """A topic that an abstract names.

    Attributes:
        is_titled: whether a title names it too.
        is_unsure: whether its score, by all but the cues, is.
    """

    topic: int
    is_titled: bool
    is_unsure: bool
    signals: Signals
    cues: Cues


def main() -> None:
    """Read, fit and print."""
    ask = argparse.ArgumentParser()
    ask.add_argument("papers", type=Path)
    ask.add_argument("--every", type=int, default=2, help="of so many papers, one is read")
    given = ask.parse_args()
    with ProcessPoolExecutor() as workers:
        batches = _batches(islice(_read_others(given.papers), 0, None, given.every))
        cases = [case for batch in workers.map(_find_batch, batches) for case in batch]
    topics = np.array([case.topic for case in cases])
    truth = np.array([case.is_titled for case in cases], dtype=float)
    controls = _step(np.array([[each or 0.0 for each in case.signals[:4]] for case in cases]))
    cues = np.array([case.cues for case in cases], dtype=float)
    both = np.column_stack([controls, cues])
    weight = 1 / np.sqrt(np.bincount(topics)[topics] + 5.0)
    weight *= len(weight) / weight.sum()
    many = len(Cues._fields)
    for name, rows, of_cues in (("terms and nearness", controls, 0), ("and the cues", both, many)):
        said = np.zeros(len(truth))
        for fold in range(_FOLDS):
            apart = topics % _FOLDS == fold
            found = _fit(rows[~apart], truth[~apart], weight[~apart], of_cues)
            said[apart] = rows[apart] @ found
        loss = np.average(np.logaddexp(0.0, np.where(truth > 0, -said, said)), weights=weight)
        auc = _find_auc(topics, truth, said)
        print(f"{name:20} log-loss {loss:.4f}, AUC {auc:.4f}", flush=True)
    weights = _fit(both, truth, weight, many)[-many:]
    usual = float((cues[[case.is_unsure for case in cases]] @ weights).mean())
    fitted = dict(zip(Cues._fields, np.round(weights, 2).tolist(), strict=True))
    result = {"cases": len(cases), "weights": fitted, "usual": round(usual, 2)}
    print(json.dumps({"bench": "roles"} | result))


def _read_others(path: Path) -> Iterator[ParallelPaper]:
    """All papers but those that are there to judge the matcher by."""
    judged = read_judged()
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["id"] not in judged:
                yield ParallelPaper.read(row)


def _batches(papers: Iterator[ParallelPaper]) -> Iterator[list[ParallelPaper]]:
    while batch := list(islice(papers, _BATCH)):
        yield batch


@lru_cache(maxsize=1)
def _load() -> tuple[Finder, int]:
    """Each worker's own; and how many topics there are."""
    lexicon = Lexicon.load()
    return Finder.of(lexicon), len(lexicon.topics)


def _find_batch(papers: list[ParallelPaper]) -> list[Case]:
    return [case for paper in papers for case in _find_cases(paper)]


def _find_cases(paper: ParallelPaper) -> Iterator[Case]:
    finder, many = _load()
    found = finder.search(PaperText(abstract=paper.abstract[:_LONGEST]))
    titles = finder.search(PaperText(title=paper.title, title_zh=paper.title_zh)).evidence
    for topic in [each for each in found.evidence if each < many]:
        cues = found.find_cues(topic)
        if cues is None:
            continue
        is_titled = any(each[0] >= _SURE * POSITIONS[each[1]][0] for each in titles.get(topic, ()))
        signals = found.measure(topic)
        least, most = _UNSURE
        is_unsure = least < combine(signals) < most
        yield Case(topic, is_titled, is_unsure, signals, cues)


def _step(values: Rows) -> Rows:
    """A column of ones, the signals, and whether each is above each of its steps."""
    steps = np.quantile(values, np.linspace(0.08, 0.92, _STEPS), axis=0)
    above = [values[:, [place]] > np.unique(steps[:, place]) for place in range(values.shape[1])]
    return np.column_stack([np.ones(len(values)), values, *above])


def _fit(rows: Rows, truth: Rows, weight: Rows, cues: int) -> Rows:
    """Newton's method for logistic regression; the last `cues` columns are cues."""
    penalty = np.full(rows.shape[1], _PENALTY)
    penalty[len(penalty) - cues :] = _PENALTY_OF_CUES
    penalty[0] = 1e-6
    found = np.zeros(rows.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weight * (chance - truth)) + penalty * found
        bend = (rows * (weight * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        found -= np.linalg.solve(bend, slope)
    return found


def _find_auc(topics: npt.NDArray[np.intp], truth: Rows, said: Rows) -> float:
    """The mean over topics of how often a paper with the topic in its title is put before one without."""
    found = []
    for topic in np.flatnonzero(np.bincount(topics) >= _MANY):
        own = topics == topic
        ranks = np.empty(own.sum())
        ranks[np.argsort(said[own], kind="stable")] = np.arange(1, own.sum() + 1)
        titled = truth[own] > 0
        hits, rest = int(titled.sum()), int((~titled).sum())
        if hits and rest:
            found.append((ranks[titled].sum() - hits * (hits + 1) / 2) / (hits * rest))
    return float(np.mean(found))


if __name__ == "__main__":
    main()
