"""What each name and term of the curated lexicon is worth, on parallel papers; the doubtful ones first.

    python -m tests.bench.terms ../shared/corpus/parallel.jsonl.xz [--topic KEY] [--limit 200]

No labels: papers in two languages judge the terms. A term that names its topic stands in papers that
name it elsewhere too, in the other language as a rule. One line a term: topic, term, weight; papers with
it in the title, and the share of them in which a name of the topic stands elsewhere; the same of all
papers; how near they are to the topic on average (cosine in the learned space); the share in which the
other language has nothing of the topic, so that the term means something else there, or its translation
is missing from the lexicon; what the learned table translates it as. The last line is a JSON object.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import islice
from pathlib import Path

from bot.learning.corpus import ParallelPaper, read_papers
from bot.matching.evidence import PaperText
from bot.matching.finder import Finder
from bot.matching.found import Evidence, Found
from bot.matching.lexicon import Lexicon, LexiconTopic
from bot.matching.scoring import POSITIONS, SIDES, Where
from bot.matching.text import has_cjk, normalise

#: Papers of one piece of work.
_BATCH = 500
#: What every term is believed to be like before any paper is seen: so many papers, so often named.
_PRIOR_PAPERS, _PRIOR_SHARE = 3, 0.7
_TITLES = frozenset({Where.TITLE, Where.TITLE_ZH})


@dataclass(slots=True)
class Tally:
    """What was counted of one term of one topic, or of one of its names.

    Attributes:
        titled, held: papers with it in the title; with it anywhere.
        titled_named, held_named: those of them in which a name of the topic stands elsewhere too.
        nearness: the sum of the cosines of those papers and the topic.
        alone: papers whose other language has nothing of the topic.
    """

    titled: int = 0
    held: int = 0
    titled_named: int = 0
    held_named: int = 0
    nearness: float = 0.0
    alone: int = 0

    def add(self, other: "Tally") -> None:
        """Count the other's papers too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def doubt(self, weight: float) -> float:
        """How much better papers ought to bear the weight out, in papers with it in the title."""
        seen, named = self.titled + _PRIOR_PAPERS, self.titled_named
        share = (named + _PRIOR_PAPERS * _PRIOR_SHARE) / seen
        return max(weight - share, 0.0) * math.log2(seen)


Counts = dict[tuple[str, str], Tally]


class Counting(Finder):
    """A finder that counts its terms in papers."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon)
        self._topics = list(lexicon.topics.values())
        self._named = [_list_names(topic, lexicon) for topic in self._topics]

    def count(self, papers: Iterable[ParallelPaper]) -> Counts:
        """Topic and term -> what these papers say of it."""
        counts: Counts = defaultdict(Tally)
        for paper in papers:
            given = {where.value: getattr(paper, where.value) for where in POSITIONS}
            found = self.search(PaperText(**given))
            for number in found.evidence:
                self._count_topic(number, found, counts)
        return dict(counts)

    def _count_topic(self, number: int, found: Found, counts: Counts) -> None:
        evidence, nearness = found.evidence[number], found.measure(number).space or 0.0
        terms: defaultdict[str, list[Evidence]] = defaultdict(list)
        for each in evidence:
            terms[self._index.pattern(each[2]).strip()].append(each)
        names = [
            (term, each)
            for term, places in terms.items()
            if term in self._named[number]
            for each in places
        ]
        for term, places in terms.items():
            is_titled = any(each[1] in _TITLES for each in places)
            is_named = any(_is_elsewhere(name, each, term, places) for name, each in names)
            side = SIDES[Where.TITLE_ZH if has_cjk(term) else Where.TITLE]
            is_alone = all(SIDES[each[1]] == side for each in evidence)
            counts[self._topics[number].key, term].add(
                Tally(is_titled, 1, is_titled and is_named, is_named, nearness, is_alone)
            )


def main() -> None:
    """Count and print."""
    ask = argparse.ArgumentParser()
    ask.add_argument("papers", type=Path)
    ask.add_argument("--topic", help="a key of topics.yaml; else all of them")
    ask.add_argument("--limit", type=int, default=200, help="so many terms; 0 for all of them")
    given = ask.parse_args()
    lexicon = Lexicon.load()
    counts: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    papers = 0
    with ProcessPoolExecutor() as workers:
        for many, found in workers.map(_count_batch, _batches(read_papers(given.papers))):
            papers += many
            for key, tally in found.items():
                counts[key].add(tally)
    rows = [
        (counts[topic.key, term].doubt(weight), topic.key, term, weight, counts[topic.key, term])
        for topic in lexicon.topics.values()
        if given.topic in (None, topic.key)
        for term, weight in _list_terms(topic)
    ]
    rows.sort(key=lambda row: (-row[0], row[1:3]))
    for doubt, key, term, weight, tally in rows[: given.limit or None]:
        print(_line(doubt, key, term, weight, tally, lexicon))
    unseen = sum(not tally.held for *_, tally in rows)
    print(json.dumps({"bench": "terms", "papers": papers, "terms": len(rows), "unseen": unseen}))


def _list_terms(topic: LexiconTopic) -> Iterator[tuple[str, float]]:
    written = {normalise(each): weight for each, weight in topic.weigh_acronyms().items()}
    yield from (written | topic.weights()).items()


def _line(doubt: float, key: str, term: str, weight: float, tally: Tally, lexicon: Lexicon) -> str:
    many = max(tally.held, 1)
    means = "/".join(each.term for each in lexicon.learned.terms.translate(term)[:3])
    return (
        f"{doubt:5.2f} {key:32} {term:32} {weight:4.2f}"
        f"  title {tally.titled:5} {tally.titled_named / max(tally.titled, 1):4.2f}"
        f"  all {tally.held:5} {tally.held_named / many:4.2f}"
        f"  near {tally.nearness / many:5.2f}  alone {tally.alone / many:4.2f}  {means}"
    )


@lru_cache(maxsize=1)
def _counting() -> Counting:
    """Each worker's own."""
    return Counting(Lexicon.load())


def _count_batch(papers: list[ParallelPaper]) -> tuple[int, Counts]:
    return len(papers), _counting().count(papers)


def _batches(papers: Iterator[ParallelPaper]) -> Iterator[list[ParallelPaper]]:
    while batch := list(islice(papers, _BATCH)):
        yield batch


def _list_names(topic: LexiconTopic, lexicon: Lexicon) -> frozenset[str]:
    """Normalised names of a topic and of all below it, which name it as well."""
    family = [topic, *(lexicon.topics[key] for key in lexicon.below(topic))]
    return frozenset(normalise(name) for each in family for name in each.every_name())


def _is_elsewhere(name: str, one: Evidence, term: str, places: list[Evidence]) -> bool:
    """Whether a name, found there, is not just the term itself or a piece of it."""
    start, end = one[3], one[3] + len(name)
    return name != term and not any(
        each[1] is one[1] and each[3] < end and start < each[3] + len(term) for each in places
    )


if __name__ == "__main__":
    main()
