"""Topics of real words, and real papers: what people would ask for, and what comes."""

import random
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bot.learning.corpus import ParallelPaper
from bot.learning.corpus import read_papers as read_parallel
from bot.matching.evidence import PaperText
from bot.matching.lexicon import Lexicon

#: Beside the project, where it is there at all.
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "parallel.jsonl.xz"
#: From so surely translated a Chinese term on, 0 to 1, both are asked for.
_SURE = 0.45
#: Of so many papers one is read: those of a field stand together.
_EVERY = 20


def make_topics(lexicon: Lexicon, count: int) -> list[str]:
    """Distinct queries: the lexicon's names, learned terms in both languages, and two of them.

    Each learned term is drawn as often as any other, and two stand in one language.
    """
    chance = random.Random(3)
    names = [name for topic in lexicon.topics.values() for name in (topic.zh, topic.en)]
    chinese, english = zip(*lexicon.learned.terms.list_pairs(_SURE), strict=True)
    every = (*chinese, *english)
    shapes = (
        lambda: chance.choice(names) + " " + chance.choice(every),
        lambda: chance.choice(every),
        lambda: " ".join(chance.sample(chinese, 2)),
        lambda: " ".join(chance.sample(english, 2)),
        lambda: f'{chance.choice(every)} -"{chance.choice(every)}"',
    )
    topics: dict[str, None] = dict.fromkeys(names[: count // 4])
    while len(topics) < count:
        topics[chance.choice(shapes)()] = None
    return list(topics)


def read_papers(count: int, corpus: Path = CORPUS) -> list[PaperText]:
    """Parallel papers, every other one in English alone; none where the corpus is not there."""
    rows = islice(read_parallel(corpus), 0, count * _EVERY, _EVERY) if corpus.exists() else ()
    return [_paper(row, is_bilingual=number % 2 == 1) for number, row in enumerate(rows)]


def _paper(row: ParallelPaper, *, is_bilingual: bool) -> PaperText:
    paper = PaperText(title=row.title, abstract=row.abstract)
    chinese = {"title_zh": row.title_zh, "abstract_zh": row.abstract_zh, "tldr_zh": row.tldr_zh}
    return replace(paper, **chinese) if is_bilingual else paper
