"""The entries of an issue are chosen when it is first looked at, and stay so."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.schedule import Rhythm, Schedule
from bot.ports import Store
from bot.services.fan_out import fan_out_new
from tests.bench.outbox import make_core
from tests.fakes import FakeClock
from tests.storage.builders import (
    add_chat,
    claim,
    follow,
    list_issue,
    match,
    plan,
    plan_unseen,
    put_match,
)


def test_an_issue_keeps_its_papers_once_it_was_looked_at(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    one, two = follow(store, clock, chat, "一"), follow(store, clock, chat, "二")
    match(store, clock, one, "2403.00001")
    [paper] = match(store, clock, two, "2403.00002", score=0.8)
    plan_unseen(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00001", "2403.00002"]

    with store.begin() as tx:
        assert tx.subscriptions.remove(chat.key, one.key)
    put_match(store, clock, two, paper, score=0.2)

    assert list_issue(store, chat) == ["2403.00001", "2403.00002"]


def test_an_issue_holds_what_had_arrived_when_it_was_made(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    match(store, clock, topic, "2403.00001")
    plan_unseen(store, clock, chat)
    clock.advance(minutes=5)
    match(store, clock, topic, "2403.00002")
    assert list_issue(store, chat) == ["2403.00001"]

    clock.advance(days=1)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00002"]


def test_a_paper_that_is_matched_anew_before_its_issue_is_sent_is_given_once(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    [moved, _] = match(store, clock, topic, "2403.00001", "2403.00002")
    plan_unseen(store, clock, chat)
    clock.advance(minutes=5)
    put_match(store, clock, topic, moved, score=0.95)
    assert list_issue(store, chat) == ["2403.00001", "2403.00002"]

    clock.advance(days=1)
    plan(store, clock, chat)
    assert list_issue(store, chat) == ["2403.00001", "2403.00002"], "there is nothing newer"


def test_of_two_issues_that_wait_one_has_a_paper(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    match(store, clock, follow(store, clock, chat), "2403.00001")
    plan_unseen(store, clock, chat)
    clock.advance(minutes=30)
    plan_unseen(store, clock, chat)
    clock.advance(days=2)

    [first] = claim(store, clock)
    assert first.issue_key is not None
    with store.begin() as tx:
        assert len(tx.issues.get(first.issue_key).entries) == 1
        newest = tx.issues.find_newest(chat.key)
        assert newest is not None
        assert newest.key == first.issue_key


async def test_a_paper_that_was_pushed_meanwhile_is_not_in_the_issue(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    match(store, clock, topic, "2403.00001", "2403.00002")
    plan_unseen(store, clock, chat)
    at_once = Schedule(rhythm=Rhythm.INSTANT)
    with store.begin() as tx:
        tx.chats.save_settings(chat.key, replace(chat.settings, schedule=at_once))
    await fan_out_new(make_core(store, clock))

    clock.advance(days=2)
    assert list_issue(store, chat) == []


def test_an_issue_that_was_withdrawn_unseen_leaves_its_papers_to_the_next(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    match(store, clock, follow(store, clock, chat), "2403.00001")
    plan_unseen(store, clock, chat)
    with store.begin() as tx:
        assert tx.deliveries.withdraw(chat.key) == 1
        tx.chats.mark_resumed(chat.key, clock.now())
        assert tx.issues.find_newest(chat.key) is None

    clock.advance(days=1)
    plan_unseen(store, clock, chat)
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    assert issue.missed == len(issue.entries) == 1
    assert issue.made_at - clock.now() < timedelta(seconds=1)
