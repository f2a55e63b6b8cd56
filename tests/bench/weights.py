"""Fit the weights of the signals to labelled topics, and say how well they carry over to others.

    python -m tests.bench.weights [--eval ../shared/eval]

Cross-validation over topics: each topic is scored with weights that were fitted to the others. Fitted
are only the logistic weights of `bot.matching.scoring`; a pair has the weight of its sample, every
topic and condition counts the same, and a paper that speaks of a topic only by a related one counts
half. How an abstract names a topic is fitted apart (`tests.bench.roles`) and not counted here. Prints
broad and strict F1 at every threshold, on papers with English texts alone and with both; the last line
is a JSON object with the weights, of which the first is moved so that the threshold that was best
becomes the one of `normal`.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.domain.topic import Amount
from bot.matching.evidence import PaperText
from bot.matching.expansion import expand
from bot.matching.finder import Finder
from bot.matching.learned.learned import Learned
from bot.matching.lexicon import Lexicon
from bot.matching.query import parse_query
from bot.matching.scoring import THRESHOLDS, Signals, Weights

STEPS = (0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.70)
NOTHING = Signals(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Pair:
    """A topic and a paper, as judged and as measured."""

    condition: str
    topic: str
    grade: int
    weight: float
    signals: Signals | None


def main() -> None:
    """Measure, fit and print."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    ask.add_argument("--without-space", action="store_true")
    given = ask.parse_args()
    learned = Learned(space=not given.without_space)
    lexicons = {"lexicon": Lexicon.load(learned), "learned": Lexicon((), learned)}
    pairs = [
        pair
        for name, lexicon in lexicons.items()
        for prefix in ("", "kedreamix_")
        for pair in _read_pairs(given.eval, prefix, name, lexicon)
    ]
    fitted = {}
    for name in lexicons:
        chosen = [each for each in pairs if name in ("both", each.condition.split()[0])]
        fitted[name] = _fit_all(name, chosen)
    print(json.dumps({"bench": "weights", "weights": fitted}))


def _read_pairs(folder: Path, prefix: str, name: str, lexicon: Lexicon) -> Iterator[Pair]:
    topics, papers, labels = (
        [json.loads(line) for line in (folder / f"{prefix}{what}.jsonl").open(encoding="utf-8")]
        for what in ("topics", "papers", "labels")
    )
    by_topic = defaultdict(list)
    for label in labels:
        by_topic[label["topic"]].append(label)
    asked = [
        (f"{name} {prefix}{field}", topic["topic"], query)
        for topic in topics
        for field in ("zh", "en", "zh_alt")
        for query in ([topic[field]] if isinstance(topic[field], str) else topic[field][:1])
    ]
    finder = Finder.of(lexicon)
    needs = {
        each: [
            [finder.take(wanted) for wanted in alternative]
            for alternative in expand(parse_query(each[2]), lexicon).alternatives
        ]
        for each in asked
    }
    for texts in ("english", "both"):
        found = {paper["id"]: finder.search(_read_paper(paper, texts)) for paper in papers}
        for each, alternatives in needs.items():
            for label in by_topic[each[1]]:
                paper = found[label["paper"]]
                signals = {number: paper.measure(number) for number in paper.evidence}
                yield Pair(
                    f"{each[0]} {texts}",
                    each[1],
                    label.get("grade", 2 * label["label"]),
                    label.get("weight", 1.0),
                    _of_alternatives(alternatives, signals),
                )


def _read_paper(paper: dict[str, str], texts: str) -> PaperText:
    chinese = {
        f"{name}_zh": paper.get(f"zh_{name}") or "" for name in ("title", "abstract", "tldr")
    }
    english = {name: paper[name] for name in ("title", "abstract")}
    return PaperText(**english, **(chinese if texts == "both" else {}))


def _of_alternatives(alternatives: list[list[int]], signals: dict[int, Signals]) -> Signals | None:
    """Those of the weakest need of the best alternative; None if none is there."""
    weakest = [
        min((signals[number] for number in needs), key=lambda one: one.lexical)
        for needs in alternatives
        if all(number in signals for number in needs)
    ]
    return max(weakest, key=lambda one: one.lexical, default=None)


