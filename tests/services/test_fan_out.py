"""Instant pushes: who gets a paper the moment it is here, and never twice."""

import asyncio
from datetime import time, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.domain.chat import Chat, Scope
from bot.domain.delivery import DeliveryState
from bot.domain.paper import AnnounceType
from bot.domain.topic import Amount
from bot.errors import DeliveryError, Fate
from bot.ports.store import Pushed
from bot.services.fan_out import fan_out_new
from storage import tables as t
from tests.conftest import Shared
from tests.fakes import FakeMessenger
from tests.services.outbox import Outbox
from tests.storage.builders import entry, follow, list_issue, take_in


def fan_out(outbox: Outbox, chunk: int = 10_000) -> int:
    return asyncio.run(fan_out_new(outbox.core, chunk=chunk))


def pushed(outbox: Outbox) -> list[int]:
    """Whom was written to."""
    messenger = FakeMessenger(outbox.clock)
    outbox.drain(messenger)
    return sorted(messenger.chats)


def issue_of(outbox: Outbox, chat: Chat) -> list[str]:
    return list_issue(outbox.store, chat)


def test_a_paper_is_pushed_as_it_arrives_to_chats_that_want_that(outbox: Outbox) -> None:
    outbox.add_instant(1)
    outbox.add_chat(2)
    outbox.arrive("2403.00001")
    assert fan_out(outbox) == 1
    messenger = FakeMessenger(outbox.clock)
    outbox.drain(messenger)
    [sent] = messenger.sent
    assert sent.chat_id == 1
    assert "A Study of 2403.00001" in sent.text
    assert "医学图像" in sent.text


def test_a_paper_that_matches_three_topics_of_a_chat_is_one_message_under_the_best(
    outbox: Outbox,
) -> None:
    topics = ["医学图像", "扩散模型", "大语言模型"]
    outbox.add_instant(1, topics=topics)
    outbox.add_instant(2, topics=topics[1:])
    outbox.arrive("2403.00001", topics=topics)
    fan_out(outbox)
    messenger = FakeMessenger(outbox.clock)
    outbox.drain(messenger)
    assert {sent.chat_id: sent.text.split("\n")[0] for sent in messenger.sent} == {
        1: "新论文：医学图像",
        2: "新论文：扩散模型",
    }


def test_chats_are_told_a_topic_by_the_name_that_each_gave_it(outbox: Outbox) -> None:
    first, second = outbox.add_instant(1), outbox.add_instant(2, topics=())
    follow(outbox.store, outbox.clock, second, "medical imaging", query="医学图像")
    outbox.arrive("2403.00001")
    fan_out(outbox)
    messenger = FakeMessenger(outbox.clock)
    outbox.drain(messenger)
    assert first.settings.language == second.settings.language
    assert {sent.chat_id: sent.text.split("\n")[0] for sent in messenger.sent} == {
        1: "新论文：医学图像",
        2: "新论文：medical imaging",
    }


def test_a_second_run_makes_nothing_again(outbox: Outbox) -> None:
    outbox.add_instant(1)
    outbox.arrive("2403.00001")
    assert [fan_out(outbox), fan_out(outbox)] == [1, 0]


def test_chunks_serve_every_subscription_once(outbox: Outbox) -> None:
    for chat_id in range(1, 12):
        outbox.add_instant(chat_id)
    outbox.arrive("2403.00001")
    assert fan_out(outbox, chunk=3) == 11
    assert pushed(outbox) == list(range(1, 12))


def test_a_fan_out_that_breaks_off_goes_on_where_it_stopped(outbox: Outbox) -> None:
    for chat_id in range(1, 8):
        outbox.add_instant(chat_id)
    outbox.arrive("2403.00001")
    with outbox.store.begin() as tx:
        [match] = tx.matches.list_to_fan_out(limit=9)
        pushed_first = tx.matches.fan_out(match, quiet=(), limit=3, now=outbox.clock.now())
        assert pushed_first.made == 3
        assert pushed_first.left is not None
    with outbox.store.begin() as tx:
        [again] = tx.matches.list_to_fan_out(limit=9)
        assert again.after > match.after
        # A rival that still has the old cursor makes nothing.
        again_by_rival = tx.matches.fan_out(match, quiet=(), limit=3, now=outbox.clock.now())
        assert again_by_rival == Pushed(made=0, suppressed=0, left=None)
    assert fan_out(outbox) == 4
    assert pushed(outbox) == list(range(1, 8))


