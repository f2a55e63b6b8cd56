"""The sender: what it promises of every message, on both stores."""

import asyncio
from datetime import timedelta
from itertools import count

import pytest

from bot.domain.chat import ChatKind
from bot.domain.delivery import DeliveryState
from bot.domain.pace import TELEGRAM
from bot.errors import DeliveryError, Fate, StorageError
from bot.services.terms import Terms
from tests.fakes import FakeClock, FakeMessenger
from tests.services.outbox import Outbox, send_claimed


def failed(fate: Fate, **more: object) -> DeliveryError:
    return DeliveryError(f"it was {fate.value}", fate=fate, **more)  # type: ignore[arg-type]


def fill(outbox: Outbox, *chat_ids: int, **given: object) -> None:
    """Chats with an issue each, due now."""
    for chat_id in chat_ids:
        outbox.add_chat(chat_id, **given)  # type: ignore[arg-type]
    outbox.arrive("2403.00001")
    outbox.to_morning()


def test_every_chat_gets_its_issue_once(outbox: Outbox, messenger: FakeMessenger) -> None:
    fill(outbox, 1, 2, 3)
    assert outbox.drain(messenger) == 3
    assert sorted(messenger.chats) == [1, 2, 3]
    assert outbox.states() == {DeliveryState.SENT: 3}
    assert outbox.drain(messenger) == 0


def test_the_platforms_id_of_the_message_is_kept(outbox: Outbox, messenger: FakeMessenger) -> None:
    fill(outbox, 1)
    outbox.drain(messenger)
    assert outbox.rows("platform_message_id", "attempts") == [("1", 1)]


def test_parts_come_in_order(outbox: Outbox, messenger: FakeMessenger) -> None:
    messenger.parts = 4
    fill(outbox, 1, 2)
    outbox.drain(messenger)
    for chat_id in (1, 2):
        assert [sent.part for sent in messenger.sent if sent.chat_id == chat_id] == [1, 2, 3, 4]


