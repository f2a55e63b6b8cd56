"""The outbox: every arrow between its states, and who may take it."""

from datetime import datetime, timedelta

import pytest

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery, DeliveryState
from bot.ports import Store
from bot.ports.store import Finish
from tests.fakes import FakeClock
from tests.storage.builders import LEASE, add_chat, claim, follow, match, plan

PARTS = [{"text": "一"}, {"text": "二"}, {"text": "三"}]


@pytest.fixture
def chat(store: Store, clock: FakeClock) -> Chat:
    """A chat with one issue in the outbox, due now."""
    made = add_chat(store, clock)
    match(store, clock, follow(store, clock, made), "2403.00001")
    plan(store, clock, made)
    clock.advance(hours=1)
    return made


def another(store: Store, clock: FakeClock, chat_id: int = 2) -> Chat:
    """One more such chat."""
    made = add_chat(store, FakeClock(clock.now() - timedelta(hours=1)), chat_id)
    follow(store, FakeClock(clock.now() - timedelta(hours=1)), made)
    plan(store, clock, made)
    return made


def states(store: Store) -> dict[DeliveryState, int]:
    with store.begin() as tx:
        return tx.deliveries.count_by_state()


def start(store: Store, clock: FakeClock, one: Delivery, worker: str = "w") -> bool:
    with store.begin() as tx:
        until = clock.now() + LEASE
        started = tx.deliveries.start_many([one.key], worker, now=clock.now(), lease_until=until)
    return one.key in started


def finish(
    store: Store,
    clock: FakeClock,
    one: Delivery,
    state: DeliveryState = DeliveryState.SENT,
    worker: str = "w",
    not_before_at: datetime | None = None,
) -> bool:
    with store.begin() as tx:
        ended = Finish(key=one.key, state=state, error="why", not_before_at=not_before_at)
        return bool(tx.deliveries.finish_many([ended], worker, clock.now()))


def set_parts(store: Store, one: Delivery, worker: str = "w") -> bool:
    with store.begin() as tx:
        return tx.deliveries.set_parts(one.key, worker, PARTS)


def test_a_delivery_goes_from_pending_to_sent(store: Store, clock: FakeClock, chat: Chat) -> None:
    assert states(store) == {DeliveryState.PENDING: 1}
    [one] = claim(store, clock)
    assert states(store) == {DeliveryState.CLAIMED: 1}
    assert start(store, clock, one)
    assert states(store) == {DeliveryState.SENDING: 1}
    assert finish(store, clock, one)
    assert states(store) == {DeliveryState.SENT: 1}
    assert claim(store, clock) == []


def test_what_is_claimed_is_not_claimed_again(store: Store, clock: FakeClock, chat: Chat) -> None:
    assert len(claim(store, clock, "a")) == 1
    assert claim(store, clock, "b") == []


def test_only_who_claimed_it_moves_it(store: Store, clock: FakeClock, chat: Chat) -> None:
    [one] = claim(store, clock, "a")
    assert not set_parts(store, one, "b")
    assert not start(store, clock, one, "b")
    assert start(store, clock, one, "a")
    assert not start(store, clock, one, "a"), "it was started already"
    assert not finish(store, clock, one, worker="b")
    assert finish(store, clock, one, worker="a")
    assert not finish(store, clock, one, DeliveryState.FAILED, worker="a")
    assert states(store) == {DeliveryState.SENT: 1}


