"""How fast documents are imported, against inserting the same rows and doing nothing else.

    python -m tests.bench.importing [--documents 200] [--database-url URL]

The documents are invented: papers with an abstract, authors and a Chinese reading; each tenth is
another system's, on the papers of the one before it, and merges. Import is what `chenbao import`
does after parsing: find what an entry belongs to, merge, write, index. Against it stand the rows
that came of it (documents, entries, papers, readings, and search with its words ready), written to
an empty database by bare Core inserts in the same transactions. It is the harder side of the
comparison: what merges is written twice by the import, and once, as it came out, by the inserts.
Documents are imported and inserted in turn, one by one, so that a busy machine is busy for both.
The last line is JSON: `ratio` is the bare inserts' time over the import's, `again_ratio` the same
for importing everything once more.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, zip_longest
from typing import Any, ParamSpec

from sqlalchemy import Connection, Table, insert, select

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Document, Entry
from bot.domain.paper import AnnounceType, Reading
from bot.ports import Store
from bot.services.ingest import ingest
from storage import search
from storage import tables as t
from tests.bench.database import Connect, fresh_database

P = ParamSpec("P")
_Row = dict[str, Any]
_STATEMENTS = {table: insert(table) for table in (t.document, t.paper, t.reading, t.entry)}
#: Entries of a document; digests have 8 to 30, a large feed some hundreds.
ENTRIES = 30
#: The rows of so many documents are read back at once: the last of them merges.
TURN = 10
NOW = datetime(2026, 11, 23, tzinfo=UTC)
_SYLLABLES = [
    "ba",
    "co",
    "di",
    "fu",
    "ge",
    "hi",
    "jo",
    "ku",
    "la",
    "me",
    "ni",
    "po",
    "qua",
    "ro",
    "su",
    "ti",
    "ve",
    "wo",
    "xe",
    "zo",
]
#: Simplified, as the digests are.
_HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从"
    "业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又"
)


@dataclass(frozen=True)
class _Batch:
    """What one document came to: rows by table, and rows of the search index."""

    tables: list[tuple[Table, list[_Row]]]
    words: list[tuple[int, str]]

    @property
    def size(self) -> int:
        """How many rows."""
        return sum(len(rows) for _, rows in self.tables) + len(self.words)


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--database-url")
    options = parser.parse_args()
    rows, spent = _measure(list(_invent(options.documents)), options.database_url)
    entries = options.documents * ENTRIES
    print(
        f"{entries} entries, {rows} rows: imported in {spent['import']:.2f} s, "
        f"bare inserts {spent['bare']:.2f} s, again {spent['again']:.2f} s"
    )
    print(
        json.dumps(
            {
                "entries": entries,
                "rows": rows,
                "seconds": round(spent["import"], 3),
                "rows_per_second": round(rows / spent["import"]),
                "entries_per_second": round(entries / spent["import"]),
                "ratio": round(spent["bare"] / spent["import"], 3),
                "again_ratio": round(spent["bare"] / spent["again"], 3),
            }
        )
    )


def _measure(
    documents: list[tuple[str, Document]], url: str | None
) -> tuple[int, dict[str, float]]:
    """How many rows were written, and the seconds of importing, inserting and importing again."""
    turns = [documents[start : start + TURN] for start in range(0, len(documents), TURN)]
    spent = {"import": 0.0, "bare": 0.0, "again": 0.0}
    rows = 0
    with (
        fresh_database(url) as (store, connect),
        fresh_database(url) as (_, connect_bare),
    ):
        written = _Written(connect)
        batches: Sequence[_Batch] = ()
        for some in [*turns, ()]:
            for document, batch in zip_longest(some, batches):
                if document is not None:
                    spent["import"] += _time(_import, store, document)
                if batch is not None:
                    spent["bare"] += _time(_insert, connect_bare, batch)
            batches = written.list_new()
            rows += sum(batch.size for batch in batches)
        spent["again"] = sum(_time(_import, store, document) for document in documents)
    return rows, spent


def _time(work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> float:
    started = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - started


def _import(store: Store, named: tuple[str, Document]) -> None:
    location, document = named
    with store.begin() as tx:
        ingest(tx, location, location.encode(), document, NOW)


class _Written:
    """What an import has written since one last looked: for each document, rows by table."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._documents = self._papers = self._readings = 0

    def list_new(self) -> list[_Batch]:
        """One batch for each document: what it wrote, and the words of the papers it added."""
        with self._connect() as connection:
            documents = _list(connection, t.document, t.document.c.key > self._documents)
            papers = _list(connection, t.paper, t.paper.c.key > self._papers)
            readings = _list(connection, t.reading, t.reading.c.key > self._readings)
            entries = _list(connection, t.entry, t.entry.c.document_key > self._documents)
        self._documents += len(documents)
        self._papers += len(papers)
        self._readings += len(readings)
        said: dict[int, list[_Row]] = defaultdict(list)
        for reading in readings:
            said[reading["paper_key"]].append(reading)
        batches = []
        for place, document in enumerate(documents):
            of_it = slice(place * ENTRIES, (place + 1) * ENTRIES)
            held = [entry for entry in entries if entry["document_key"] == document["key"]]
            new = {entry["paper_key"] for entry in held}
            added = [paper for paper in papers if paper["key"] in new]
            papers = [paper for paper in papers if paper["key"] not in new]
            words = [
                (paper["search_row"], search.make_words(paper, said[paper["key"]]))
                for paper in added
            ]
            batches.append(
                _Batch(
                    [
                        (t.document, [document]),
                        (t.paper, added),
                        (t.reading, readings[of_it]),
                        (t.entry, held),
                    ],
                    words,
                )
            )
        return batches


