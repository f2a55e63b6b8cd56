"""Topics, who follows them, and which papers match."""

from datetime import timedelta

import pytest

from bot.domain.chat import Scope
from bot.domain.delivery import DeliveryState
from bot.domain.paper import AnnounceType
from bot.domain.topic import Amount
from bot.ports import Store
from bot.ports.store import NewMatch
from tests.fakes import FakeClock
from tests.storage.builders import (
    add_chat,
    claim,
    entry,
    find,
    follow,
    match,
    plan,
    put_match,
    take_in,
)


def test_every_spelling_of_a_query_is_one_topic(store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        first, added = tx.topics.get_or_add("医學圖像", "医学图像", clock.now())
        second, again = tx.topics.get_or_add("医学图像", "医学图像", clock.now())
        assert (added, again) == (True, False)
        assert first == second == tx.topics.find("医学图像")
        assert first.query == "医學圖像"
        assert tx.topics.find("牙齿") is None


def test_a_query_may_be_long(store: Store, clock: FakeClock) -> None:
    long = "字" * 3_000
    with store.begin() as tx:
        first, _ = tx.topics.get_or_add(long, long, clock.now())
        second, _ = tx.topics.get_or_add(long + "甲", long + "甲", clock.now())
        assert first.key != second.key
        found = tx.topics.find(long)
    assert found is not None
    assert found.query == long


def test_topics_that_nobody_follows_are_not_listed(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    follow(store, clock, chat, "一")
    with store.begin() as tx:
        tx.topics.get_or_add("二", "二", clock.now())
        assert [topic.query for topic in tx.topics.list_subscribed()] == ["一"]


def test_subscriptions_are_listed_oldest_first(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    since = clock.now() - timedelta(days=1)
    follow(store, clock, chat, "二", amount=Amount.FEWER, since=since)
    follow(store, clock, chat, "一")
    with store.begin() as tx:
        first, second = tx.subscriptions.list_of(chat.key)
        assert (first.name, second.name) == ("二", "一")
        assert (first.amount, second.amount) == (Amount.FEWER, None)
        assert (first.since_at, first.created_at) == (since, clock.now())
        tx.subscriptions.set_amount(chat.key, first.topic.key, Amount.MORE)
        assert tx.subscriptions.list_of(chat.key)[0].amount is Amount.MORE


def test_a_second_subscription_to_a_topic_changes_nothing(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    with store.begin() as tx:
        before = tx.subscriptions.list_of(chat.key)
        later = clock.advance(days=1)
        assert not tx.subscriptions.add(chat.key, topic.key, "别名", Amount.MORE, later, later)
        assert tx.subscriptions.list_of(chat.key) == before


def test_a_topic_goes_with_the_last_who_followed_it(store: Store, clock: FakeClock) -> None:
    one, two = add_chat(store, clock, 1), add_chat(store, clock, 2)
    topic = follow(store, clock, one)
    follow(store, clock, two)
    [paper] = match(store, clock, topic, "2403.00001")
    with store.begin() as tx:
        assert tx.subscriptions.remove(one.key, topic.key)
        assert not tx.subscriptions.remove(one.key, topic.key)
        assert tx.matches.find_one(one.key, paper, topic.key) is None
        assert tx.matches.find_one(two.key, paper, topic.key) is not None
        assert tx.subscriptions.remove(two.key, topic.key)
        assert tx.topics.find("医学图像") is None
        assert tx.matches.find_one(two.key, paper, topic.key) is None
    put_match(store, clock, topic, paper)  # Matched while its topic went: nothing to keep.


def test_what_has_not_begun_is_cancelled_when_a_chat_follows_nothing_any_more(
    store: Store, clock: FakeClock
) -> None:
    chat, other = add_chat(store, clock, 1), add_chat(store, clock, 2)
    topics = [follow(store, clock, chat, name) for name in ("一", "二")]
    follow(store, clock, other, "一")
    match(store, clock, topics[0], "2403.00001")
    plan(store, clock, chat, other)
    clock.advance(days=1)
    with store.begin() as tx:
        tx.subscriptions.remove(chat.key, topics[0].key)
        assert tx.deliveries.count_by_state() == {DeliveryState.PENDING: 2}
        tx.subscriptions.remove(chat.key, topics[1].key)
        assert tx.deliveries.count_by_state() == {
            DeliveryState.PENDING: 1,
            DeliveryState.CANCELLED: 1,
        }
    assert [delivery.chat_key for delivery in claim(store, clock)] == [other.key]


def test_a_match_takes_a_new_score_and_reason(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    [paper] = match(store, clock, topic, "2403.00001", score=0.4)
    with store.begin() as tx:
        tx.matches.put(
            [
                NewMatch(
                    paper_key=paper, topic_key=topic.key, score=0.8, reason={"kind": "listed"}
                ),
                NewMatch(paper_key=999, topic_key=topic.key, score=0.8, reason={}),
            ],
            clock.now(),
        )
        tx.matches.put([], clock.now())
        found = tx.matches.find_one(chat.key, paper, topic.key)
    assert found is not None
    assert (found.score, found.reason, found.topic_name) == (0.8, {"kind": "listed"}, "医学图像")
    assert found.pushed_on is None


def test_a_topics_papers_come_best_first(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic, other = follow(store, clock, chat), follow(store, clock, chat, "另一个")
    match(store, clock, topic, "2403.00009", score=0.9)
    clock.advance(days=2)
    since = clock.now()
    match(store, clock, topic, "2403.00001", "2403.00002", score=0.6)
    match(store, clock, topic, "2403.00003", score=0.7)
    match(store, clock, topic, "2403.00004", score=0.3)
    match(store, clock, other, "2403.00003", "2403.00005")
    of_topic = {"since": since, "topic_key": topic.key}
    with store.begin() as tx:
        assert tx.matches.count_for_chat(chat.key, **of_topic) == 3
        assert tx.matches.count_for_chat(chat.key, since=since) == 4
        found = tx.matches.list_for_chat(chat.key, **of_topic, limit=9)
        assert len(tx.matches.list_for_chat(chat.key, **of_topic, limit=2)) == 2
    assert [str(one.paper.arxiv_id) for one in found] == [
        "2403.00003",
        "2403.00002",
        "2403.00001",
    ]


@pytest.mark.parametrize(
    ("of_chat", "of_topic", "expected"),
    [
        (Amount.NORMAL, None, ["2403.00007", "2403.00005"]),
        (Amount.FEWER, None, ["2403.00007"]),
        (Amount.FEWER, Amount.MORE, ["2403.00007", "2403.00005", "2403.00003"]),
    ],
)
def test_a_chat_sees_what_is_above_its_threshold(
    store: Store,
    clock: FakeClock,
    of_chat: Amount,
    of_topic: Amount | None,
    expected: list[str],
) -> None:
    chat = add_chat(store, clock, amount=of_chat)
    topic = follow(store, clock, chat, amount=of_topic)
    for tenths in (2, 3, 5, 7):
        match(store, clock, topic, f"2403.0000{tenths}", score=tenths / 10)
    with store.begin() as tx:
        found = tx.matches.list_for_chat(chat.key, since=clock.now(), limit=9)
        assert len(tx.matches.list_for_chat(chat.key, since=clock.now(), limit=1)) == 1
        assert tx.matches.count_for_chat(chat.key, since=clock.now()) == len(expected)
    assert [str(one.paper.arxiv_id) for one in found] == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.NEW, {None, AnnounceType.NEW}),
        (Scope.CROSS, {None, AnnounceType.NEW, AnnounceType.CROSS}),
        (Scope.ALL, {None, *AnnounceType}),
    ],
)
def test_a_chat_sees_what_is_in_its_scope(
    store: Store, clock: FakeClock, scope: Scope, expected: set[AnnounceType | None]
) -> None:
    chat = add_chat(store, clock, scope=scope)
    topic = follow(store, clock, chat)
    kinds = [None, *AnnounceType]
    numbers = [f"2403.0000{place}" for place in range(len(kinds))]
    for number, kind in zip(numbers, kinds, strict=True):
        take_in(store, clock, entry(number, announce_type=kind))
    match(store, clock, topic, *numbers)
    with store.begin() as tx:
        found = tx.matches.list_for_chat(chat.key, since=clock.now(), limit=9)
    assert {one.paper.announce_type for one in found} == expected
    plan(store, clock, chat)
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    assert {one.paper.announce_type for one in issue.entries} == expected


def test_a_paper_of_two_topics_is_shown_once_under_the_better(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    weak, strong = follow(store, clock, chat, "弱"), follow(store, clock, chat, "强")
    match(store, clock, weak, "2403.00001", score=0.6)
    match(store, clock, strong, "2403.00001", score=0.8)
    with store.begin() as tx:
        [found] = tx.matches.list_for_chat(chat.key, since=clock.now(), limit=9)
        assert tx.matches.count_for_chat(chat.key, since=clock.now()) == 1
    assert (found.topic_name, found.score) == ("强", 0.8)


def test_what_was_pushed_says_when(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    match(store, clock, topic, "2403.00001")
    plan(store, clock, chat)
    match(store, clock, topic, "2403.00002", score=0.6)
    assert chat.pending is not None
    with store.begin() as tx:
        first, second = tx.matches.list_for_chat(chat.key, since=clock.now(), limit=9)
        assert (first.pushed_on, second.pushed_on) == (chat.pending.on, None)
        assert tx.issues.find_pushed_on(chat.key, first.paper.key) == chat.pending.on
        assert tx.issues.find_pushed_on(chat.key, second.paper.key) is None


def test_matches_follow_a_paper_that_proves_to_be_another(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    take_in(store, clock, entry("2403.15603v1", title="Old"))
    [nameless] = take_in(store, clock, entry(None, title="New"))
    put_match(store, clock, topic, nameless.paper_key)
    plan(store, clock, chat)

    take_in(store, clock, entry("2403.15603v2", title="New"))

    paper = find(store, "2403.15603")
    with store.begin() as tx:
        [found] = tx.matches.list_for_chat(chat.key, since=clock.now(), limit=9)
        assert found.paper == paper
        assert tx.issues.find_pushed_on(chat.key, paper.key) is not None
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    assert [one.paper for one in issue.entries] == [paper]


def test_a_chat_that_was_given_both_has_one_afterwards(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    match(store, clock, topic, "2403.15603")
    [nameless] = take_in(store, clock, entry(None, title="New"))
    put_match(store, clock, topic, nameless.paper_key)
    plan(store, clock, chat)

    take_in(store, clock, entry("2403.15603v2", title="New"))

    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    assert [str(one.paper.arxiv_id) for one in issue.entries] == ["2403.15603v2"]