def test_a_claim_whose_lease_ran_out_is_pending_again(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    [one] = claim(store, clock, "a")
    clock.advance(LEASE - timedelta(seconds=1))
    assert claim(store, clock, "b") == []
    clock.advance(seconds=1)
    assert not start(store, clock, one, "a"), "too late to begin"
    [again] = claim(store, clock, "b")
    assert again.key == one.key
    assert not start(store, clock, one, "a")
    assert start(store, clock, again, "b")


def test_what_was_being_sent_is_not_claimed_again_by_itself(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    [one] = claim(store, clock)
    start(store, clock, one)
    clock.advance(days=1)
    assert claim(store, clock, "b") == []


def settle(store: Store, clock: FakeClock, platform: str = "console", nonces: bool = False) -> int:
    """Settle what a sender that is gone was sending; how many there were."""
    since = clock.now() - timedelta(minutes=2) if nonces else None
    with store.begin() as tx:
        settled = tx.deliveries.settle_sending(platform, 0, clock.now(), repeatable_since=since)
    return settled.total


def test_what_was_being_sent_at_a_crash_is_sent_once_more_and_no_further(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    for tried in range(2):
        [one] = claim(store, clock)
        assert (one.attempts, one.uncertain) == (tried, tried)
        start(store, clock, one)
        assert settle(store, clock) == 0, "its lease is not over"
        clock.advance(LEASE)
        assert settle(store, clock, "telegram") == 0, "another bot's"
        assert settle(store, clock) == 1
    assert claim(store, clock) == []
    assert states(store) == {DeliveryState.UNCERTAIN: 1}


def test_what_a_platform_shows_once_by_its_nonce_is_repeated_while_that_is_known(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    for _ in range(3):
        [one] = claim(store, clock)
        assert one.uncertain == 0
        start(store, clock, one)
        clock.advance(LEASE)
        assert settle(store, clock, nonces=True) == 1
    [one] = claim(store, clock)
    start(store, clock, one)
    clock.advance(LEASE + timedelta(minutes=3))
    assert settle(store, clock, nonces=True) == 1
    [one] = claim(store, clock)
    assert one.uncertain == 1


def test_tries_are_counted(store: Store, clock: FakeClock, chat: Chat) -> None:
    for tried in range(3):
        [one] = claim(store, clock)
        assert one.attempts == tried
        start(store, clock, one)
        later = clock.now() + timedelta(seconds=5)
        assert finish(store, clock, one, DeliveryState.PENDING, not_before_at=later)
        assert claim(store, clock) == []
        clock.set(later)


def test_a_failure_is_final_and_says_why(store: Store, clock: FakeClock, chat: Chat) -> None:
    [one] = claim(store, clock)
    assert finish(store, clock, one, DeliveryState.FAILED)
    assert states(store) == {DeliveryState.FAILED: 1}
    clock.advance(days=1)
    assert claim(store, clock) == []


def test_parts_go_out_in_order_one_after_the_other(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    [first] = claim(store, clock)
    assert set_parts(store, first)
    for part, payload in enumerate(PARTS, start=1):
        [one] = claim(store, clock) if part > 1 else [first]
        assert one.part == part
        assert part == 1 or one.payload == payload
        assert one.issue_key == first.issue_key
        assert claim(store, clock) == [], "the next waits until this one is done with"
        start(store, clock, one)
        finish(store, clock, one)
    assert claim(store, clock) == []
    assert states(store) == {DeliveryState.SENT: 3}


def test_rendered_parts_outlive_a_crash(store: Store, clock: FakeClock, chat: Chat) -> None:
    [one] = claim(store, clock)
    set_parts(store, one)
    clock.advance(LEASE)
    [again] = claim(store, clock, "b")
    assert again.payload == PARTS[0]
    assert states(store) == {DeliveryState.CLAIMED: 1, DeliveryState.PENDING: 2}


def test_all_of_an_issue_goes_out_before_the_next_one(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    with store.begin() as tx:
        [topic] = [one.topic for one in tx.subscriptions.list_of(chat.key)]
    match(store, clock, topic, "2403.00002")
    plan(store, clock, chat)
    clock.advance(days=1)
    [first] = claim(store, clock)
    set_parts(store, first)
    sent = [(first.issue_key, 1)]
    finish(store, clock, first)
    while claimed := claim(store, clock):
        sent += [(one.issue_key, one.part) for one in claimed]
        for one in claimed:
            finish(store, clock, one)
    assert [part for _, part in sent] == [1, 2, 3, 1]
    assert sent[0][0] != sent[3][0]


def test_a_part_that_waits_holds_back_its_chat_and_no_other(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    other = another(store, clock)
    [first, second] = claim(store, clock)
    assert (first.chat_key, second.chat_key) == (chat.key, other.key)
    for one in (first, second):
        set_parts(store, one)
    later = clock.now() + timedelta(seconds=20)
    finish(store, clock, first, DeliveryState.PENDING, not_before_at=later)
    finish(store, clock, second)
    assert [(one.chat_key, one.part) for one in claim(store, clock)] == [(other.key, 2)]
    clock.set(later)
    assert [(one.chat_key, one.part) for one in claim(store, clock)] == [(chat.key, 1)]


@pytest.mark.parametrize("why", ["paused", "suspended", "held"])
def test_nothing_is_claimed_for_a_chat_that_may_not_be_written_to(
    store: Store, clock: FakeClock, chat: Chat, why: str
) -> None:
    hour = timedelta(hours=1)
    with store.begin() as tx:
        if why == "paused":
            tx.chats.set_paused(chat.key, clock.now())
        elif why == "suspended":
            tx.chats.set_suspended(chat.key, clock.now(), "blocked")
        else:
            tx.chats.hold(chat.key, clock.now() + hour)
    assert claim(store, clock) == []
    with store.begin() as tx:
        tx.chats.set_paused(chat.key, None)
        tx.chats.set_suspended(chat.key, None)
    if why == "held":
        assert claim(store, clock) == []
        clock.advance(hour)
    assert len(claim(store, clock)) == 1


@pytest.mark.parametrize("why", ["paused", "suspended"])
def test_what_is_claimed_is_not_begun_once_its_chat_is_paused(
    store: Store, clock: FakeClock, chat: Chat, why: str
) -> None:
    [one] = claim(store, clock)
    with store.begin() as tx:
        if why == "paused":
            tx.chats.set_paused(chat.key, clock.now())
        else:
            tx.chats.set_suspended(chat.key, clock.now(), "blocked")
    assert not start(store, clock, one)
    assert states(store) == {DeliveryState.PENDING: 1}, "it waits in the outbox"


def test_what_is_claimed_is_not_begun_once_its_chat_follows_nothing(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    [one] = claim(store, clock)
    with store.begin() as tx:
        [subscription] = tx.subscriptions.list_of(chat.key)
        tx.subscriptions.remove(chat.key, subscription.topic.key)
    assert not set_parts(store, one)
    assert not start(store, clock, one)
    assert states(store) == {DeliveryState.CANCELLED: 1}


def test_what_is_being_sent_may_still_be_marked_when_its_chat_is_gone(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    [one] = claim(store, clock)
    start(store, clock, one)
    with store.begin() as tx:
        tx.chats.delete(chat.key)
    assert not finish(store, clock, one)


def test_a_claim_takes_no_more_than_asked_for_and_the_oldest_first(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    others = [another(store, clock, number) for number in range(2, 6)]
    first = claim(store, clock, limit=3)
    assert [one.chat_key for one in first] == [chat.key, others[0].key, others[1].key]
    rest = claim(store, clock, limit=3)
    assert [one.chat_key for one in rest] == [others[2].key, others[3].key]


def test_a_sender_gets_what_its_own_bot_is_to_send(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    until = clock.now() + LEASE
    with store.begin() as tx:
        for platform, bot_id in (("telegram", 0), ("console", 7)):
            assert (
                tx.deliveries.claim(
                    platform, bot_id, worker="w", now=clock.now(), lease_until=until, limit=9
                )
                == []
            )


def test_old_deliveries_are_cleared_away_once_their_message_is_done_with(
    store: Store, clock: FakeClock, chat: Chat
) -> None:
    other = another(store, clock)
    for one in claim(store, clock):
        set_parts(store, one)
        finish(store, clock, one)
    for _ in range(2):
        [one] = [one for one in claim(store, clock, "b") if one.chat_key == chat.key]
        finish(store, clock, one, worker="b")
    clock.advance(days=30)
    with store.begin() as tx:
        assert tx.deliveries.clear_away(clock.now() - timedelta(days=31), limit=9) == 0
        assert tx.deliveries.clear_away(clock.now(), limit=2) == 2
        assert tx.deliveries.clear_away(clock.now(), limit=9) == 1
        assert tx.deliveries.clear_away(clock.now(), limit=9) == 0
    assert {one.chat_key for one in claim(store, clock)} == {other.key}, "its line goes on"
