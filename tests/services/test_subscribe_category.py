"""The category by which a topic may be narrowed is one that fits it."""

import pytest

from bot.domain.chat import Chat
from bot.ports import Store
from bot.services.subscribe import subscribe
from tests.fakes import FakeClock
from tests.storage.builders import add_chat, entry, take_in
from tests.talk import load_lexicon


@pytest.fixture
def chat(sqlite_store: Store, clock: FakeClock) -> Chat:
    return add_chat(sqlite_store, clock)


def category_of(store: Store, clock: FakeClock, chat: Chat, query: str) -> str | None:
    with store.begin() as tx:
        return subscribe(tx, chat, query, load_lexicon(), clock.now()).category


@pytest.mark.parametrize(
    ("query", "category"),
    [
        ("量子纠错", "quant-ph"),
        ("蛋白质设计", "q-bio.BM"),
        ("zzxqy", None),
        ("量子纠错 cat:cs.IT", None),
        ("author:Shor", None),
    ],
)
def test_without_papers_the_topic_knows_it(sqlite_store, clock, chat, query, category):
    assert category_of(sqlite_store, clock, chat, query) == category


def test_with_papers_it_is_where_most_of_them_are(sqlite_store, clock, chat):
    found = [("cs.IT", "quant-ph"), ("quant-ph",), ("cs.IT",), ()]
    take_in(
        sqlite_store,
        clock,
        *(
            entry(f"2611.{n:05}", n, title="Quantum Error Correction", categories=categories)
            for n, categories in enumerate(found, start=1)
        ),
    )
    assert category_of(sqlite_store, clock, chat, "量子纠错") == "cs.IT"
