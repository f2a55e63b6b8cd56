"""A process that dies at any point of its way loses nothing, and repeats only what it was sending.

Every death is a real one, of a process of its own, against a server that writes down what it gets;
on both stores and both platforms.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.schedule import Rhythm
from bot.ports import Store
from storage import open_store
from tests.bench.database import THRESHOLDS
from tests.services.crash import CHATS, DYING, die, live, world


@pytest.fixture
def own_store(database_url: str) -> Iterator[Store]:
    """A store of its own, beside that of the process that dies."""
    opened = open_store(database_url, thresholds=THRESHOLDS)
    yield opened
    opened.close()


POINTS = {
    # Where it dies, and how many messages may then be there twice.
    "after_claim": 0,
    "after_intent": 0,
    "after_send": 4,
    "after_mark": 3,
    "mid_fanout": 0,
    "mid_plan": 0,
}


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize("point", POINTS)
async def test_a_death_at_this_point_loses_nothing_and_repeats_only_what_was_under_way(
    database_url: str, own_store: Store, platform: str, point: str
) -> None:
    rhythm = Rhythm.DAILY if point == "mid_plan" else Rhythm.INSTANT
    async with world(platform, database_url, rhythm) as scene:
        await die(replace(scene.task, point=point, lease=DYING))
        with own_store.begin() as tx:
            under_way = tx.deliveries.count_by_state().get(DeliveryState.SENDING, 0)
        await live(scene.task, own_store, 3 * CHATS)
        wanted = {(chat, f"part {part}") for chat in scene.chat_ids for part in (1, 2, 3)}
        assert set(scene.copies) == wanted
        repeated = sum(scene.copies.values()) - len(wanted)
        assert repeated <= (0 if platform == "discord" else min(under_way, POINTS[point]))
        for chat in scene.chat_ids:
            first = dict.fromkeys(text for place, text in scene.got() if place == chat)
            assert list(first) == ["part 1", "part 2", "part 3"]
