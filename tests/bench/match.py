"""Papers a second that one core matches against 1,000, 10,000 and 100,000 distinct topics.

    python -m tests.bench.match [--papers 1000] [--topics 1000,10000,100000] [--topics-of real]

Papers and topics are made up from a seed: words drawn by Zipf's law, so that common words are as
common as in abstracts; a third of the topics are names from the lexicon with a word more, the rest
are words and phrases of the papers' own vocabulary. With `--topics-of real` topics are names and
terms that were learned, and two of them together, so that each has its translations and what is near
it; papers are those of the corpus beside the project (`../shared/corpus`), where that is there.

Matches that are too weak for anybody are left out, as the service does; the reason of each is looked
for where it is read, not here. Seconds are the processor's; the lexicon and what was learned are loaded
before, and measured by themselves, in all and in parts. The last line is a JSON object.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from bot.matching.lexicon import Lexicon
from bot.matching.matcher import Matcher, PaperText
from bot.matching.query import parse_query
from bot.services.match import LEAST
from tests.bench import real

T = TypeVar("T")

_SYLLABLES = [first + second for first in "bcdfghjklmnpqrstvwxz" for second in "aeiou"]
_COMMON = ["the", "of", "and", "a", "in", "to", "we", "is", "for", "that", "with", "on", "are"]
_VOCABULARY = 30_000
#: Topics that no curated name covers.
_UNLISTED = ("条件互信息", "无套利", "元策略", "时间敏感网络", "acoustic scene", "drift detection")


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--papers", type=int, default=1_000)
    ask.add_argument("--topics", default="1000,10000,100000")
    ask.add_argument("--topics-of", choices=("made-up", "real"), default="made-up")
    given = ask.parse_args()
    lexicon, learned = _measure_loading()
    print(f"learned data: {learned}", flush=True)
    words = make_words(random.Random(1))
    is_real = given.topics_of == "real"
    papers = real.read_papers(given.papers) if is_real else []
    are_real = bool(papers)
    papers = papers or make_papers(random.Random(2), words, lexicon, given.papers)
    figures = {}
    for count in map(int, given.topics.split(",")):
        topics = (real.make_topics if is_real else partial(_make_topics, words))(lexicon, count)
        figures[str(count)] = _measure(topics, papers, lexicon)
        print(f"{count:>7,} topics: {figures[str(count)]}", flush=True)
    print(
        json.dumps(
            {
                "bench": "match",
                "topics_of": given.topics_of,
                "papers_of": "real" if are_real else "made-up",
                "papers": len(papers),
                "learned": learned,
                "by_topics": figures,
            }
        )
    )


def _measure_loading() -> tuple[Lexicon, dict[str, Any]]:
    """What all that the matcher knows costs to load, from the lexicon to the first topic and paper;
    and what one more topic costs that the lexicon does not know."""
    imports: dict[str, float] = {}
    # With numpy, which comes with the space: told, and no part of it.
    _time("space", imports, lambda: import_module("bot.matching.learned.space"))
    before, parts = _memory(), {}
    lexicon = _time("lexicon", parts, Lexicon.load)
    _time("terms", parts, lambda: lexicon.learned.terms)
    _time("space", parts, lambda: lexicon.learned.space)
    matcher = _time("finder", parts, lambda: Matcher(lexicon))
    # One that is in no list, so that all of the table and of the space is needed.
    _time("first_topic", parts, lambda: matcher.add(0, parse_query(_UNLISTED[0])))
    paper = PaperText(title=_UNLISTED[-1], abstract=_UNLISTED[-2])
    _time("first_paper", parts, lambda: matcher.match(paper))
    megabytes, start = _memory() - before, time.process_time()
    for query in _UNLISTED[1:]:
        matcher.add(query, parse_query(query))
    each = (time.process_time() - start) / (len(_UNLISTED) - 1)
    return lexicon, {
        "seconds_to_load": round(sum(parts.values()), 2),
        "parts": {name: round(seconds, 3) for name, seconds in parts.items()},
        "seconds_to_import_numpy": round(imports["space"], 3),
        "mb": round(megabytes, 1),
        "ms_to_expand": round(1000 * each, 1),
    }


def _time(name: str, parts: dict[str, float], work: Callable[[], T]) -> T:
    start = time.process_time()
    done = work()
    parts[name] = time.process_time() - start
    return done


def _measure(topics: list[str], papers: list[PaperText], lexicon: Lexicon) -> dict[str, float]:
    before = _memory()
    matcher, start = Matcher(lexicon), time.process_time()
    for number, query in enumerate(topics):
        matcher.add(number, parse_query(query))
    matcher.match(papers[0])
    added = time.process_time() - start
    start = time.process_time()
    found = sum(map(len, matcher.match_all(papers, least=LEAST)))
    took = time.process_time() - start
    return {
        "papers_per_second": round(len(papers) / took),
        "matches_per_paper": round(found / len(papers), 1),
        "seconds_to_add": round(added, 2),
        "mb": round(_memory() - before, 1),
    }


def make_words(chance: random.Random) -> list[str]:
    """A language's words, the most frequent first."""
    words: dict[str, None] = dict.fromkeys(_COMMON)
    while len(words) < _VOCABULARY:
        words["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 3, 4))))] = None
    # Frequent words are short ones, as in any language.
    return sorted(words, key=lambda word: len(word) + 2 * chance.random())


def make_papers(
    chance: random.Random, words: list[str], lexicon: Lexicon, count: int
) -> list[PaperText]:
    """Papers about three topics of the lexicon each."""
    weights = [1 / (rank + 3) for rank in range(len(words))]
    topics = list(lexicon.topics.values())
    papers = []
    for _ in range(count):
        text = chance.choices(words, weights, k=170)
        spoken = chance.sample(topics, 3)
        for topic in spoken:
            text.insert(chance.randrange(len(text)), topic.en)
        sentences = [" ".join(text[i : i + 24]).capitalize() for i in range(0, len(text), 24)]
        papers.append(
            PaperText(
                title=" ".join(chance.choices(words, weights, k=7)) + f" for {spoken[0].en}",
                abstract=". ".join(sentences) + ".",
                title_zh=f"面向{spoken[0].zh}的一种方法",
                tldr_zh=f"本文研究{spoken[1].zh}与{spoken[2].zh}，提出新的方法，并在多个数据集上验证。",
                categories=("cs.LG", "stat.ML"),
            )
        )
    return papers


def _make_topics(words: list[str], lexicon: Lexicon, count: int) -> list[str]:
    """Distinct queries: from one word to three, a phrase, or a lexicon name with a word more."""
    chance = random.Random(3)
    names = [name for topic in lexicon.topics.values() for name in (topic.zh, topic.en)]
    told, some, often = words[200:], words[20:], words[:3000]
    shapes = (
        lambda: chance.choice(names) + " " + chance.choice(words),
        lambda: chance.choice(told),
        lambda: " ".join(chance.sample(some, 2)),
        lambda: '"' + " ".join(chance.sample(often, 2)) + '"',
        lambda: f"{chance.choice(told)} -{chance.choice(told)}",
    )
    topics: dict[str, None] = dict.fromkeys(names[:count])
    while len(topics) < count:
        topics[chance.choice(shapes)()] = None
    return list(topics)


def _memory() -> float:
    """Megabytes in use now."""
    with open("/proc/self/statm") as status:
        return int(status.read().split()[1]) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
