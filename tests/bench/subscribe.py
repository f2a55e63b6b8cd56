"""How long a chat waits for the answer to `/subscribe`, with a week's papers in the database.

    python -m tests.bench.subscribe [--papers 5000] [--database-url URL]

Every topic is new, so that all of the week's papers have to be asked. The topics are a rare and a
frequent one of the lexicon, words that it does not know, and a category that every paper is in.
Seconds are the processor's. The last line is a JSON object: those of each topic, and of the slowest.
"""

import argparse
import json
import random
import time
from datetime import UTC, datetime

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import ChatAddress, ChatKind, ChatSettings
from bot.domain.document import Document, Entry
from bot.domain.paper import Reading
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import PaperText
from bot.ports import Store
from bot.services.ingest import ingest
from bot.services.match import build_matcher
from bot.services.subscribe import subscribe
from tests.bench.database import fresh_database
from tests.bench.match import make_papers, make_words

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOPICS = ("量子信息", "大语言模型", "deep OR learning", "cat:cs.LG")
#: Papers of one document.
DAY = 500


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--papers", type=int, default=5_000)
    ask.add_argument("--database-url")
    given = ask.parse_args()
    lexicon = Lexicon.load()
    papers = make_papers(random.Random(2), make_words(random.Random(1)), lexicon, given.papers)
    # Done once, when the bot starts.
    build_matcher([], lexicon)
    with fresh_database(given.database_url) as (store, _):
        for start in range(0, len(papers), DAY):
            _take_in(store, papers[start : start + DAY], start)
        seconds = {topic: round(_subscribe(store, topic, lexicon), 3) for topic in TOPICS}
    print(
        json.dumps(
            {"papers": given.papers, "seconds": seconds, "slowest": max(seconds.values())},
            ensure_ascii=False,
        )
    )


def _take_in(store: Store, papers: list[PaperText], start: int) -> None:
    entries = tuple(_entry(place, start, paper) for place, paper in enumerate(papers, start=1))
    document = Document(format="arxiv-rss", source="arxiv", entries=entries)
    with store.begin() as tx:
        ingest(tx, f"{start}.xml", repr(start).encode(), document, NOW)


def _entry(place: int, start: int, paper: PaperText) -> Entry:
    chinese = Reading(source="talk2paper", lang="zh", title=paper.title_zh, tldr=paper.tldr_zh)
    return Entry(
        position=place,
        arxiv_id=ArxivId(f"2611.{start + place:05}"),
        title=paper.title,
        abstract=paper.abstract,
        categories=paper.categories,
        readings=(chinese,),
    )


def _subscribe(store: Store, topic: str, lexicon: Lexicon) -> float:
    start = time.process_time()
    with store.begin() as tx:
        address = ChatAddress(platform="bench", chat_id=1)
        chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, ChatSettings(), NOW)
        subscribe(tx, chat, topic, lexicon, NOW)
    return time.process_time() - start


if __name__ == "__main__":
    main()