def test_what_was_pushed_already_is_not_pushed_again_when_a_cursor_is_lost(
    outbox: Outbox, shared: Shared
) -> None:
    for chat_id in (1, 2):
        outbox.add_instant(chat_id)
    outbox.arrive("2403.00001")
    assert fan_out(outbox) == 2
    with shared.engine.begin() as connection:
        connection.execute(update(t.match).values(fanned_out_to=0, fanned_out=False))
        last = select(func.max(t.delivery.c.key)).scalar_subquery()
        connection.execute(delete(t.delivery).where(t.delivery.c.key == last))
    assert fan_out(outbox, chunk=1) == 1
    assert pushed(outbox) == [1, 2]


def test_the_days_issue_does_not_repeat_what_was_pushed(outbox: Outbox) -> None:
    chat = outbox.add_instant(1)
    outbox.arrive("2403.00001")
    fan_out(outbox)
    assert pushed(outbox) == [1]
    outbox.arrive("2403.00002", score=0.5)
    outbox.to_morning()
    assert issue_of(outbox, chat) == ["2403.00002"]


def test_a_push_does_not_repeat_what_an_issue_gave(outbox: Outbox) -> None:
    chat = outbox.add_chat(1)
    keys = outbox.arrive("2403.00001")
    outbox.to_morning()
    assert issue_of(outbox, chat) == ["2403.00001"]
    instant = outbox.add_instant(9)
    outbox.clock.advance(hours=1)
    with outbox.store.begin() as tx:
        tx.chats.save_settings(chat.key, instant.settings)
    topic = outbox.find_topic()
    assert keys
    assert topic
    assert fan_out(outbox) == 0


def test_what_was_pushed_is_not_pushed_again_when_its_row_is_gone(outbox: Outbox) -> None:
    outbox.add_instant(1, topics=["甲", "乙"])
    outbox.arrive("2403.00001", topics=["甲"])
    fan_out(outbox)
    pushed(outbox)
    outbox.clock.advance(days=31)
    with outbox.store.begin() as tx:
        assert tx.deliveries.clear_away(outbox.clock.now(), limit=9) == 1
    outbox.arrive("2403.00001", topics=["乙"])
    assert fan_out(outbox) == 0


def test_only_papers_that_came_after_the_subscription_are_pushed(outbox: Outbox) -> None:
    outbox.add_instant(1)
    outbox.arrive("2403.00001")
    outbox.clock.advance(minutes=1)
    outbox.add_instant(2)
    fan_out(outbox)
    assert pushed(outbox) == [1]


def test_thresholds_are_respected(outbox: Outbox) -> None:
    outbox.add_instant(1, amount=Amount.FEWER)
    outbox.add_instant(2, amount=Amount.MORE)
    outbox.arrive("2403.00001", score=0.4)
    fan_out(outbox)
    assert pushed(outbox) == [2]


def test_scope_is_respected(outbox: Outbox) -> None:
    outbox.add_instant(1, scope=Scope.NEW)
    outbox.add_instant(2, scope=Scope.ALL)
    replaced = entry("2403.00001", announce_type=AnnounceType.REPLACE)
    take_in(outbox.store, outbox.clock, replaced)
    outbox.arrive("2403.00001")
    fan_out(outbox)
    assert pushed(outbox) == [2]


@pytest.mark.parametrize("what", ["paused", "suspended"])
def test_a_chat_that_cannot_be_written_to_gets_no_push(outbox: Outbox, what: str) -> None:
    chat = outbox.add_instant(1)
    with outbox.store.begin() as tx:
        if what == "paused":
            tx.chats.set_paused(chat.key, outbox.clock.now())
        else:
            tx.chats.set_suspended(chat.key, outbox.clock.now(), "blocked")
    outbox.arrive("2403.00001")
    assert fan_out(outbox) == 0


def test_quiet_hours_hold_a_push_and_let_it_go_once_after_them(outbox: Outbox) -> None:
    # It is nine in the morning in Shanghai.
    quiet = {"quiet_from": time(22), "quiet_until": time(10)}
    outbox.add_instant(1, schedule=quiet)
    outbox.add_instant(2, schedule=quiet | {"zone": "Europe/Berlin"})
    outbox.add_instant(3)
    outbox.arrive("2403.00001")
    assert fan_out(outbox) == 3
    assert pushed(outbox) == [3]
    outbox.clock.advance(minutes=59)
    assert pushed(outbox) == []
    outbox.clock.advance(minutes=1)
    assert pushed(outbox) == [1]
    outbox.clock.advance(hours=7)
    assert pushed(outbox) == [2]