def test_a_part_that_must_wait_holds_the_parts_behind_it(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.parts = 3
    messenger.say(None, failed(Fate.NOT_SENT), chat_id=1)
    fill(outbox, 1)
    outbox.drain(messenger)
    assert [sent.part for sent in messenger.sent] == [1, 2]
    outbox.drain_for(messenger, seconds=10)
    assert [sent.part for sent in messenger.sent] == [1, 2, 2, 3]


def test_every_try_of_one_delivery_has_one_nonce(outbox: Outbox, messenger: FakeMessenger) -> None:
    messenger.say(failed(Fate.NOT_SENT), failed(Fate.NOT_SENT))
    fill(outbox, 1)
    outbox.drain_for(messenger, minutes=1)
    assert len(messenger.sent) == 3
    assert len({sent.nonce for sent in messenger.sent}) == 1


def test_an_issue_that_many_chats_share_is_rendered_once(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, *range(1, 21))
    outbox.drain(messenger)
    assert len(messenger.sent) == 20
    assert messenger.rendered == 1


def test_a_chat_told_to_wait_waits_and_the_others_do_not(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.say(failed(Fate.LIMITED, retry_after=3.0), chat_id=1)
    fill(outbox, 1, 2, 3)
    start = outbox.clock.now()
    outbox.drain(messenger)
    assert sorted(messenger.chats) == [1, 2, 3]
    assert all(sent.at == start for sent in messenger.sent)
    outbox.drain_for(messenger, seconds=5)
    again = [sent for sent in messenger.sent if sent.chat_id == 1][1]
    assert again.at - start >= timedelta(seconds=3)
    assert outbox.states() == {DeliveryState.SENT: 3}


def test_a_wait_of_twelve_hours_is_kept_in_the_database_and_nobody_sleeps_it(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.say(failed(Fate.LIMITED, retry_after=43837.0), chat_id=1)
    fill(outbox, 1)
    before = outbox.clock.now()
    outbox.drain(messenger)
    assert outbox.clock.now() == before
    [(not_before_at,)] = outbox.rows("not_before_at")
    assert not_before_at == before + timedelta(seconds=43837)
    another = FakeMessenger(outbox.clock)
    outbox.clock.advance(seconds=43836)
    assert outbox.drain(another, worker="after a restart") == 0
    outbox.clock.advance(seconds=1)
    assert outbox.drain(another, worker="after a restart") == 1


def test_a_wait_for_the_whole_bot_outlives_a_restart(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.say(failed(Fate.LIMITED, retry_after=60.0, everywhere=True))
    fill(outbox, 1, 2, 3)
    outbox.drain(messenger, terms=Terms(most=1))
    tried = len(messenger.sent)
    another = FakeMessenger(outbox.clock)
    assert outbox.drain(another, worker="after a restart") == 0
    outbox.clock.advance(seconds=61)
    outbox.drain(another, worker="after a restart")
    assert len(messenger.sent) == tried
    assert outbox.states() == {DeliveryState.SENT: 3}


def test_many_chats_told_to_wait_in_a_row_mean_the_bot(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, *range(1, 41))
    messenger.say(*[failed(Fate.LIMITED, retry_after=30.0)] * 40)
    outbox.drain(messenger, terms=Terms(most=1, batch=5))
    assert len(messenger.sent) <= 10


def test_a_blocked_chat_is_suspended_with_the_reason_and_not_tried_again(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.parts = 3
    messenger.say(failed(Fate.CLOSED), chat_id=1)
    fill(outbox, 1, 2)
    outbox.drain_for(messenger, minutes=2)
    assert messenger.chats.count(1) == 1
    assert messenger.chats.count(2) == 3
    with outbox.store.begin() as tx:
        [chat] = tx.chats.list_at("telegram", 0, 1)
        assert tx.subscriptions.list_of(chat.key)
    assert chat.suspended_reason == "it was closed"


def test_a_message_that_is_refused_does_not_suspend_its_chat(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.say(failed(Fate.REFUSED), chat_id=1)
    fill(outbox, 1)
    outbox.drain_for(messenger, minutes=2)
    assert messenger.chats == [1]
    assert outbox.rows("state", "last_error") == [("failed", "it was refused")]
    with outbox.store.begin() as tx:
        assert tx.chats.list_at("telegram", 0, 1)[0].suspended_at is None


def test_a_part_that_may_have_arrived_is_sent_once_more_and_the_rest_follows_in_order(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.parts = 3
    messenger.say(None, failed(Fate.MAYBE_SENT), failed(Fate.MAYBE_SENT), chat_id=1)
    fill(outbox, 1)
    outbox.drain_for(messenger, minutes=2)
    assert [sent.part for sent in messenger.sent] == [1, 2, 2, 3]
    assert outbox.rows("state", "uncertain") == [("sent", 0), ("uncertain", 2), ("sent", 0)]


def test_where_a_nonce_makes_it_safe_what_may_have_arrived_is_repeated_soon(
    outbox: Outbox, clock: FakeClock
) -> None:
    messenger = FakeMessenger(clock, has_nonces=True)
    messenger.say(*[failed(Fate.MAYBE_SENT)] * 3)
    fill(outbox, 1)
    outbox.drain_for(messenger, minutes=2)
    assert len(messenger.sent) == 4
    assert outbox.states() == {DeliveryState.SENT: 1}


def test_a_group_that_became_a_supergroup_moves_and_the_part_is_sent_once_to_the_new_id(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, -5, kind=ChatKind.GROUP)
    messenger.say(failed(Fate.MOVED, moved_to=-1_001_234_567_890_123), chat_id=-5)
    outbox.drain(messenger)
    assert messenger.chats == [-5, -1_001_234_567_890_123]
    with outbox.store.begin() as tx:
        assert not tx.chats.list_at("telegram", 0, -5)
        [chat] = tx.chats.list_at("telegram", 0, -1_001_234_567_890_123)
        assert tx.subscriptions.list_of(chat.key)
        assert tx.chats.move("telegram", 0, -5, -1_001_234_567_890_123) == 0


def test_threads_of_a_group_move_together_and_subscriptions_meet(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    outbox.add_chat(-5, ChatKind.GROUP)
    outbox.add_chat(-5, ChatKind.GROUP, thread_id=42)
    outbox.add_chat(-100, ChatKind.GROUP, topics=["扩散模型"])
    with outbox.store.begin() as tx:
        assert tx.chats.move("telegram", 0, -5, -100) == 2
        moved = {one.address.thread_id: one for one in tx.chats.list_at("telegram", 0, -100)}
        assert moved.keys() == {0, 42}
        names = [one.name for one in tx.subscriptions.list_of(moved[0].key)]
    assert sorted(names) == ["医学图像", "扩散模型"]


def test_what_was_unsubscribed_under_the_claim_is_not_sent(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, 1, 2)
    sender = outbox.sender(messenger)
    topic = outbox.find_topic()

    async def run() -> None:
        claimed = await sender._claim()
        assert len(claimed) == 2
        with outbox.store.begin() as tx:
            [chat] = tx.chats.list_at("telegram", 0, 1)
            tx.subscriptions.remove(chat.key, topic.key)
        for delivery in claimed:
            await sender._take_up(delivery)
        await sender.finish(within=5)

    asyncio.run(run())
    assert messenger.chats == [2]
    assert outbox.states() == {DeliveryState.SENT: 1, DeliveryState.CANCELLED: 1}


@pytest.mark.parametrize("tells", [False, True])
def test_an_issue_of_which_nothing_is_wanted_any_more_is_sent_to_who_is_told_of_empty_days(
    outbox: Outbox, messenger: FakeMessenger, tells: bool
) -> None:
    chat = outbox.add_chat(1, topics=("医学图像", "点云"), tell_empty=tells)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    topic = outbox.find_topic()
    with outbox.store.begin() as tx:
        assert tx.subscriptions.remove(chat.key, topic.key)

    outbox.drain(messenger)

    assert len(messenger.sent) == tells
    ending = DeliveryState.SENT if tells else DeliveryState.CANCELLED
    assert outbox.states() == {ending: 1}


@pytest.mark.parametrize("what", ["paused", "suspended", "deleted"])
def test_what_is_unwelcome_under_the_claim_is_not_sent(
    outbox: Outbox, messenger: FakeMessenger, what: str
) -> None:
    fill(outbox, 1)
    sender = outbox.sender(messenger)

    async def run() -> None:
        [delivery] = await sender._claim()
        with outbox.store.begin() as tx:
            key = delivery.chat_key
            {
                "paused": lambda: tx.chats.set_paused(key, outbox.clock.now()),
                "suspended": lambda: tx.chats.set_suspended(key, outbox.clock.now(), "kicked"),
                "deleted": lambda: tx.chats.delete(key),
            }[what]()
        await sender._take_up(delivery)
        await sender.finish(within=5)

    asyncio.run(run())
    assert messenger.sent == []
    assert outbox.states() in ({DeliveryState.PENDING: 1}, {})


def test_telegrams_pace_holds_for_all_chats_together(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, *range(1, 61))
    outbox.drain(messenger, pace=TELEGRAM)
    times = sorted(sent.at for sent in messenger.sent)
    assert len(times) == 60
    assert times[-1] - times[0] >= timedelta(seconds=59 / 29 - 0.001)


def test_a_long_issue_in_a_group_leaves_room_for_the_others(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.parts = 6
    fill(outbox, -1, -2, kind=ChatKind.GROUP)
    start = outbox.clock.now()
    outbox.drain_for(messenger, pace=TELEGRAM, seconds=40)
    first = [sent.at - start for sent in messenger.sent if sent.part == 1]
    assert max(first) < timedelta(seconds=1)
    assert len(messenger.sent) == 12


def test_what_a_dead_sender_had_claimed_is_sent_when_its_lease_is_over(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, 1)
    asyncio.run(outbox.sender(messenger, worker="dead")._claim())
    assert outbox.drain(messenger, worker="alive") == 0
    outbox.clock.advance(seconds=31)
    assert outbox.drain(messenger, worker="alive") == 1
    assert outbox.rows("state", "uncertain") == [("sent", 0)]


def test_what_a_dead_sender_was_sending_is_sent_once_more_and_then_left(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, 1)
    for _ in range(2):
        _die_while_sending(outbox, messenger)
        assert outbox.drain(messenger, worker="alive") == 0
        outbox.clock.advance(seconds=31)
    assert outbox.drain(messenger, worker="alive") == 0
    assert messenger.sent == []
    assert outbox.rows("state", "uncertain") == [("uncertain", 2)]


def test_what_a_dead_sender_was_sending_is_found_within_seconds_of_the_end_of_its_lease(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, 1)
    _die_while_sending(outbox, messenger)
    alive = outbox.sender(messenger, worker="alive")
    outbox.clock.advance(seconds=29)
    assert asyncio.run(alive.drain()) == 0
    outbox.clock.advance(seconds=2)
    assert asyncio.run(alive.drain()) == 1
    assert outbox.states() == {DeliveryState.SENT: 1}


def _die_while_sending(outbox: Outbox, messenger: FakeMessenger) -> None:
    sender = outbox.sender(messenger, worker="dead")

    async def run() -> None:
        [delivery] = await sender._claim()
        assert await sender._ledger.start(delivery.key)

    asyncio.run(run())


def test_a_renderer_that_fails_on_one_message_stops_no_other(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.add_chat(1, topics=["甲"])
    outbox.add_chat(2, topics=["乙"])
    outbox.arrive("2403.00001", topics=["甲"])
    outbox.arrive("2403.00002", topics=["乙"])
    outbox.to_morning()
    render = messenger.render

    def fail(message, language, kind):
        if "00001" in str(message):
            raise ValueError("a fault of ours")
        return render(message, language, kind)

    monkeypatch.setattr(messenger, "render", fail)
    outbox.drain(messenger)
    assert messenger.chats == [2]
    assert outbox.states() == {DeliveryState.SENT: 1, DeliveryState.FAILED: 1}


def test_a_messenger_that_fails_in_an_unknown_way_stops_nothing(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    messenger.say(RuntimeError("a fault of ours"), chat_id=1)
    fill(outbox, 1, 2)
    outbox.drain_for(messenger, minutes=1)
    assert sorted(messenger.chats) == [1, 1, 2]
    assert outbox.states() == {DeliveryState.SENT: 2}


def test_an_end_that_cannot_be_written_holds_up_no_other(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    beyond_64_bits = 10**30
    messenger.say(failed(Fate.MOVED, moved_to=beyond_64_bits), chat_id=1)
    fill(outbox, 1, 2, 3)
    outbox.drain_for(messenger, seconds=20)
    assert sorted(set(messenger.chats)) == [1, 2, 3]
    assert outbox.states() == {DeliveryState.SENT: 2, DeliveryState.SENDING: 1}
    outbox.clock.advance(seconds=60)
    outbox.drain_for(messenger, seconds=10)
    assert outbox.states() == {DeliveryState.SENT: 3}, "its lease settled it"


def test_a_database_that_comes_back_is_told_of_every_end(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, 1)
    transact, is_away = outbox.store.transact, False
    tries = 0

    async def come_and_go(work):
        nonlocal tries
        if is_away and tries < 20:
            tries += 1
            raise StorageError("the server has gone away")
        return await transact(work)

    async def send(*given):
        nonlocal is_away
        is_away = True
        return "1"

    monkeypatch.setattr(outbox.store, "transact", come_and_go)
    monkeypatch.setattr(messenger, "send", send)
    sender = outbox.sender(messenger)
    asyncio.run(send_claimed(sender))
    assert tries == 20
    assert outbox.states() == {DeliveryState.SENT: 1}


def test_what_is_known_to_be_sent_is_not_settled_while_that_is_being_written(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, 1, 2, 3)
    sender = outbox.sender(messenger)
    transact, commits = outbox.store.transact, count(1)

    async def lock_and_claim(work):
        number = next(commits) if messenger.sent else 0
        if number == 1:
            # All leases are over by then. Nothing would be claimed again at once.
            outbox.clock.advance(seconds=31)
            sender._attempts.silent_until = outbox.clock.now() + timedelta(minutes=1)
            raise StorageError("database is locked")
        if number == 3:
            # The lock is gone, and what was sent is being written, one after the other.
            await sender._claim()
        return await transact(work)

    monkeypatch.setattr(outbox.store, "transact", lock_and_claim)
    asyncio.run(sender.drain())
    assert next(commits) > 3
    outbox.drain_for(messenger, minutes=3)
    assert sorted(messenger.chats) == [1, 2, 3]
    assert outbox.states() == {DeliveryState.SENT: 3}


@pytest.mark.parametrize("wait", [1e300, float("inf"), float("nan")])
def test_a_wait_without_end_is_not_believed(
    outbox: Outbox, messenger: FakeMessenger, wait: float
) -> None:
    messenger.say(failed(Fate.LIMITED, retry_after=wait), chat_id=1)
    fill(outbox, 1, 2)
    outbox.drain(messenger)
    assert outbox.states() == {DeliveryState.SENT: 1, DeliveryState.PENDING: 1}
    outbox.clock.advance(days=7)
    outbox.drain(messenger)
    assert outbox.states() == {DeliveryState.SENT: 2}


def test_the_next_part_follows_though_the_end_of_the_one_before_is_just_being_told(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    messenger.parts = 3
    fill(outbox, 1)
    sender = outbox.sender(messenger)
    end = sender._ledger.end

    async def end_slowly(ending):
        await end(ending)
        for _ in range(1_000):
            await asyncio.sleep(0)

    monkeypatch.setattr(sender._ledger, "end", end_slowly)
    asyncio.run(sender.drain())
    assert [sent.part for sent in messenger.sent] == [1, 2, 3]


def test_a_platform_that_cannot_be_reached_is_not_asked_for_every_chat(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, *range(1, 41))
    messenger.say(*[failed(Fate.NOT_SENT)] * 200)
    outbox.drain(messenger, terms=Terms(most=1, batch=5))
    assert len(messenger.sent) <= 10


def test_no_more_is_under_way_at_once_than_the_sender_is_wide(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, *range(1, 31))
    most = 0
    send = messenger.send

    async def watch(*given):
        nonlocal most
        most = max(most, outbox.states().get(DeliveryState.SENDING, 0))
        return await send(*given)

    monkeypatch.setattr(messenger, "send", watch)
    outbox.drain(messenger, terms=Terms(most=4))
    assert 0 < most <= 4


def test_a_sender_that_is_stopped_gives_back_what_it_has_not_begun(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, *range(1, 11))
    sender = outbox.sender(messenger)

    async def run() -> bool:
        claimed = await sender._claim()
        await sender._take_up(claimed[0])
        sender.stop()
        await sender._take_up(claimed[1])
        return await sender.finish(within=10)

    assert asyncio.run(run())
    assert len(messenger.sent) == 1
    assert outbox.states() == {DeliveryState.SENT: 1, DeliveryState.PENDING: 9}


def test_nothing_is_claimed_while_there_is_no_room(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    fill(outbox, 1)
    assert outbox.drain(messenger, may_claim=lambda: False) == 0
    assert outbox.states() == {DeliveryState.PENDING: 1}
