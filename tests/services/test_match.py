"""Papers meet topics, whatever else is written at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.ports import Store
from bot.services.match import Matching
from storage import open_store
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock
from tests.papers import medical
from tests.storage.builders import add_chat, entry, follow, take_in
from tests.talk import Talk

ROUNDS = 30


def side_by_side(url: str, *works: Callable[[Store], None]) -> None:
    """Do these at the same time, each in a program of its own."""
    together = threading.Barrier(len(works))

    def run(work: Callable[[Store], None]) -> None:
        store = open_store(url, thresholds=THRESHOLDS)
        try:
            together.wait()
            work(store)
        finally:
            store.close()

    with ThreadPoolExecutor(len(works)) as threads:
        list(threads.map(run, works))


def test_a_topic_that_is_added_between_two_batches_is_matched_in_the_second(
    store: Store, clock: FakeClock
) -> None:
    talk = Talk(store, clock)
    talk.read(medical("2403.00001", 1))
    matching = Matching(talk.core)
    with store.begin() as tx:
        assert matching.match_new(tx, clock.now()) == 1
    talk.say("/subscribe 医学图像")
    talk.read(medical("2403.00002", 1), location="next.md")
    with store.begin() as tx:
        assert matching.match_new(tx, clock.now()) == 1
    assert "今天 · 11-23 周一 · 2 篇" in talk.say("/today")


def test_a_text_that_changes_while_it_is_matched_is_matched_again(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    titles = [f"Version {version}" for version in range(1, 6)]
    seen = {title: threading.Event() for title in titles}

    def match(other: Store) -> None:
        while not seen[titles[-1]].is_set():
            with other.begin() as tx:
                papers = tx.papers.list_unmatched(limit=9)
                for paper in papers:
                    seen[paper.title].set()
                for _ in range(50 if papers else 0):
                    tx.papers.count()
                tx.papers.mark_matched([paper.key for paper in papers])

    def change(other: Store) -> None:
        for version, title in enumerate(titles, start=1):
            take_in(other, clock, entry(f"2403.00001v{version}", title=title), location=title)
            # The next comes while this one is being matched.
            if not seen[title].wait(10):
                seen[titles[-1]].set()
                raise AssertionError(f"{title} was never matched")

    side_by_side(database_url, match, change)


def test_a_topic_that_one_chat_leaves_while_another_comes_is_not_lost_to_it(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    def come_and_go(chat_id: int) -> Callable[[Store], None]:
        def work(other: Store) -> None:
            chat = add_chat(other, clock, chat_id)
            for _ in range(ROUNDS):
                topic = follow(other, clock, chat)
                with other.begin() as tx:
                    assert [one.topic for one in tx.subscriptions.list_of(chat.key)] == [topic]
                    assert tx.subscriptions.remove(chat.key, topic.key)

        return work

    side_by_side(database_url, *(come_and_go(number) for number in (1, 2, 3)))
    with store.begin() as tx:
        assert tx.topics.find("医学图像") is None
