"""What is too large, too far or too odd for a store: cut, or refused with a sentence, in both."""

import random
from datetime import date

import pytest

from bot.errors import StorageError
from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import entry, find, take_in

BEYOND_64_BITS = 2**80


def characters(count: int, first: int = 0x4E00, last: int = 0x9FA5) -> str:
    """Characters without any pattern, so that nothing packs or repeats them."""
    chance = random.Random(1)
    return "".join(chr(chance.randrange(first, last)) for _ in range(count))


@pytest.mark.parametrize("on", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_paper_without_an_id_may_be_of_any_date(
    store: Store, clock: FakeClock, on: date
) -> None:
    take_in(store, clock, entry(None, title="On Kites", published_on=on))
    with store.begin() as tx:
        [paper] = tx.papers.search("kites", limit=5)
    assert paper.published_on == on


def test_a_text_of_more_words_than_an_index_takes_is_found_by_the_first_and_by_its_id(
    store: Store, clock: FakeClock
) -> None:
    take_in(store, clock, entry("2403.00001", title="On Kites", abstract=characters(199_000)))
    with store.begin() as tx:
        for words in ("kites", "2403.00001"):
            assert [paper.title for paper in tx.papers.search(words, limit=5)] == ["On Kites"]


def test_a_location_may_be_long_and_two_that_begin_alike_are_two(
    store: Store, clock: FakeClock
) -> None:
    long = characters(3_000, 0x20000, 0x2A000)
    take_in(store, clock, entry("2403.00001"), location=long)
    take_in(store, clock, entry("2403.00002"), location=f"{long}2")
    with store.begin() as tx:
        assert tx.documents.count() == 2


def test_a_question_of_very_many_words_is_answered(store: Store, clock: FakeClock) -> None:
    take_in(store, clock, entry("2403.00001", title="On Kites"))
    with store.begin() as tx:
        assert tx.papers.search(" ".join(f"w{n}" for n in range(20_000)), limit=5) == []
        assert len(tx.papers.search(" ".join(["kites"] * 20_000), limit=5)) == 1


def test_what_no_store_can_hold_is_replaced(store: Store, clock: FakeClock) -> None:
    odd = "a\0b\ud800c\ud83d\ude00"
    take_in(store, clock, entry("2403.00001", title=odd, abstract=odd, authors=(odd,)))
    paper = find(store, "2403.00001")
    kept = "a\ufffdb\ufffdc😀"
    assert (paper.title, paper.abstract, paper.authors) == (kept, kept, (kept,))


def test_a_number_beyond_64_bits_is_refused_for_good(store: Store) -> None:
    with pytest.raises(StorageError) as refused, store.begin() as tx:
        tx.chats.list_at("telegram", 0, BEYOND_64_BITS)
    assert refused.value.permanent
