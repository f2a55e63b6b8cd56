"""How fast documents are parsed, and how much memory the largest takes.

    python -m tests.bench.parse

Reads every document of the real digests beside the project (`../shared/corpus`); where they are
absent, documents made up in every format. One process, one core. The last line is a JSON object:

    megabytes, seconds, mb_per_second   of all documents; the best of three rounds
    by_format                           mb_per_second of each format
    peak_mb, largest_document_mb        memory taken while the largest document is parsed, its size
    peak_mb_over_largest_document       the first divided by the second
"""

import json
import sys
import time
import tracemalloc
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from bot.domain.document import Entry
from bot.parsers import FORMATS, parse
from tests.parsers.renderers import RENDERERS

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FIXTURES = Path(__file__).parents[1] / "fixtures"
PATTERNS = ("cn_chat_arxiv/*/*.md", "cn_chat_arxiv/*/*.xml", "talk2paper/*/*.md", "hf_daily/*.md")
#: Where the corpus is absent: the fixture of each format, which of its papers, and how many
#: documents are made of it, in about the proportions of the real ones.
MODELS = {
    "cn-chat-arxiv-md": ("cn-chat-arxiv-md--issue", 1, 50),
    "cn-chat-arxiv-rss": ("cn-chat-arxiv-rss--issue", 1, 50),
    "talk2paper-md": ("talk2paper-md--post", 0, 50),
    "talk2paper-text": ("talk2paper-text--page", 0, 2),
    "talk2paper-html": ("talk2paper-html--butterfly", 0, 2),
    "dailay-paper-info": ("dailay-paper-info--notes", 1, 2),
    "arxiv-rss": ("arxiv-rss--daily", 0, 10),
    "arxiv-atom": ("arxiv-atom--daily", 0, 10),
}
ROUNDS = 3
_MEGABYTE = 1_000_000

Documents = list[tuple[str, bytes]]


def read_corpus() -> Documents:
    paths = (path for pattern in PATTERNS for path in sorted(CORPUS.glob(pattern)))
    return [(str(path), path.read_bytes()) for path in paths]


def make_documents() -> Documents:
    """A paper of each format's fixture, with texts as long as real ones, for days on end."""
    documents = []
    for name, (fixture, which, number) in MODELS.items():
        (path,) = (p for p in FIXTURES.glob(f"{fixture}.*") if p.suffix != ".json")
        model = parse(path.read_bytes(), name="2024-03-25/cs.AI.md")
        paper = _lengthen(model.entries[which])
        papers = tuple(replace(paper, position=at) for at in range(1, 41))
        content = RENDERERS[name](replace(model, entries=papers)).encode()
        documents += [("2024-03-25/cs.AI.md", content)] * number
    return documents


def _lengthen(entry: Entry) -> Entry:
    readings = tuple(
        replace(
            reading,
            abstract=_repeat(reading.abstract, 400),
            sections=tuple(
                replace(section, text=_repeat(section.text, 350) or "")
                for section in reading.sections
            ),
        )
        for reading in entry.readings
    )
    return replace(entry, abstract=_repeat(entry.abstract, 1300), readings=readings)


def _repeat(text: str | None, length: int) -> str | None:
    return " ".join([text] * (1 + length // len(text))) if text else text


def measure_speed(documents: Documents) -> dict[str, object]:
    """The best of a few rounds, so that a busy machine counts less."""
    sizes: dict[str, int] = defaultdict(int)
    best: dict[str, float] = defaultdict(lambda: float("inf"))
    groups: dict[str, Documents] = defaultdict(list)
    for name, content in documents:
        known = parse(content, name=name).format
        groups[known].append((name, content))
        sizes[known] += len(content)
    for known, group in groups.items():
        for _ in range(ROUNDS):
            start = time.process_time()
            for name, content in group:
                parse(content, name=name)
            best[known] = min(best[known], time.process_time() - start)
    megabytes, seconds = sum(sizes.values()) / _MEGABYTE, sum(best.values())
    return {
        "documents": len(documents),
        "megabytes": round(megabytes, 2),
        "seconds": round(seconds, 3),
        "mb_per_second": round(megabytes / seconds, 1),
        "by_format": {
            known: round(sizes[known] / _MEGABYTE / best[known], 1)
            for known in FORMATS
            if known in best
        },
    }


def measure_memory(documents: Documents) -> dict[str, float]:
    name, content = max(documents, key=lambda document: len(document[1]))
    tracemalloc.start()
    parse(content, name=name)
    peak = tracemalloc.get_traced_memory()[1] / _MEGABYTE
    tracemalloc.stop()
    largest = len(content) / _MEGABYTE
    return {
        "peak_mb": round(peak, 2),
        "largest_document_mb": round(largest, 2),
        "peak_mb_over_largest_document": round(peak / largest, 2),
    }


def main() -> None:
    documents = read_corpus() or make_documents()
    where = "the real digests" if CORPUS.is_dir() else "documents made up for the purpose"
    print(f"{len(documents)} documents: {where}", file=sys.stderr)
    print(json.dumps(measure_speed(documents) | measure_memory(documents)))


if __name__ == "__main__":
    main()
