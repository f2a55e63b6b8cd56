"""What is too long for a button, and when it is forgotten."""

import asyncio
from datetime import timedelta

from bot.ports import Store
from bot.services.chores import PHRASES_KEPT_FOR, clear_away
from bot.services.phrases import find_phrase, keep_phrase
from tests.fakes import FakeClock
from tests.papers import medical
from tests.talk import Talk


def test_one_text_has_one_key_in_both_stores(store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        key = keep_phrase(tx, "医学图像" * 500, clock.now())
        assert keep_phrase(tx, "医学图像" * 500, clock.now()) == key
        assert keep_phrase(tx, "another", clock.now()) != key
        assert find_phrase(tx, key) == "医学图像" * 500
        assert find_phrase(tx, "zzzzzz") is None
        assert find_phrase(tx, "not a key") is None


def test_a_text_that_nobody_was_shown_for_long_is_forgotten(
    sqlite_store: Store, clock: FakeClock
) -> None:
    talk = Talk(sqlite_store, clock)
    with sqlite_store.begin() as tx:
        old, kept = (keep_phrase(tx, text, clock.now()) for text in ("old", "kept"))
    clock.advance(PHRASES_KEPT_FOR)
    with sqlite_store.begin() as tx:
        # Shown once more: it stays.
        assert keep_phrase(tx, "kept", clock.now()) == kept
    clock.advance(timedelta(seconds=1))
    asyncio.run(clear_away(talk.core))
    with sqlite_store.begin() as tx:
        assert (find_phrase(tx, old), find_phrase(tx, kept)) == (None, "kept")


def test_a_paper_gets_one_card_a_day_in_both_stores(store: Store, clock: FakeClock) -> None:
    talk = Talk(store, clock)
    talk.say("/subscribe 医学图像")
    talk.read(medical())
    chat = talk.chat
    assert chat is not None
    today = clock.now().date()
    with store.begin() as tx:
        paper = tx.papers.find_by_number("2403.00001")
        assert paper is not None
        shown = [tx.link_cards.note(chat.key, paper.key, today) for _ in range(2)]
        shown.append(tx.link_cards.note(chat.key, paper.key, today + timedelta(days=1)))
    assert shown == [True, False, True]