def _fit_all(name: str, pairs: list[Pair]) -> dict[str, float]:
    topics = sorted({pair.topic for pair in pairs})
    scored: list[tuple[Pair, float]] = []
    for topic in topics:
        weights = _fit([pair for pair in pairs if pair.topic != topic])
        scored += [(pair, _score(pair, weights)) for pair in pairs if pair.topic == topic]
    print(f"{name}, each topic with weights fitted to the others:")
    for condition in sorted({pair.condition for pair in pairs}):
        chosen = [each for each in scored if each[0].condition == condition]
        row = "  ".join(
            f"{threshold:.2f} {_f1(chosen, threshold, 1):.3f}/{_f1(chosen, threshold, 2):.3f}"
            for threshold in STEPS
        )
        print(f"  {condition:34} {row}", flush=True)
    final = _fit(pairs)
    best = max(STEPS, key=lambda step: _f1_of_all(scored, step))
    final[0] += _logit(THRESHOLDS[Amount.NORMAL]) - _logit(best)
    print(f"  best threshold {best}; weights", np.round(final, 2).tolist())
    return dict(zip(Weights._fields, np.round(final, 2).tolist(), strict=True))


def _f1_of_all(scored: list[tuple[Pair, float]], threshold: float) -> float:
    """The mean of broad and strict F1 over the conditions that name a topic as the lexicon does."""
    found = []
    for condition in {pair.condition for pair, _ in scored if "alt" not in pair.condition}:
        chosen = [each for each in scored if each[0].condition == condition]
        found += [_f1(chosen, threshold, least) for least in (1, 2)]
    return sum(found) / len(found)


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _row(signals: Signals) -> list[float]:
    space = signals.space or 0.0
    return [1.0, *signals[:3], space, signals.others, float(signals.in_both)]


def _fit(pairs: list[Pair], penalty: float = 1e-3) -> np.ndarray:
    """Newton's method for logistic regression, on the pairs that have any evidence."""
    chosen = [pair for pair in pairs if pair.signals is not None]
    rows = np.array([_row(pair.signals or NOTHING) for pair in chosen])
    truth = np.array([pair.grade > 0 for pair in chosen], dtype=float)
    weight = np.array([pair.weight * (0.5 if pair.grade == 1 else 1.0) for pair in chosen])
    groups: defaultdict[tuple[str, str], float] = defaultdict(float)
    for pair, each in zip(chosen, weight, strict=True):
        groups[pair.condition, pair.topic] += each
    weight /= [groups[pair.condition, pair.topic] for pair in chosen]
    weight /= weight.sum()
    found = np.zeros(rows.shape[1])
    ridge = np.diag([0.0] + [penalty] * (rows.shape[1] - 1)) + 1e-9 * np.eye(rows.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weight * (chance - truth)) + ridge @ found
        bend = (rows * (weight * chance * (1 - chance))[:, None]).T @ rows + ridge
        found -= np.linalg.solve(bend, slope)
    return found


def _score(pair: Pair, weights: np.ndarray) -> float:
    if pair.signals is None:
        return 0.0
    return 1 / (1 + math.exp(-float(np.dot(_row(pair.signals), weights))))


def _f1(scored: list[tuple[Pair, float]], threshold: float, least: int) -> float:
    """Macro F1 over topics; strict (`least` 2) leaves out grade 1."""
    counts: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for pair, score in scored:
        if pair.grade and pair.grade < least:
            continue
        said, so = score >= threshold, pair.grade >= least
        place = 0 if said and so else 1 if said else 2
        if said or so:
            counts[pair.topic][place] += pair.weight
        else:
            counts[pair.topic][0] += 0.0
    rows = [
        2 * hit / (2 * hit + false + missed)
        for hit, false, missed in counts.values()
        if hit + missed
    ]
    return sum(rows) / max(len(rows), 1)


if __name__ == "__main__":
    main()