def _list(connection: Connection, table: Table, condition: Any) -> list[_Row]:
    query = select(table).where(condition).order_by(*table.primary_key)
    return [dict(row._mapping) for row in connection.execute(query)]


def _insert(connect: Connect, batch: _Batch) -> None:
    with connect() as connection:
        for table, rows in batch.tables:
            if rows:
                connection.execute(_STATEMENTS[table], rows)
        search.write(connection, dict(batch.words))


class _Words:
    """Words as languages have them: few of them often, most of them seldom."""

    def __init__(self, made: random.Random) -> None:
        self._made = made
        self._english = [
            "".join(made.choices(_SYLLABLES, k=made.randint(1, 4))) for _ in range(8_000)
        ]
        self._chinese = ["".join(made.choices(_HAN, k=2)) for _ in range(8_000)]
        self._weights = list(accumulate(1 / (place + 3) for place in range(8_000)))

    def english(self, count: int) -> str:
        """So many words."""
        return " ".join(self._made.choices(self._english, cum_weights=self._weights, k=count))

    def chinese(self, count: int) -> str:
        """So many words of two characters."""
        return "".join(self._made.choices(self._chinese, cum_weights=self._weights, k=count))


def _invent(count: int) -> Iterator[tuple[str, Document]]:
    """Documents; each tenth is another system's, on the papers of the one before it."""
    words = _Words(random.Random(20261123))
    papers: list[dict[str, Any]] = []
    for number in range(count):
        source = "talk2paper" if number % 10 == 9 else "cn-chat-arxiv"
        if source == "cn-chat-arxiv":
            papers = [_invent_paper(words, number * ENTRIES + place) for place in range(ENTRIES)]
        yield (
            f"{source}/{number}",
            Document(
                format=source,
                source=source,
                issued_on=date(2026, 11, 1),
                topic="医学图像",
                entries=tuple(
                    Entry(position=place, readings=(_invent_reading(words, source),), **paper)
                    for place, paper in enumerate(papers, start=1)
                ),
            ),
        )


def _invent_paper(words: _Words, number: int) -> dict[str, Any]:
    return {
        "arxiv_id": ArxivId(f"{2401 + number // 20_000}.{number % 20_000:05}", 1),
        "title": words.english(9).capitalize(),
        "authors": tuple(words.english(2).title() for _ in range(5)),
        "abstract": ". ".join(words.english(20).capitalize() for _ in range(8)) + ".",
        "categories": ("cs.CV", "eess.IV"),
        "announce_type": AnnounceType.NEW,
    }


def _invent_reading(words: _Words, source: str) -> Reading:
    return Reading(
        source=source,
        lang="zh",
        title=words.chinese(10),
        abstract="，".join(words.chinese(8) for _ in range(18)) + "。",
        tldr=words.chinese(30) + "。",
    )


if __name__ == "__main__":
    main()
