"""Programs that do the same on one database at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatKind, ChatSettings
from bot.ports import Store
from bot.services.plan import plan_due
from storage import open_store
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock
from tests.storage.builders import (
    LEASE,
    add_chat,
    entry,
    find,
    follow,
    match,
    plan,
    plan_unseen,
    reading,
    take_in,
)


def in_parallel(url: str, work: Callable[[Store, int], object], programs: int = 4) -> list[object]:
    """What `work` returns in several programs that begin at the same time."""
    together = threading.Barrier(programs)

    def run(number: int) -> object:
        store = open_store(url, thresholds=THRESHOLDS)
        try:
            together.wait()
            return work(store, number)
        finally:
            store.close()

    with ThreadPoolExecutor(programs) as threads:
        return list(threads.map(run, range(programs)))


def test_two_planners_make_one_issue(store: Store, clock: FakeClock, database_url: str) -> None:
    chats = [add_chat(store, clock, number) for number in range(20)]
    for chat in chats:
        match(store, clock, follow(store, clock, chat), "2403.00001")
    now = clock.advance(hours=1)

    def work(other: Store, number: int) -> int:
        with other.begin() as tx:
            return plan_due(tx, now)

    found = in_parallel(database_url, work)
    assert sum(int(str(one)) for one in found) >= 20
    with store.begin() as tx:
        assert sum(tx.deliveries.count_by_state().values()) == 20
        assert tx.chats.list_due(now, limit=99) == []


def test_two_readers_of_an_issue_find_the_same_papers(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    chat = add_chat(store, clock)
    match(store, clock, follow(store, clock, chat), "2403.00001", "2403.00002")
    plan_unseen(store, clock, chat)

    def work(other: Store, number: int) -> object:
        with other.begin() as tx:
            return tx.issues.find_newest(chat.key)

    first, *others = in_parallel(database_url, work)
    assert first is not None
    assert others == [first] * 3


def test_two_senders_never_have_the_same_delivery(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    chats = [add_chat(store, clock, number, tell_empty=True) for number in range(40)]
    plan(store, clock, *chats)
    now = clock.advance(hours=1)

    def work(other: Store, number: int) -> list[int]:
        mine: list[int] = []
        while True:
            with other.begin() as tx:
                claimed = tx.deliveries.claim(
                    "console",
                    0,
                    worker=f"sender {number}",
                    now=now,
                    lease_until=now + LEASE,
                    limit=3,
                )
            if not claimed:
                return mine
            assert len(claimed) <= 3
            mine += [one.key for one in claimed]

    lists = in_parallel(database_url, work)
    keys = [key for mine in lists for key in mine]  # type: ignore[attr-defined]
    assert len(keys) == len(set(keys)) == 40


def test_two_imports_of_one_paper_make_one_paper(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    def work(other: Store, number: int) -> None:
        for place in range(5):
            take_in(
                other,
                clock,
                entry("2403.15603", 1, readings=(reading(f"source {number}"),)),
                entry("2403.00001", 2),
                location=f"{number} {place}",
            )

    in_parallel(database_url, work)
    assert {one.source for one in find(store, "2403.15603").readings} == {
        f"source {number}" for number in range(4)
    }
    with store.begin() as tx:
        assert tx.papers.count() == 2


def test_what_is_read_of_a_chat_to_be_changed_is_not_changed_by_a_rival(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    address = ChatAddress(platform="console", chat_id=1)

    def work(other: Store, number: int) -> None:
        for _ in range(10):
            with other.begin() as tx:
                settings = ChatSettings(max_papers=0)
                chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, settings, clock.now())
                more = replace(chat.settings, max_papers=chat.settings.max_papers + 1)
                tx.chats.save_settings(chat.key, more)

    in_parallel(database_url, work)
    with store.begin() as tx:
        chat = tx.chats.find(address)
    assert chat is not None
    assert chat.settings.max_papers == 40


def test_two_who_add_the_same_chat_and_topic_get_the_same(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    address = ChatAddress(platform="console", chat_id=1)

    def work(other: Store, number: int) -> tuple[int, int, bool]:
        with other.begin() as tx:
            chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, ChatSettings(), clock.now())
            topic, added = tx.topics.get_or_add("题", "题", clock.now())
            tx.subscriptions.add(chat.key, topic.key, "题", None, clock.now(), clock.now())
        return chat.key, topic.key, added

    results = in_parallel(database_url, work)
    assert len({one[:2] for one in results}) == 1  # type: ignore[index]
    assert sum(one[2] for one in results) == 1  # type: ignore[index]
