"""However many steps a plan takes, its issues are of one moment, on both stores."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.chat import Chat
from bot.domain.issue import Receipt
from bot.ports import Store
from bot.services import tick
from bot.services.tick import plan_all
from tests.fakes import FakeClock
from tests.services.outbox import Outbox


@pytest.fixture
def outbox(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    """Two chats that are due, each planned in a step of its own, and one paper for them."""
    for name in ("BATCH", "FIRST_BATCH", "LEAST_BATCH"):
        monkeypatch.setattr(tick, name, 1)
    outbox = Outbox(store, clock)
    outbox.add_chat(1)
    outbox.add_chat(2)
    outbox.arrive("2403.00001")
    clock.advance(hours=1)
    return outbox


def receipts(outbox: Outbox) -> list[Receipt]:
    """What the newest issue of each chat says of its completeness."""
    with outbox.store.begin() as tx:
        chats: list[Chat] = list(tx.chats.list_all(after=0, limit=10))
        found = [tx.issues.find_newest(chat.key) for chat in chats]
    return [issue.receipt for issue in found if issue is not None]


async def test_a_paper_that_comes_between_two_steps_is_counted_in_the_next_issues(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    transact, steps = outbox.store.transact, 0

    async def and_a_paper(work: Any) -> Any:
        nonlocal steps
        done = await transact(work)
        steps += 1
        if steps == 1:
            outbox.clock.advance(seconds=1)
            outbox.arrive("2403.00002")
        return done

    monkeypatch.setattr(outbox.store, "transact", and_a_paper)
    assert await plan_all(outbox.core) == 2
    assert steps >= 2
    assert [receipt.arrived for receipt in receipts(outbox)] == [1, 1]
    outbox.clock.advance(days=1)
    assert await plan_all(outbox.core) == 2
    assert [receipt.arrived for receipt in receipts(outbox)] == [1, 1]


async def test_a_plan_knows_nothing_of_what_another_has_counted(
    outbox: Outbox, clock: FakeClock
) -> None:
    assert await plan_all(outbox.core) == 2
    before = receipts(outbox)
    clock.advance(days=1)
    moment = clock.now()
    with outbox.store.begin() as tx:
        first, second = tx.chats.list_all(after=0, limit=10)
        tx.chats.set_paused(second.key, moment)
    assert await plan_all(outbox.core) == 1
    # The clock stands still meanwhile.
    clock.set(moment - timedelta(hours=1))
    outbox.arrive("2403.00003")
    clock.set(moment)
    with outbox.store.begin() as tx:
        tx.chats.set_paused(second.key, None)
    assert await plan_all(outbox.core) == 1
    assert [receipt.arrived for receipt in before] == [1, 1]
    with outbox.store.begin() as tx:
        made = [tx.issues.find_on(chat.key, moment.date()) for chat in (first, second)]
    assert [issue.receipt.arrived for issue in made if issue is not None] == [0, 1]
