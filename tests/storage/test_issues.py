"""Planning: which papers an issue holds, and that a chat has one for a date."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.chat import Chat, Scope
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.issue import Receipt
from bot.domain.paper import AnnounceType
from bot.domain.schedule import Schedule, Slot
from bot.domain.topic import Amount
from bot.errors import NotFoundError
from bot.ports import Store
from bot.ports.store import PlannedIssues
from tests.fakes import FakeClock
from tests.storage.builders import (
    add_chat,
    claim,
    entry,
    follow,
    list_issue,
    match,
    plan,
    put_match,
    take_in,
)

DAY = timedelta(days=1)


def count_deliveries(store: Store) -> int:
    with store.begin() as tx:
        return sum(tx.deliveries.count_by_state().values())


def pending(store: Store, chat: Chat) -> Slot | None:
    with store.begin() as tx:
        return tx.chats.get(chat.key).pending


def test_an_issue_holds_what_matched_best_first(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    one, two = follow(store, clock, chat, "一"), follow(store, clock, chat, "二")
    match(store, clock, one, "2403.00001", "2403.00002", score=0.6)
    match(store, clock, two, "2403.00003", score=0.8)
    match(store, clock, two, "2403.00001", score=0.7)
    match(store, clock, two, "2403.00004", score=0.4)
    clock.advance(hours=1)

    assert plan(store, clock, chat) == 1

    assert chat.pending is not None
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
        assert issue is not None
        assert tx.issues.get(issue.key) == issue
        assert tx.issues.find_last_on(chat.key) == chat.pending.on
    entries = [(str(one.paper.arxiv_id), one.topic_name, one.score) for one in issue.entries]
    assert entries == [
        ("2403.00003", "二", 0.8),
        ("2403.00001", "二", 0.7),
        ("2403.00002", "一", 0.6),
    ]
    assert all(one.reason == {"kind": "name"} for one in issue.entries)
    assert all(one.pushed_on == chat.pending.on for one in issue.entries)
    assert (issue.chat_key, issue.issued_on) == (chat.key, chat.pending.on)
    assert (issue.due_at, issue.made_at) == (chat.pending.due_at, clock.now())


def test_an_issue_that_is_not_there_is_not_found(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    with store.begin() as tx:
        assert tx.issues.find_newest(chat.key) is None
        assert tx.issues.find_last_on(chat.key) is None
        with pytest.raises(NotFoundError):
            tx.issues.get(1)
        assert tx.issues.plan([], clock.now()) == 0


def test_an_issue_has_one_delivery_due_at_its_slot(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    match(store, clock, follow(store, clock, chat), "2403.00001")
    plan(store, clock, chat)
    assert claim(store, clock) == []
    clock.advance(hours=2)
    [delivery] = claim(store, clock)
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    assert chat.pending is not None
    assert (delivery.kind, delivery.part) == (DeliveryKind.ISSUE, 1)
    assert delivery.issue_key == issue.key
    assert delivery.address == chat.address
    assert delivery.due_at == chat.pending.due_at
    assert delivery.payload is None


def test_a_delivery_waits_for_the_end_of_quiet_hours(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    match(store, clock, follow(store, clock, chat), "2403.00001")
    plan(store, clock, chat, not_before_at=clock.now() + timedelta(hours=3))
    clock.advance(hours=2)
    assert claim(store, clock) == []
    clock.advance(hours=1)
    assert len(claim(store, clock)) == 1


def test_an_empty_day_makes_an_issue_and_no_delivery(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    follow(store, clock, chat)
    assert plan(store, clock, chat) == 1
    assert count_deliveries(store) == 0
    assert list_issue(store, chat) == []
    assert chat.pending is not None
    with store.begin() as tx:
        assert tx.issues.find_last_on(chat.key) == chat.pending.on


def test_a_chat_that_wants_to_is_told_of_an_empty_day(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock, tell_empty=True)
    follow(store, clock, chat)
    plan(store, clock, chat)
    assert count_deliveries(store) == 1


def test_the_next_slot_is_pending_afterwards(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    assert chat.pending is not None
    plan(store, clock, chat)
    assert pending(store, chat) == Slot(chat.pending.on + DAY, chat.pending.due_at + DAY)


def decision(chat: Chat, slot: Slot | None = None) -> PlannedIssues:
    assert chat.pending is not None
    slot = slot or chat.pending
    following = Slot(slot.on + DAY, slot.due_at + DAY)
    return PlannedIssues(
        chat_keys=(chat.key,), pending=chat.pending, slot=slot, next_slot=following
    )


def test_a_decision_is_carried_out_once(store: Store, clock: FakeClock) -> None:
    """Two planners found the same chat due, or one was killed and tries again."""
    chat = add_chat(store, clock)
    match(store, clock, follow(store, clock, chat), "2403.00001")
    with store.begin() as tx:
        assert tx.issues.plan([decision(chat), decision(chat)], clock.now()) == 1
    with store.begin() as tx:
        assert tx.issues.plan([decision(chat)], clock.now()) == 0
    assert count_deliveries(store) == 1
    assert pending(store, chat) == decision(chat).next_slot


def test_a_chat_whose_slot_has_changed_is_left_alone(store: Store, clock: FakeClock) -> None:
    chat, other, gone = (add_chat(store, clock, number) for number in range(3))
    assert chat.pending is not None
    moved = Slot(chat.pending.on, chat.pending.due_at + timedelta(hours=1))
    with store.begin() as tx:
        tx.chats.set_pending(chat.key, moved)
        tx.chats.delete(gone.key)
        made = tx.issues.plan([decision(one) for one in (chat, other, gone)], clock.now())
    assert made == 1
    assert pending(store, chat) == moved
    with store.begin() as tx:
        assert tx.issues.find_last_on(chat.key) is None


def test_a_date_has_one_issue_and_the_chat_moves_on(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    match(store, clock, topic, "2403.00001")
    plan(store, clock, chat)
    match(store, clock, topic, "2403.00002")
    assert chat.pending is not None
    with store.begin() as tx:
        tx.chats.set_pending(chat.key, chat.pending)
        assert tx.issues.plan([decision(chat)], clock.now()) == 0
    assert list_issue(store, chat) == ["2403.00001"]
    assert pending(store, chat) == decision(chat).next_slot
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00002"], "it comes with the next one"


def test_a_paper_is_given_once(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    one = follow(store, clock, chat, "一")
    [paper] = match(store, clock, one, "2403.00001")
    plan(store, clock, chat)
    clock.advance(days=1)
    two = follow(store, clock, chat, "二", since=clock.now() - 3 * DAY)
    put_match(store, clock, two, paper, score=0.99)
    match(store, clock, two, "2403.00002")
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00002"]


def test_a_paper_matched_late_comes_with_the_next_issue(store: Store, clock: FakeClock) -> None:
    """It arrived before the last issue, and got its Chinese text, and its match, after it."""
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    take_in(store, clock, entry("2403.00001"))
    plan(store, clock, chat)
    clock.advance(hours=20)
    match(store, clock, topic, "2403.00001")
    clock.advance(hours=4)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00001"]


def test_a_match_committed_after_an_issue_it_was_older_than_is_not_lost(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    take_in(store, clock, entry("2403.00001"))
    started = FakeClock(clock.now())
    clock.advance(minutes=50)
    plan(store, clock, chat)
    match(store, started, topic, "2403.00001")
    clock.advance(days=1)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00001"]


def test_what_arrived_before_the_subscription_is_not_pushed(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    take_in(store, FakeClock(clock.now() - timedelta(seconds=1)), entry("2403.00001"))
    match(store, clock, topic, "2403.00001", "2403.00002")
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00002"]


def test_an_issue_reaches_back_two_weeks_at_the_most(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    match(store, clock, topic, "2403.00001")
    clock.advance(days=1)
    match(store, clock, topic, "2403.00002")
    clock.advance(days=13, seconds=1)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00002"]


@pytest.mark.parametrize("what", ["amount", "scope", "topic amount"])
def test_a_chat_that_asks_for_more_gets_what_it_missed(
    store: Store, clock: FakeClock, what: str
) -> None:
    chat = add_chat(store, clock, scope=Scope.NEW)
    topic = follow(store, clock, chat)
    score, kind = (0.9, AnnounceType.CROSS) if what == "scope" else (0.4, AnnounceType.NEW)
    take_in(store, clock, entry("2403.00001", announce_type=kind))
    match(store, clock, topic, "2403.00001", score=score)
    plan(store, clock, chat)
    assert list_issue(store, chat) == []
    clock.advance(days=1)
    with store.begin() as tx:
        if what == "topic amount":
            tx.subscriptions.set_amount(chat.key, topic.key, Amount.MORE)
        else:
            wider = replace(chat.settings, amount=Amount.MORE, scope=Scope.CROSS)
            tx.chats.save_settings(chat.key, wider)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00001"]


def test_a_cross_list_that_proves_to_be_new_is_not_missed(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock, scope=Scope.NEW)
    topic = follow(store, clock, chat)
    take_in(store, clock, entry("2403.00001", announce_type=AnnounceType.CROSS))
    match(store, clock, topic, "2403.00001")
    plan(store, clock, chat)
    assert list_issue(store, chat) == []
    clock.advance(days=1)
    take_in(store, clock, entry("2403.00001", announce_type=AnnounceType.NEW))
    clock.advance(hours=2)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00001"]


def receipt(store: Store, chat: Chat) -> Receipt:
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    return issue.receipt


def test_a_receipt_counts_what_arrived_since_the_last_issue(
    store: Store, clock: FakeClock
) -> None:
    chat, newcomer = add_chat(store, clock, 1), add_chat(store, clock, 2)
    topic = follow(store, clock, chat)
    follow(store, clock, newcomer)
    take_in(store, clock, entry("2403.00001"), source="arxiv")
    match(store, clock, topic, "2403.00001")
    clock.advance(hours=12)
    first = clock.now()
    plan(store, clock, chat)
    day_before = first - timedelta(days=1)
    assert receipt(store, chat) == Receipt(since=day_before, arrived=1, sources=(("arxiv", 1),))

    clock.advance(hours=1)
    take_in(store, clock, entry("2403.00002", 1), entry("2403.00003", 2), source="arxiv")
    take_in(store, clock, entry("2403.00003", 1), entry("2403.00001", 2), source="talk2paper")
    match(store, clock, topic, "2403.00002")
    clock.advance(hours=1)
    plan(store, clock, chat, newcomer)
    assert receipt(store, chat) == Receipt(
        since=first, arrived=2, sources=(("arxiv", 2), ("talk2paper", 1))
    )
    day_before = clock.now() - timedelta(days=1)
    assert receipt(store, newcomer) == Receipt(
        since=day_before, arrived=3, sources=(("arxiv", 3), ("talk2paper", 2))
    ), "a first issue counts a day"


def test_many_chats_are_planned_at_once(store: Store, clock: FakeClock) -> None:
    schedules = [Schedule(), Schedule(at=time(7, 15)), Schedule(zone="America/New_York")]
    chats = [
        add_chat(store, clock, number, schedule=schedules[number % 3]) for number in range(30)
    ]
    topics = [follow(store, clock, chat, f"题 {chat.key % 4}") for chat in chats]
    for place, topic in enumerate(dict.fromkeys(topics), start=1):
        match(store, clock, topic, f"2403.0000{place}")
    assert plan(store, clock, *chats) == 30
    assert plan(store, clock, *chats) == 30
    for chat, topic in zip(chats, topics, strict=True):
        place = list(dict.fromkeys(topics)).index(topic) + 1
        assert list_issue(store, chat) == [f"2403.0000{place}"]
    with store.begin() as tx:
        assert tx.deliveries.count_by_state() == {DeliveryState.PENDING: 30}
