"""How well topics are matched that nobody tuned on.

    python -m tests.bench.heldout [--learned FOLDER] [--corpus FILE] [--write FOLDER]

`tests/eval` holds what is ours: 24 topics with the names that people type, the ids of 1,200 papers,
and labels; its README tells how they were made. The texts are those of the parallel papers beside
the project (`../shared/corpus`); where they are absent, this says so and measures nothing. Per topic
are precision, recall and F1, broad (any paper about it) and strict (it has to be named), with the 95 %
of resampled topics; `stream` is all topics together on the half of the papers drawn at random. The
last line is a JSON object.

Measured on 2026-11-21, before anybody had seen the set; before that day's last changes in brackets:

    at .30, broad F1 | strict F1        as shipped    (before)    without lexicon  without space
    zh topic, en paper                  .884 | .907  .878 | .876    .789 | .809    .866 | .896
    en topic, en paper                  .884 | .907  .878 | .876    .841 | .873    .866 | .896
    zh topic, bilingual paper           .883 | .908  .865 | .852    .826 | .851    .876 | .907
    other zh name, en paper             .829 | .823  .837 | .811    .658 | .635    .816 | .817
    other en name, en paper             .869 | .864  .866 | .839    .827 | .826    .851 | .852
    first row: 95 % of broad            .859-.909    .857-.900      .706-.849      .841-.891
    first row: stream P | R             .891 | .769  .765 | .794    .596 | .775    .899 | .725
    third row: stream P | R             .843 | .738  .665 | .831    .583 | .769    .844 | .713
    first row at .15                    .885 | .884  .863 | .846    .724 | .683    .871 | .872
    first row at .20                    .890 | .898  .863 | .852    .767 | .751    .875 | .891
    first row at .40                    .871 | .915  .873 | .883    .793 | .842    .850 | .895
    first row at .50                    .855 | .904  .875 | .896    .783 | .858    .841 | .900

As shipped, no other threshold is better than .30 by more than .008. The 1,200 papers are among the
58,224 that the shipped table and space were learned from, and the lexicon's terms weighed by.
Learned anew without them, the first row is .882 | .904 (.879 | .878) as shipped and .795 | .817
without the lexicon: that they were seen in learning gains next to nothing. With topics' places in the
space and the names of narrower topics, which came later that day, the rows as shipped are .886 | .916
(twice), .890 | .918, .830 | .833 and .870 | .874; for the names, this set was looked at.
With how abstracts name a topic (`tests.bench.roles`) and what was learned by then, they are .887 | .915
(twice), .893 | .924, .837 | .840 and .873 | .877, and without that .882 | .913, .892 | .922 the first
and third; whether it helps, and how much of it is counted, was seen on this set too.
On 2026-11-22, with 123 topics more, places by logistic regression, names put together and weights
chosen on this set as well as on the other, they are .885 | .921 (twice), .903 | .935, .871 | .881 and
.874 | .885; and without the lexicon, of which no weight was chosen here, .839 | .870, .846 | .879,
.843 | .867, .754 | .734 and .820 | .821.
"""

import argparse
import json
import lzma
import random
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bot.domain.topic import Amount
from bot.matching.batch import match_lines
from bot.matching.learned.learned import Learned
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import THRESHOLDS

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "parallel.jsonl.xz"
EVAL = Path(__file__).parents[1] / "eval"
SWEEP = (0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.60, 0.70)
ENGLISH = ("id", "title", "abstract")
BOTH = (*ENGLISH, "title_zh", "abstract_zh", "tldr_zh")
#: What is asked, and of which texts.
CONDITIONS = {
    "zh topic, en paper": ("zh", ENGLISH),
    "en topic, en paper": ("en", ENGLISH),
    "zh topic, bilingual paper": ("zh", BOTH),
    "other zh name, en paper": ("zh_alt", ENGLISH),
    "other en name, en paper": ("en_alt", ENGLISH),
}
#: Resamples of the topics, and the part of them that is left out at either end.
RESAMPLES, TAIL = 2_000, 0.025

Row = dict[str, Any]
#: Topic and paper -> the score.
Scores = dict[tuple[str, str], float]


