"""How many messages are under way, and how little is written for each, on both stores."""

import asyncio
from typing import Any

import pytest

from bot.domain.delivery import DeliveryState
from bot.services.fan_out import fan_out_new
from bot.services.ledger import TRIES
from bot.services.outcome import Ending, Outcome
from bot.services.terms import Terms
from tests.fakes import FakeMessenger
from tests.services.outbox import Outbox
from tests.services.test_sender import fill


def count_transactions(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one with each."""
    seen: list[object] = []
    transact = outbox.store.transact

    async def count(work: Any) -> Any:
        seen.append(work)
        return await transact(work)

    monkeypatch.setattr(outbox.store, "transact", count)
    return seen


def test_one_ends_and_the_next_begins_in_one_transaction(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat_id in range(1, 41):
        outbox.add_instant(chat_id)
    outbox.arrive("2403.00001")
    asyncio.run(fan_out_new(outbox.core))
    transactions = count_transactions(outbox, monkeypatch)
    outbox.drain(messenger, terms=Terms(most=1))
    assert len(messenger.sent) == 40
    # One for each message, and a handful more; two for each would be 80.
    assert len(transactions) < 60


def test_a_push_that_goes_to_many_chats_at_once_is_made_once(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat_id in range(1, 21):
        outbox.add_instant(chat_id)
    outbox.arrive("2403.00001")
    asyncio.run(fan_out_new(outbox.core))
    transactions = count_transactions(outbox, monkeypatch)
    outbox.drain(messenger, terms=Terms(most=20))
    assert len(messenger.sent) == 20
    assert messenger.rendered == 1
    assert len(transactions) < 20


def test_a_push_that_one_chat_does_not_want_any_more_goes_to_the_others(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    chats = [outbox.add_instant(chat_id) for chat_id in range(1, 6)]
    outbox.arrive("2403.00001")
    asyncio.run(fan_out_new(outbox.core))
    topic = outbox.find_topic()
    with outbox.store.begin() as tx:
        tx.subscriptions.remove(chats[0].key, topic.key)
    outbox.drain(messenger, terms=Terms(most=5))
    assert sorted(messenger.chats) == [2, 3, 4, 5]


async def test_an_end_that_cannot_be_written_leaves_its_place_to_nobody(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, 1, 2)
    sender = outbox.sender(messenger)
    ledger = sender._ledger
    first, second = await sender._claim()
    assert await ledger.start(first.key)
    seen = []

    async def sleep(seconds: float) -> None:
        seen.append(outbox.states())
        await outbox.sleep(seconds)

    monkeypatch.setattr(ledger, "_sleep", sleep)
    beyond_64_bits = Outcome(state=DeliveryState.PENDING, moved_to=10**30)
    ended = ledger.end(Ending(delivery=first, outcome=beyond_64_bits))
    started = asyncio.create_task(ledger.start(second.key))
    await ended
    assert len(seen) == TRIES - 1
    assert {states[DeliveryState.SENDING] for states in seen} == {1}
    # It is given up then, and settled by its lease; the other one goes.
    assert await started
