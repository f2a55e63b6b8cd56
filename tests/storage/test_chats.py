from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.chat import ChatAddress, ChatKind, ChatSettings, Scope
from bot.domain.delivery import DeliveryState
from bot.domain.schedule import Rhythm, Schedule, Slot
from bot.domain.topic import Amount
from bot.errors import NotFoundError
from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import add_chat, claim, follow, list_issue, match, plan

EVERYTHING = ChatSettings(
    language="en",
    schedule=Schedule(
        rhythm=Rhythm.WEEKLY,
        at=time(7, 45),
        zone="UTC+05:30",
        days=frozenset({2, 5}),
        quiet_from=time(22),
        quiet_until=time(8, 30),
    ),
    amount=Amount.MORE,
    scope=Scope.ALL,
    max_papers=25,
    tell_empty=True,
)


def test_a_chat_keeps_all_its_settings(store: Store, clock: FakeClock) -> None:
    address = ChatAddress(
        platform="telegram", chat_id=-1_001_234_567_890, thread_id=42, bot_id=7_000_000_000
    )
    with store.begin() as tx:
        added = tx.chats.get_or_add(address, ChatKind.GROUP, ChatSettings(), clock.now())
        tx.chats.save_settings(added.key, EVERYTHING)
    with store.begin() as tx:
        chat = tx.chats.get(added.key)
        assert chat == tx.chats.find(address)
    assert chat.address == address
    assert chat.kind is ChatKind.GROUP
    assert chat.settings == EVERYTHING
    assert chat.created_at == clock.now()
    assert chat.pending is None


def test_a_chat_is_added_once(store: Store, clock: FakeClock) -> None:
    first = add_chat(store, clock, language="en")
    with store.begin() as tx:
        again = tx.chats.get_or_add(
            first.address, ChatKind.PRIVATE, ChatSettings(language="zh"), clock.now()
        )
    assert again == first


def test_threads_and_bots_are_chats_of_their_own(store: Store, clock: FakeClock) -> None:
    base = ChatAddress(platform="telegram", chat_id=1)
    addresses = [base, replace(base, thread_id=2), replace(base, bot_id=2)]
    addresses.append(replace(base, platform="discord"))
    with store.begin() as tx:
        keys = {
            tx.chats.get_or_add(one, ChatKind.GROUP, ChatSettings(), clock.now()).key
            for one in addresses
        }
    assert len(keys) == 4


def test_a_chat_that_is_gone_is_not_found(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    with store.begin() as tx:
        tx.chats.delete(chat.key)
        assert tx.chats.find(chat.address) is None
        with pytest.raises(NotFoundError):
            tx.chats.get(chat.key)
        with pytest.raises(NotFoundError):
            tx.chats.save_settings(chat.key, ChatSettings())
        tx.chats.delete(chat.key)


def test_a_new_chat_does_not_get_the_key_of_one_that_is_gone(
    store: Store, clock: FakeClock
) -> None:
    gone = add_chat(store, clock)
    with store.begin() as tx:
        tx.chats.delete(gone.key)
    assert add_chat(store, clock).key != gone.key


def test_nothing_of_a_deleted_chat_remains(store: Store, clock: FakeClock) -> None:
    chat, other = add_chat(store, clock, 1), add_chat(store, clock, 2)
    own = follow(store, clock, chat, "牙齿修复")
    shared = follow(store, clock, chat, "医学图像")
    follow(store, clock, other, "医学图像")
    match(store, clock, own, "2403.00001")
    match(store, clock, shared, "2403.00002")
    plan(store, clock, chat, other)
    clock.advance(days=1)
    with store.begin() as tx:
        tx.chats.delete(chat.key)
    with store.begin() as tx:
        assert tx.subscriptions.list_of(chat.key) == []
        assert tx.issues.find_newest(chat.key) is None
        assert tx.deliveries.count_by_state() == {DeliveryState.PENDING: 1}
        assert [topic.query for topic in tx.topics.list_subscribed()] == ["医学图像"]
        assert tx.topics.find("牙齿修复") is None
        assert tx.papers.count() == 2
    assert [delivery.chat_key for delivery in claim(store, clock)] == [other.key]
    assert list_issue(store, other) == ["2403.00002"]


def test_due_chats_come_most_overdue_first(store: Store, clock: FakeClock) -> None:
    chats = [
        add_chat(store, clock, number, schedule=Schedule(at=time(hour)))
        for number, hour in enumerate((11, 10, 12, 23), start=1)
    ]
    clock.advance(hours=4)
    with store.begin() as tx:
        due = tx.chats.list_due(clock.now(), limit=10)
        assert [one.keys for one in due] == [(chats[n].key,) for n in (1, 0, 2)]
        assert due[0].schedule == chats[1].settings.schedule
        assert due[0].pending == chats[1].pending
        [first] = tx.chats.list_due(clock.now(), limit=1)
        assert first.keys == (chats[1].key,)


def test_a_chat_is_due_at_its_instant_and_not_before(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    assert chat.pending is not None
    clock.set(chat.pending.due_at - timedelta(microseconds=1))
    with store.begin() as tx:
        assert tx.chats.list_due(clock.now(), limit=1) == []
    clock.advance(microseconds=1)
    with store.begin() as tx:
        assert len(tx.chats.list_due(clock.now(), limit=1)) == 1


def test_paused_suspended_and_slotless_chats_are_never_due(store: Store, clock: FakeClock) -> None:
    paused, suspended, idle = (add_chat(store, clock, number) for number in range(3))
    with store.begin() as tx:
        tx.chats.set_paused(paused.key, clock.now())
        tx.chats.set_suspended(suspended.key, clock.now(), "bot was blocked by the user")
        tx.chats.set_pending(idle.key, None)
    clock.advance(days=3)
    with store.begin() as tx:
        assert tx.chats.list_due(clock.now(), limit=9) == []
        assert tx.chats.get(suspended.key).suspended_reason == "bot was blocked by the user"
        tx.chats.set_paused(paused.key, None)
        tx.chats.set_suspended(suspended.key, None)
        # Both are due at the same time.
        [due] = tx.chats.list_due(clock.now(), limit=9)
        assert set(due.keys) == {paused.key, suspended.key}
        assert tx.chats.get(suspended.key).suspended_reason is None


def test_a_slot_is_kept_to_the_date_and_the_instant(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    slot = Slot(clock.now().date() + timedelta(days=2), clock.now() + timedelta(seconds=1.5))
    with store.begin() as tx:
        tx.chats.set_pending(chat.key, slot)
    with store.begin() as tx:
        assert tx.chats.get(chat.key).pending == slot
