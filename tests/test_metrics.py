"""What a scrape of /metrics and the three health pages say, over HTTP."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import DeliveryError, Fate, StorageError
from bot.http import serve
from bot.jobs import Work, look
from bot.metrics import COUNTERS, GAUGES, HISTOGRAMS, Metrics
from bot.ports import Store
from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from bot.services.health import Health
from bot.services.keep_sending import keep_sending
from tests.fakes import FakeClock, FakeMessenger
from tests.services.outbox import Outbox
from tests.talk import load_lexicon

#: No number of a metric looks like one of these.
CHATS = (7_770_001, 7_770_002)
TELEGRAM = (("platform", "telegram"),)
Samples = Mapping[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def outbox(sqlite_store: Store, clock: FakeClock) -> Outbox:
    return Outbox(sqlite_store, clock)


@pytest.fixture
def messenger(clock: FakeClock) -> FakeMessenger:
    return FakeMessenger(clock)


class Scene:
    """A program to be looked at from outside."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.metrics = Metrics()
        core = Core(store=outbox.store, clock=outbox.clock, load_lexicon=load_lexicon)
        self.has_room = True
        self.health = Health(
            core=core, started_at=outbox.clock.now(), has_room=lambda: self.has_room
        )
        self.work = Work(
            core=core,
            health=self.health,
            watch=self.metrics,
            wake=lambda: None,
            back_up=None,
            zones="1",
            platforms=("telegram",),
        )

    async def scrape(self) -> Samples:
        """Every sample, by name and labels."""
        text = (await self.get("/metrics")).text
        assert not any(str(chat_id) in text for chat_id in CHATS)
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)


