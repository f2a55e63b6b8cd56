"""Chats that were shut and come back: nothing deleted, nothing flooded, nothing lost."""

import asyncio
from datetime import timedelta

from bot.domain.chat import Chat
from bot.domain.delivery import DeliveryState
from bot.errors import DeliveryError, Fate
from bot.services import data, presence
from bot.services.fan_out import fan_out_new
from tests.fakes import FakeMessenger
from tests.services.outbox import Outbox


def let_in(outbox: Outbox, chat: Chat) -> int:
    with outbox.store.begin() as tx:
        return presence.let_in(tx, chat.address, outbox.clock.now())


def shut_out(outbox: Outbox, chat: Chat, reason: str = "blocked") -> int:
    with outbox.store.begin() as tx:
        return presence.shut_out(tx, chat.address, reason, outbox.clock.now())


def next_morning(outbox: Outbox, chat: Chat) -> None:
    pending = outbox.get(chat).pending
    assert pending is not None
    outbox.clock.set(pending.due_at)
    outbox.plan()


def test_blocked_then_unblocked_gets_the_next_issue_only_and_is_told_what_it_missed(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    chat = outbox.add_chat(1)
    shut_out(outbox, chat)
    for day in range(1, 4):
        outbox.clock.advance(days=1)
        outbox.arrive(f"2403.0000{day}")
        outbox.plan()
    assert outbox.drain(messenger) == 0
    assert let_in(outbox, chat) == 1
    outbox.plan()
    assert outbox.drain(messenger) == 0
    outbox.clock.advance(minutes=1)
    outbox.arrive("2403.00009")
    next_morning(outbox, chat)
    outbox.drain(messenger)
    [sent] = messenger.sent
    assert "暂停期间有 3 篇，/digest" in sent.text
    assert "2403.00009" in sent.text
    next_morning(outbox, chat)
    assert outbox.drain(messenger) == 0


def test_the_issue_that_met_the_block_is_not_lost(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    chat = outbox.add_chat(1)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    messenger.say(DeliveryError("bot was blocked by the user", fate=Fate.CLOSED))
    outbox.drain(messenger)
    assert outbox.get(chat).suspended_reason == "bot was blocked by the user"
    outbox.clock.advance(hours=2)
    let_in(outbox, chat)
    next_morning(outbox, chat)
    outbox.drain(messenger)
    assert "2403.00001" in messenger.sent[1].text
    assert "暂停期间有 1 篇" in messenger.sent[1].text


def test_an_issue_of_which_a_part_arrived_is_not_given_again(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    chat = outbox.add_chat(1)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    messenger.parts = 3
    messenger.say(None, DeliveryError("kicked", fate=Fate.CLOSED))
    outbox.drain(messenger)
    let_in(outbox, chat)
    outbox.clock.advance(days=2)
    outbox.plan()
    assert outbox.drain(messenger) == 0
    assert outbox.states() == {
        DeliveryState.SENT: 1,
        DeliveryState.FAILED: 1,
        DeliveryState.CANCELLED: 1,
    }


def test_settings_and_subscriptions_stay_while_a_chat_is_shut(outbox: Outbox) -> None:
    chat = outbox.add_chat(1, max_papers=3)
    shut_out(outbox, chat, "kicked")
    outbox.clock.advance(days=200)
    let_in(outbox, chat)
    assert outbox.get(chat).settings.max_papers == 3
    with outbox.store.begin() as tx:
        assert len(tx.subscriptions.list_of(chat.key)) == 1


def test_a_thread_that_is_gone_suspends_only_itself(outbox: Outbox) -> None:
    general, thread = outbox.add_chat(-1), outbox.add_chat(-1, thread_id=42)
    assert shut_out(outbox, thread, "thread not found") == 1
    assert outbox.get(general).suspended_at is None
    assert shut_out(outbox, general, "kicked") == 1
    assert let_in(outbox, general) == 2


def test_being_let_in_where_nothing_was_shut_changes_nothing(outbox: Outbox) -> None:
    chat = outbox.add_chat(1)
    assert let_in(outbox, chat) == 0
    assert outbox.get(chat) == chat


def test_a_pause_ends_with_the_next_issue_and_a_line_about_it(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    chat = outbox.add_chat(1)
    with outbox.store.begin() as tx:
        chat = data.pause(tx, chat, outbox.clock.now())
    outbox.clock.advance(days=2)
    outbox.arrive("2403.00001")
    with outbox.store.begin() as tx:
        data.resume(tx, chat, outbox.clock.now())
    assert outbox.drain(messenger) == 0
    next_morning(outbox, chat)
    outbox.drain(messenger)
    assert "暂停期间有 1 篇" in messenger.sent[0].text


def test_instant_pushes_that_waited_during_a_pause_come_in_the_issue_instead(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    chat = outbox.add_instant(1)
    outbox.arrive("2403.00001", "2403.00002")
    asyncio.run(fan_out_new(outbox.core))
    with outbox.store.begin() as tx:
        chat = data.pause(tx, chat, outbox.clock.now())
    outbox.clock.advance(timedelta(hours=3))
    with outbox.store.begin() as tx:
        data.resume(tx, chat, outbox.clock.now())
    assert outbox.drain(messenger) == 0
    next_morning(outbox, chat)
    outbox.drain(messenger)
    assert len(messenger.sent) == 1
    assert "2403.00001" in messenger.sent[0].text
    assert "2403.00002" in messenger.sent[0].text
