"""What a paper costs to be matched, where its topic has one subscription and where it has a million.

    python -m tests.bench.followers [--subscriptions 1000000] [--papers 200] [--database-url URL]

Matching asks for topics and never for who follows them, so that both cost the same; this holds it to
that, in the service itself, with the database. The two take turns, and seconds are the processor's
(with PostgreSQL, without those of the server). The last line is a JSON object.
"""

import argparse
import json
import statistics
import time
from datetime import UTC, datetime

from sqlalchemy import delete, update

from bot.ports import Store
from bot.services.match import Matching
from storage import tables as t
from tests.bench.database import Connect, fresh_database
from tests.bench.outbox import add_many_chats, add_paper, make_core

NOW = datetime(2026, 11, 23, tzinfo=UTC)
_ROUNDS = 15


class _Scene:
    """A database with papers, all of them about the topic that so many chats follow."""

    def __init__(self, store: Store, connect: Connect, subscriptions: int, papers: int) -> None:
        self._store, self._connect = store, connect
        self._papers = papers
        self._matching = Matching(make_core(store))
        with connect() as connection:
            add_many_chats(connection, subscriptions, NOW)
            for key in range(1, papers + 1):
                add_paper(connection, key, NOW)

    def match(self) -> float:
        """Seconds to match all the papers as if they were new."""
        with self._connect() as connection:
            connection.execute(delete(t.match))
            connection.execute(update(t.paper).values(unmatched=True))
        found = 0
        start = time.process_time()
        while found < self._papers:
            with self._store.begin() as tx:
                found += self._matching.match_new(tx, NOW)
        return time.process_time() - start


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--subscriptions", type=int, default=1_000_000)
    ask.add_argument("--papers", type=int, default=200)
    ask.add_argument("--database-url")
    given = ask.parse_args()
    url, papers = given.database_url, given.papers
    with fresh_database(url) as one, fresh_database(url) as many:
        scenes = _Scene(*one, 1, papers), _Scene(*many, given.subscriptions, papers)
        print(f"{given.subscriptions:,} subscriptions stand ready", flush=True)
        # The first time loads the lexicon and the topics.
        for scene in scenes:
            scene.match()
        seconds = [[scene.match() for scene in scenes] for _ in range(_ROUNDS)]
    each = [1000 * statistics.median(column) / papers for column in zip(*seconds, strict=True)]
    print(
        json.dumps(
            {
                "bench": "followers",
                "papers": papers,
                "subscriptions": [1, given.subscriptions],
                "ms_per_paper": [round(ms, 3) for ms in each],
                "ratio": round(statistics.median(b / a for a, b in seconds), 3),
            }
        )
    )


if __name__ == "__main__":
    main()