def test_unsubscribing_from_the_topic_cancels_its_push(outbox: Outbox) -> None:
    chat = outbox.add_instant(1, topics=["甲", "乙"])
    outbox.arrive("2403.00001", topics=["甲"])
    fan_out(outbox)
    topic = outbox.find_topic("甲")
    outbox.add_instant(2, topics=["甲"])
    with outbox.store.begin() as tx:
        tx.subscriptions.remove(chat.key, topic.key)
    assert pushed(outbox) == []
    assert outbox.states() == {DeliveryState.CANCELLED: 1}


def test_a_push_that_was_made_before_quiet_hours_and_is_sent_in_them_waits_for_their_end(
    outbox: Outbox,
) -> None:
    quiet = {"quiet_from": time(9, 30), "quiet_until": time(11)}
    outbox.add_instant(1, schedule=quiet)
    outbox.add_instant(2)
    outbox.arrive("2403.00001")
    assert fan_out(outbox) == 2
    # The line was long, or the platform was away.
    outbox.clock.advance(minutes=45)
    messenger = FakeMessenger(outbox.clock)
    outbox.drain_for(messenger, hours=3)
    assert [(sent.chat_id, f"{sent.at:%H:%M}") for sent in messenger.sent] == [
        (2, "01:45"),
        (1, "03:00"),
    ]


def test_what_was_begun_before_quiet_hours_is_not_broken_off(outbox: Outbox) -> None:
    outbox.add_instant(1, schedule={"quiet_from": time(9, 30), "quiet_until": time(11)})
    outbox.arrive("2403.00001")
    fan_out(outbox)
    messenger = FakeMessenger(outbox.clock, parts=2)
    messenger.say(None, DeliveryError("later", fate=Fate.LIMITED, retry_after=3600))
    outbox.drain_for(messenger, hours=3)
    assert [(sent.part, f"{sent.at:%H:%M}") for sent in messenger.sent] == [
        (1, "01:00"),
        (2, "01:00"),
        (2, "02:00"),
    ]


def test_what_a_nonce_keeps_from_coming_twice_is_repeated_before_that_is_forgotten(
    outbox: Outbox,
) -> None:
    outbox = Outbox(outbox.store, outbox.clock, "discord")
    outbox.add_instant(1, schedule={"quiet_from": time(9, 0, 3), "quiet_until": time(11)})
    outbox.arrive("2403.00001")
    fan_out(outbox)
    messenger = FakeMessenger(outbox.clock, platform="discord", has_nonces=True)
    messenger.say(DeliveryError("no answer", fate=Fate.MAYBE_SENT))
    outbox.drain_for(messenger, hours=3)
    assert [f"{sent.at:%H:%M:%S}" for sent in messenger.sent] == ["01:00:00", "01:00:05"]


async def test_a_paper_of_which_more_is_known_later_is_shown_with_it_to_those_who_get_it_later(
    outbox: Outbox,
) -> None:
    quiet = {"quiet_from": time(8), "quiet_until": time(11)}
    outbox.add_instant(1)
    outbox.add_instant(2, schedule=quiet)
    outbox.arrive("2403.00001")
    await fan_out_new(outbox.core)
    messenger = FakeMessenger(outbox.clock)
    sender = outbox.sender(messenger)
    await sender.drain()
    take_in(outbox.store, outbox.clock, entry("2403.00001v2", title="It Has a New Title"))
    outbox.clock.advance(hours=2)
    await sender.drain()
    first, second = messenger.sent
    assert "A Study of 2403.00001" in first.text
    assert "It Has a New Title" in second.text


def test_one_paper_is_rendered_once_for_all_its_chats(outbox: Outbox) -> None:
    for chat_id in range(1, 21):
        outbox.add_instant(chat_id)
    outbox.arrive("2403.00001")
    fan_out(outbox)
    messenger = FakeMessenger(outbox.clock)
    outbox.drain(messenger)
    assert len(messenger.sent) == 20
    assert messenger.rendered == 1


def test_a_push_that_was_refused_comes_in_the_issue(outbox: Outbox) -> None:
    chat = outbox.add_instant(1)
    outbox.arrive("2403.00001")
    fan_out(outbox)
    with outbox.store.begin() as tx:
        tx.deliveries.withdraw(chat.key)
    outbox.clock.advance(timedelta(hours=1))
    outbox.plan()
    assert issue_of(outbox, chat) == ["2403.00001"]
