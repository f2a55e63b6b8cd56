"""A forum topic that takes no more pushes: told once to the forum around it, and nobody else stops."""

import asyncio

import pytest

from bot.domain.chat import Chat, ChatAddress, ChatKind
from bot.domain.delivery import DeliveryState
from bot.errors import DeliveryError, Fate
from bot.services import data
from tests.fakes import FakeMessenger
from tests.services.outbox import Outbox

FORUM = -1_001


def gone(reason: str = "message thread not found") -> DeliveryError:
    return DeliveryError(reason, fate=Fate.CLOSED, thread_alone=True)


def add_thread(outbox: Outbox, thread_id: int = 42, **given) -> Chat:
    return outbox.add_chat(FORUM, ChatKind.GROUP, thread_id=thread_id, **given)


def fill(outbox: Outbox) -> None:
    outbox.arrive("2403.00001")
    outbox.to_morning()


def notices(messenger: FakeMessenger) -> list[str]:
    return [sent.text for sent in messenger.sent if "话题" in sent.text]


def test_the_forum_is_told_once_what_stopped_and_how_it_goes_on(outbox, messenger):
    thread = add_thread(outbox, topics=["医学图像", "扩散模型"])
    fill(outbox)
    messenger.say(gone())
    outbox.drain_for(messenger, minutes=2)
    [notice] = notices(messenger)
    assert "我无法再往这里的一个话题发消息：message thread not found" in notice
    assert "那里订阅了：医学图像、扩散模型" in notice
    assert outbox.get(thread).suspended_reason == "message thread not found"
    # It went to the forum itself, which is known as a chat of its own now, and follows nothing.
    with outbox.store.begin() as tx:
        around = tx.chats.find(ChatAddress(platform="telegram", chat_id=FORUM))
        assert around is not None
        assert tx.subscriptions.list_of(around.key) == []
        assert around.pending is None
    assert outbox.rows("kind", "state", "chat_key") == [
        ("issue", "failed", thread.key),
        ("notice", "sent", around.key),
    ]


def test_the_other_topics_of_the_forum_go_on(outbox, messenger):
    add_thread(outbox, 42)
    other = add_thread(outbox, 43)
    fill(outbox)
    messenger.say(gone("TOPIC_CLOSED"))
    outbox.drain_for(messenger, minutes=1)
    assert outbox.get(other).suspended_at is None
    assert outbox.states() == {DeliveryState.FAILED: 1, DeliveryState.SENT: 2}


def test_every_topic_that_stops_is_told_of_once(outbox, messenger):
    for thread_id in (42, 43):
        add_thread(outbox, thread_id)
    fill(outbox)
    send = messenger.send

    async def send_around(address, payload, nonce):
        if address.thread_id:
            raise gone()
        return await send(address, payload, nonce)

    messenger.send = send_around
    outbox.drain_for(messenger, minutes=2)
    assert len(notices(messenger)) == 2


def test_where_the_forum_itself_is_shut_nobody_is_told(outbox, messenger):
    add_thread(outbox)
    general = outbox.add_chat(FORUM, ChatKind.GROUP)
    with outbox.store.begin() as tx:
        tx.chats.set_suspended(general.key, outbox.clock.now(), "kicked")
    fill(outbox)
    messenger.say(gone())
    outbox.drain_for(messenger, minutes=2)
    assert notices(messenger) == []


@pytest.mark.parametrize("thread_id", [0, 1])
def test_general_does_not_tell_itself(outbox, messenger, thread_id):
    add_thread(outbox, thread_id)
    fill(outbox)
    messenger.say(gone("TOPIC_CLOSED"))
    outbox.drain_for(messenger, minutes=1)
    assert len(messenger.sent) == 1


def test_a_notice_whose_reason_is_gone_is_not_sent(outbox, messenger):
    thread = add_thread(outbox)
    fill(outbox)
    messenger.say(gone())
    sender = outbox.sender(messenger)

    async def fail_alone() -> None:
        [delivery] = await sender._claim()
        await sender._deliver(delivery)

    asyncio.run(fail_alone())
    with outbox.store.begin() as tx:
        data.resume(tx, tx.chats.get(thread.key), outbox.clock.now())
    outbox.drain(messenger)
    assert notices(messenger) == []
    assert outbox.states()[DeliveryState.CANCELLED] == 1


def test_resume_in_the_topic_brings_its_pushes_back_and_a_second_end_is_told_again(
    outbox, messenger
):
    thread = add_thread(outbox)
    fill(outbox)
    messenger.say(gone())
    outbox.drain_for(messenger, minutes=1)
    with outbox.store.begin() as tx:
        resumed = data.resume(tx, tx.chats.get(thread.key), outbox.clock.now())
    assert resumed.suspended_at is None
    assert resumed.pending is not None
    outbox.clock.set(resumed.pending.due_at)
    outbox.plan()
    messenger.say(gone())
    outbox.drain_for(messenger, minutes=1)
    assert len(notices(messenger)) == 2