class Label(NamedTuple):
    """A judged pair: the paper names the topic (2), is about it by another word (1), or is not (0).

    Attributes:
        weight: of how many pairs like it this one was drawn to be read.
    """

    paper: str
    grade: int
    weight: float
    source: str


Labels = Mapping[str, Sequence[Label]]


class Figures(NamedTuple):
    """Precision, recall and F1 of one topic, any paper about it counting; and where it is named."""

    p: float
    r: float
    f1: float
    strict_p: float
    strict_r: float
    strict_f1: float


def main() -> None:
    """Measure, and print tables for people and a line for programs."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--corpus", type=Path, default=CORPUS)
    ask.add_argument("--learned", type=Path, help="a folder that chenbao learn wrote")
    ask.add_argument("--write", type=Path, help="also write topics, papers and labels here")
    given = ask.parse_args()
    if not given.corpus.exists():
        print(f"{given.corpus} is not there: nothing is measured")
        print(json.dumps({"bench": "heldout", "skipped": True}))
        return
    topics, labels = _read_lines(EVAL / "heldout_topics.jsonl"), read_labels()
    papers = _read_texts(given.corpus)
    if given.write:
        _write(given.write, topics, papers, labels)
    found = {
        name: _measure(name, lexicon, topics, papers, labels)
        for name, lexicon in _lexicons(given.learned).items()
    }
    print(json.dumps({"bench": "heldout", **found}, ensure_ascii=False))


def read_labels() -> Labels:
    """The labels by topic; a pair that the file does not name is none by the rule."""
    papers = read_papers()
    named: dict[str, dict[str, Label | None]] = defaultdict(dict)
    for line in (EVAL / "heldout_labels.tsv").read_text(encoding="utf-8").splitlines():
        topic, paper, grade, weight, source = line.split("\t")
        is_judged = grade != "-"
        named[topic][paper] = (
            Label(paper, int(grade), float(weight), source) if is_judged else None
        )
    return {
        topic: [
            label
            for paper in papers
            if (label := known.get(paper, Label(paper, 0, 1.0, "neg"))) is not None
        ]
        for topic, known in named.items()
    }


def read_papers() -> dict[str, bool]:
    """The ids of the papers, in order, and whether it was drawn without looking at the topics."""
    lines = (EVAL / "heldout_papers.tsv").read_text(encoding="utf-8").splitlines()
    return {paper: how == "random" for paper, how in (line.split("\t") for line in lines)}


def _lexicons(folder: Path | None) -> dict[str, Lexicon]:
    learned = Learned(folder)
    return {
        "as shipped": Lexicon.load(learned),
        "without lexicon": Lexicon((), learned),
        "without space": Lexicon.load(Learned(folder, space=False)),
    }


def _read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def _read_texts(corpus: Path) -> list[Row]:
    wanted = read_papers()
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        return sorted((row for row in rows if row["id"] in wanted), key=lambda row: str(row["id"]))


def _measure(
    name: str, lexicon: Lexicon, topics: list[Row], papers: list[Row], labels: Labels
) -> Row:
    """One matcher in all conditions; its thresholds and its worst topics in the first of them."""
    print(f"{name:28} broad P     R    F1 [95 %]       strict P     R    F1    stream P     R")
    result: Row = {}
    for condition, (field, texts) in CONDITIONS.items():
        scores = _score(lexicon, topics, field, papers, texts)
        rows = judge(scores, labels, THRESHOLDS[Amount.NORMAL])
        figures, (low, high) = _mean(rows), _spread([row.f1 for row in rows.values()])
        stream = _judge_stream(scores, labels)
        print(
            f"  {condition:27} {figures.p:.3f} {figures.r:.3f} {figures.f1:.3f} "
            f"[{low:.3f}, {high:.3f}]   {figures.strict_p:.3f} {figures.strict_r:.3f} "
            f"{figures.strict_f1:.3f}      {stream[0]:.3f} {stream[1]:.3f}",
            flush=True,
        )
        result[condition] = {
            "figures": [round(each, 3) for each in figures],
            "spread": [round(low, 3), round(high, 3)],
            "stream": [round(each, 3) for each in stream[:2]],
        }
        if condition == next(iter(CONDITIONS)):
            result["thresholds"] = _sweep(scores, labels)
            result["worst"] = _list_worst(rows)
    for least, (broad, strict) in result["thresholds"].items():
        print(f"  at {least}: {broad:.3f} broad, {strict:.3f} strict")
    print("  worst:", ", ".join(f"{topic} {f1}" for topic, f1 in result["worst"].items()))
    return result


def _score(
    lexicon: Lexicon, topics: list[Row], field: str, papers: list[Row], texts: Sequence[str]
) -> Scores:
    asked = [{"topic": topic["topic"], "query": _first(topic[field])} for topic in topics]
    shown = [{text: paper[text] for text in texts} for paper in papers]
    return {
        (row["topic"], row["paper"]): row["score"] for row in match_lines(asked, shown, lexicon)
    }


def _first(names: str | list[str]) -> str:
    return names if isinstance(names, str) else names[0]


def judge(scores: Scores, labels: Labels, threshold: float) -> dict[str, Figures]:
    """The figures of each topic; a paper that speaks of it by another word is left out of strict."""
    rows = {}
    for topic, judged in labels.items():
        said = [scores.get((topic, one.paper), 0.0) >= threshold for one in judged]
        named = [place for place, one in enumerate(judged) if one.grade != 1]
        strict = _count([judged[place] for place in named], [said[place] for place in named], 2)
        rows[topic] = Figures(*_count(judged, said, 1), *strict)
    return rows


def _count(
    judged: Sequence[Label], said: Sequence[bool], least: int
) -> tuple[float, float, float]:
    """Precision, recall and F1 of what was said of each judged pair."""
    total: defaultdict[tuple[bool, bool], float] = defaultdict(float)
    for one, is_said in zip(judged, said, strict=True):
        total[is_said, one.grade >= least] += one.weight
    hit = total[True, True]
    p, r = (hit / (hit + total[other]) if hit else 0.0 for other in ((True, False), (False, True)))
    return p, r, 2 * p * r / (p + r) if hit else 0.0


def _judge_stream(scores: Scores, labels: Labels) -> tuple[float, float, float]:
    """Precision, recall and F1 of all topics together on the papers that were drawn at random."""
    drawn = {paper for paper, is_random in read_papers().items() if is_random}
    pairs = [(topic, one) for topic in labels for one in labels[topic] if one.paper in drawn]
    least = THRESHOLDS[Amount.NORMAL]
    judged = [one for _, one in pairs]
    said = [scores.get((topic, one.paper), 0.0) >= least for topic, one in pairs]
    return _count(judged, said, 1)


def _mean(rows: Mapping[str, Figures]) -> Figures:
    return Figures(*map(statistics.fmean, zip(*rows.values(), strict=True)))


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """Between what the mean lies for 95 % of resampled topics."""
    chance = random.Random(1)
    means = sorted(
        statistics.fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES)
    )
    return means[int(TAIL * RESAMPLES)], means[int((1 - TAIL) * RESAMPLES) - 1]


def _sweep(scores: Scores, labels: Labels) -> dict[str, tuple[float, float]]:
    found = {least: _mean(judge(scores, labels, least)) for least in SWEEP}
    return {f"{least:.2f}": (round(x.f1, 3), round(x.strict_f1, 3)) for least, x in found.items()}


def _list_worst(rows: Mapping[str, Figures], many: int = 6) -> dict[str, float]:
    worst = sorted(rows, key=lambda topic: rows[topic].f1)[:many]
    return {topic: round(rows[topic].f1, 3) for topic in worst}


def _write(folder: Path, topics: list[Row], papers: list[Row], labels: Labels) -> None:
    """The set as JSON lines, each label and each text in a row of its own."""
    texts: Iterator[Row] = (
        {
            **{text: paper[text] for text in ENGLISH},
            **{f"zh_{text[:-3]}": paper[text] or "" for text in BOTH[len(ENGLISH) :]},
        }
        for paper in papers
    )
    judged = (
        {"topic": topic, "label": int(one.grade > 0), "src": one.source}
        | {"paper": one.paper, "grade": one.grade, "weight": one.weight}
        for topic, found in labels.items()
        for one in found
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("topics", topics), ("papers", texts), ("labels", judged)):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
