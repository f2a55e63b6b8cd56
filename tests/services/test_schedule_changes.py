"""What becomes of a chat's next issue when its people change their minds."""

from datetime import date

import pytest

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.services.plan import plan_due
from bot.services.settle import settle
from bot.services.subscribe import subscribe, unsubscribe
from tests.talk import load_lexicon

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def lexicon():
    return load_lexicon()


@pytest.fixture
def chat(sqlite_store, clock, lexicon) -> Chat:
    """A chat that follows one topic; it is Monday, 09:00 in Shanghai, and the push is at 09:30."""
    with sqlite_store.begin() as tx:
        address = ChatAddress(platform="console", chat_id=1)
        chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, ChatSettings(), clock.now())
        return subscribe(tx, chat, "NeRF", lexicon, clock.now()).chat


def change(store, chat, clock, *lines) -> Chat:
    with store.begin() as tx:
        for line in lines:
            chat = settle(tx, chat, line, clock.now())
        return tx.chats.get(chat.key)


def issue_made(store, chat, clock) -> Chat:
    """Monday's issue, at its hour."""
    clock.set(chat.pending.due_at)
    with store.begin() as tx:
        assert plan_due(tx, clock.now()) == 1
        assert tx.issues.find_last_on(chat.key) == MONDAY
        return tx.chats.get(chat.key)


def test_a_chat_without_issues_has_no_last_one(sqlite_store, chat):
    with sqlite_store.begin() as tx:
        assert tx.issues.find_last_on(chat.key) is None


def test_a_later_hour_after_todays_issue_counts_from_tomorrow(sqlite_store, chat, clock):
    chat = issue_made(sqlite_store, chat, clock)
    assert change(sqlite_store, chat, clock, "time 20:00").pending.on == TUESDAY


def test_weekly_and_back_again_on_the_same_day_gives_no_second_issue(sqlite_store, chat, clock):
    chat = issue_made(sqlite_store, chat, clock)
    lines = ("rhythm weekly", "time 20:00", "rhythm daily")
    assert change(sqlite_store, chat, clock, *lines).pending.on == TUESDAY


def test_a_chat_that_stops_and_starts_again_gets_no_second_issue(
    sqlite_store, chat, clock, lexicon
):
    chat = issue_made(sqlite_store, chat, clock)
    chat = change(sqlite_store, chat, clock, "time 20:00")
    with sqlite_store.begin() as tx:
        unsubscribe(tx, chat, "NeRF", lexicon)
        chat = tx.chats.get(chat.key)
        assert chat.pending is None
        assert subscribe(tx, chat, "NeRF", lexicon, clock.now()).chat.pending.on == TUESDAY