@pytest.fixture
async def scene(outbox: Outbox) -> AsyncIterator[Scene]:
    scene = Scene(outbox)
    async with (
        serve(scene.health, scene.metrics.render, host="127.0.0.1", port=0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as scene.client,
    ):
        yield scene


def fill(outbox: Outbox) -> None:
    for chat_id in CHATS:
        outbox.add_chat(chat_id)
    outbox.arrive("2403.00001")
    outbox.to_morning()


async def test_what_was_sent_and_how_late_is_told(scene, outbox, messenger):
    fill(outbox)
    outbox.clock.advance(minutes=4)
    await outbox.sender(messenger, watch=scene.metrics).drain()
    seen = await scene.scrape()
    sent = (("kind", "issue"), ("outcome", "sent"), ("platform", "telegram"))
    assert seen["chenbao_delivery_total", sent] == 2
    assert seen["chenbao_delivery_lag_seconds_count", TELEGRAM] == 2
    assert seen["chenbao_delivery_lag_seconds_sum", TELEGRAM] > 2 * 4 * 60
    assert seen["chenbao_in_flight", TELEGRAM] == 0


async def test_a_wait_that_the_platform_asks_for_is_told(scene, outbox, messenger):
    fill(outbox)
    messenger.say(DeliveryError("429", fate=Fate.LIMITED, retry_after=43837.0))
    await outbox.sender(messenger, watch=scene.metrics).drain()
    seen = await scene.scrape()
    assert seen["chenbao_rate_limited_seconds_total", TELEGRAM] == 43837
    assert seen["chenbao_retry_after_seconds_count", TELEGRAM] == 1
    assert seen["chenbao_retry_after_seconds_sum", TELEGRAM] == 43837


async def test_what_was_given_up_though_it_may_have_arrived_is_told(scene, outbox, messenger):
    fill(outbox)
    messenger.say(*[DeliveryError("timeout", fate=Fate.MAYBE_SENT)] * 2, chat_id=CHATS[0])
    sender = outbox.sender(messenger, watch=scene.metrics)
    await sender.drain()
    assert ("chenbao_uncertain_total", TELEGRAM) not in await scene.scrape()
    outbox.clock.advance(seconds=10)
    await sender.drain()
    assert (await scene.scrape())["chenbao_uncertain_total", TELEGRAM] == 1


async def test_what_a_crash_left_behind_is_told(scene, outbox, messenger):
    fill(outbox)
    for _ in range(2):
        dead = outbox.sender(messenger, worker="dead")
        for delivery in await dead._claim():
            await dead._ledger.start(delivery.key)
        outbox.clock.advance(seconds=31)
        await outbox.sender(messenger, watch=scene.metrics, may_claim=lambda: True)._claim()
        outbox.clock.advance(seconds=31)
    seen = await scene.scrape()
    assert seen["chenbao_recovered_total", TELEGRAM] == 4
    assert seen["chenbao_uncertain_total", TELEGRAM] == 2


async def test_a_push_that_its_chat_had_under_another_topic_is_told(scene, outbox):
    for chat_id in CHATS:
        outbox.add_instant(chat_id, topics=["医学图像", "扩散模型"])
    outbox.arrive("2403.00001", topics=["医学图像", "扩散模型"])
    assert await fan_out_new(scene.work.core, watch=scene.metrics) == 2
    assert (await scene.scrape())["chenbao_duplicates_suppressed_total", ()] == 2


async def test_who_leads_is_told_until_it_stops(scene, outbox, messenger):
    stop, wake = asyncio.Event(), asyncio.Event()
    sender = outbox.sender(messenger, watch=scene.metrics)
    assert (await scene.scrape())["chenbao_leader", TELEGRAM] == 0
    sending = asyncio.create_task(keep_sending(sender, outbox.store, wake=wake, stop=stop))
    async with asyncio.timeout(10):
        while (await scene.scrape())["chenbao_leader", TELEGRAM] != 1:
            assert not sending.done()
    stop.set()
    await sending
    assert (await scene.scrape())["chenbao_leader", TELEGRAM] == 0


async def test_how_the_outbox_the_planner_the_sources_and_the_database_stand_is_told(
    scene, outbox
):
    fill(outbox)
    await scene.health.note_plan()
    with outbox.store.begin() as tx:
        tx.sources.mark_succeeded("arxiv", outbox.clock.now(), None)
        tx.sources.mark_failed("digests", "no answer", outbox.clock.now(), None)
    outbox.clock.advance(minutes=10)
    await look(scene.work)
    seen = await scene.scrape()
    assert seen["chenbao_pending", TELEGRAM] == 2
    assert seen["chenbao_oldest_pending_seconds", TELEGRAM] == 40 * 60
    assert seen["chenbao_tick_lag_seconds", ()] == 600
    assert seen["chenbao_fetch_staleness_seconds", (("source", "arxiv"),)] == 600
    # It never answered: since the program began.
    assert seen["chenbao_fetch_staleness_seconds", (("source", "digests"),)] == 4200
    assert seen["chenbao_db_size_bytes", ()] > 100_000


async def test_the_size_of_either_database_is_known(store):
    assert store.get_size() > 100_000


def test_no_metric_can_name_a_chat():
    labels = {label for _, _, some in COUNTERS.values() for label in some}
    labels |= {label for _, _, some, _ in HISTOGRAMS.values() for label in some}
    labels |= {label for _, _, some in GAUGES.values() for label in some}
    assert labels == {"platform", "kind", "outcome", "job", "source"}


def test_every_metric_is_told_of_where_one_looks_it_up():
    text = (Path(__file__).parents[1] / "deploy" / "README.md").read_text(encoding="utf-8")
    counters = {f"chenbao_{name}_total" for name, _, _ in COUNTERS.values()}
    others = {f"chenbao_{one[0]}" for one in (*HISTOGRAMS.values(), *GAUGES.values())}
    assert set(re.findall(r"`(chenbao_\w+)`", text)) == counters | others


async def test_a_program_that_works_is_live_ready_and_well(scene):
    scene.health.platforms["telegram"] = True
    for path in ("/livez", "/readyz", "/healthz"):
        answer = await scene.get(path)
        assert (answer.status_code, answer.json()["ok"]) == (200, True)


@pytest.mark.parametrize(
    ("check", "break_it"),
    [
        ("issues are planned", lambda scene: scene.outbox.clock.advance(timedelta(hours=26.1))),
        ("not stopping", lambda scene: setattr(scene.health, "is_draining", True)),
        ("free space", lambda scene: setattr(scene, "has_room", False)),
        ("telegram", lambda scene: scene.health.platforms.update(telegram=False)),
    ],
)
async def test_readyz_is_red_and_says_why(scene, check, break_it):
    scene.health.platforms["telegram"] = True
    break_it(scene)
    answer = await scene.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, holds in answer.json()["checks"].items() if not holds] == [check]
    assert (await scene.get("/livez")).status_code == 200


async def test_without_its_database_a_program_lives_and_is_neither_ready_nor_well(
    scene, monkeypatch
):
    async def refuse(work):
        raise StorageError("the server is gone")

    monkeypatch.setattr(scene.outbox.store, "transact", refuse)
    monkeypatch.setattr(scene.outbox.store, "is_current", lambda: False)
    assert (await scene.get("/livez")).status_code == 200
    assert (await scene.get("/readyz")).status_code == 503
    assert (await scene.get("/healthz")).status_code == 503
