"""How fast a platform lets us speak, over the wire: its server counts, and refuses who is faster."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from discord.http import Route

from bot.commands.call import Request
from bot.commands.dispatch import answer
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import DeliveryState
from bot.domain.pace import DISCORD, TELEGRAM, UNLIMITED
from bot.ports import Store, SystemClock
from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from bot.services.keep_sending import keep_sending
from bot.services.sender import Sender
from bot.services.terms import Terms
from bot.services.tick import plan_all
from tests.acceptance.on_the_wire import Wire, arrive_long, on_discord, on_telegram
from tests.fakes import FakeClock
from tests.servers.discord import POST_MESSAGE, matching, too_many
from tests.servers.telegram import TelegramServer, flood
from tests.talk import load_lexicon

#: Two who wait at the same time would turn the one clock twice.
ONE_BY_ONE = Terms(most=1)
PATIENT, OTHERS = 7_770_001, range(1, 6)
POSTING = matching(route=POST_MESSAGE)


@pytest.fixture(autouse=True)
def _base(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library has one address for all its clients; it gets its own one back."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)


@pytest.fixture
async def wire(store: Store, clock: FakeClock) -> AsyncIterator[Wire[TelegramServer]]:
    async with on_telegram(store, clock) as wire:
        yield wire


def fill(wire: Wire, *chat_ids: int) -> None:
    for chat_id in chat_ids:
        wire.outbox.add_chat(chat_id)
    wire.outbox.arrive("2403.00001")
    wire.outbox.to_morning()


# 37a


async def test_37_a_chat_told_to_wait_waits_and_all_others_go_on(
    wire: Wire[TelegramServer],
) -> None:
    fill(wire, PATIENT, *OTHERS)
    wire.server.script(flood(3), method="sendMessage", chat_id=PATIENT)
    began = wire.clock.now().timestamp()
    await wire.send_for(seconds=10)
    times = {sent.chat_id: sent.at - began for sent in wire.server.sent}
    assert times.keys() == {PATIENT, *OTHERS}
    assert all(times[chat_id] == 0 for chat_id in OTHERS)
    assert 3 <= times[PATIENT] < 4
    # It was not asked for in between.
    assert Counter(call.chat_id for call in wire.server.calls_of("sendMessage"))[PATIENT] == 2


# 37b


async def test_37_a_wait_of_twelve_hours_is_kept_told_by_status_and_slept_by_nobody(
    wire: Wire[TelegramServer],
) -> None:
    fill(wire, PATIENT)
    wire.server.script(flood(43837), method="sendMessage")
    began = wire.clock.now()
    await wire.sender().drain()
    assert wire.clock.now() == began
    [(not_before_at,)] = wire.outbox.rows("not_before_at")
    assert (not_before_at - began).total_seconds() == 43837
    console = ChatAddress(platform="console", chat_id=1)
    asked = Request(address=console, kind=ChatKind.PRIVATE, text="/status", asker=console)
    [status] = [message async for message in answer(wire.outbox.core, asked)]
    # 43,837 s after ten in the morning.
    assert "平台要求 1 个聊天等待，最长到 11-23 22:10" in status.text
    wire.clock.advance(seconds=43836)
    await wire.sender().drain()
    assert len(wire.server.calls_of("sendMessage")) == 1
    wire.clock.advance(seconds=1)
    await wire.sender().drain()
    assert len(wire.server.sent) == 1


# 37c


async def test_37_the_steady_pace_is_telegrams_for_the_bot_for_each_chat_and_for_each_group(
    sqlite_store: Store, clock: FakeClock
) -> None:
    async with on_telegram(sqlite_store, clock, enforce_rates=True) as wire:
        outbox = wire.outbox
        for chat_id in range(1, 41):
            outbox.add_chat(chat_id)
        outbox.add_instant(101)
        outbox.add_instant(-1, kind=ChatKind.GROUP)
        outbox.arrive(*(f"2403.{number:05}" for number in range(1, 26)))
        clock.advance(hours=1)
        await fan_out_new(outbox.core)
        await plan_all(outbox.core)
        await wire.send_for(TELEGRAM, terms=ONE_BY_ONE, minutes=5)
        server = wire.server
        assert set(outbox.states()) == {DeliveryState.SENT}
        # 40 issues, and 25 pushes to each of two chats.
        assert len(server.sent) == 40 + 2 * 25
        assert server.max_in_any_second() <= 30
        assert server.max_in_any_second(101) <= 3
        assert server.max_in_window(10, 101) <= 13
        assert server.max_in_window(60, -1) <= 20
        assert {call.status for call in server.calls_of("sendMessage")} == {200}


# 37d


async def test_37_discords_overall_pace_is_kept(sqlite_store: Store, clock: FakeClock) -> None:
    async with on_discord(sqlite_store, clock) as wire:
        guild = wire.server.add_guild("reading")
        for number in range(60):
            channel = wire.server.add_channel(guild, f"papers-{number}")
            wire.outbox.add_chat(channel.id, ChatKind.CHANNEL)
        wire.outbox.arrive("2403.00001")
        wire.outbox.to_morning()
        await wire.send_for(DISCORD, terms=ONE_BY_ONE, minutes=1)
        asked = wire.server.find_requests(POST_MESSAGE)
        assert len(wire.server.messages) == 60
        assert {request.status for request in asked} == {200}
        times = sorted(request.at for request in asked)
        assert times[-1] - times[0] >= 59 / 40 - 0.01


async def test_37_discords_buckets_are_obeyed(sqlite_store: Store) -> None:
    # The library's buckets go by the loop's own clock, so this is a real fifth of a second.
    core = Core(store=sqlite_store, clock=SystemClock(), load_lexicon=load_lexicon)
    clock = FakeClock(datetime.now(UTC) - timedelta(days=2))
    async with on_discord(sqlite_store, clock) as wire:
        wire.server.rates.limits[POST_MESSAGE] = (2, 0.2)
        wire.server.rates.clock = lambda: SystemClock().now().timestamp()
        channel = wire.server.add_channel(wire.server.add_guild("reading"), "papers")
        wire.outbox.add_chat(channel.id, ChatKind.CHANNEL, max_papers=50)
        arrive_long(wire.outbox)
        clock.advance(days=1)
        wire.outbox.plan()
        stop, wake = asyncio.Event(), asyncio.Event()
        sender = Sender(core, wire.messenger, worker="w", pace=UNLIMITED)
        sending = asyncio.create_task(
            keep_sending(sender, sqlite_store, wake=wake, stop=stop, poll=0.01)
        )
        async with asyncio.timeout(10):
            while set(wire.outbox.states()) != {DeliveryState.SENT}:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        stop.set()
        await sending
        statuses = [request.status for request in wire.server.find_requests(POST_MESSAGE)]
        assert len(statuses) == len(wire.server.messages) >= 3
        assert set(statuses) == {200}


@pytest.mark.parametrize(("scope", "held_against_us"), [("shared", 0), ("user", 1)])
async def test_37_a_429_on_discord_is_waited_out_and_a_shared_one_is_not_held_against_us(
    sqlite_store: Store, clock: FakeClock, scope: str, held_against_us: int
) -> None:
    async with on_discord(sqlite_store, clock, limits=False) as wire:
        guild = wire.server.add_guild("reading")
        busy, other = (wire.server.add_channel(guild, name).id for name in ("busy", "other"))
        for channel in (busy, other):
            wire.outbox.add_chat(channel, ChatKind.CHANNEL)
        wire.outbox.arrive("2403.00001")
        wire.outbox.to_morning()
        began = clock.now().timestamp()
        wire.server.script.add(
            too_many(7.5, scope), when=matching(route=POST_MESSAGE, channel_id=busy)
        )
        await wire.send_for(seconds=30)
        times = {
            message.channel.id: message.created_at - began for message in wire.server.messages
        }
        assert times[other] == 0
        assert 7.5 <= times[busy] < 9
        assert wire.server.rates.invalid_requests == held_against_us


async def test_37_a_global_429_on_discord_silences_the_bot_and_not_for_longer(
    sqlite_store: Store, clock: FakeClock
) -> None:
    async with on_discord(sqlite_store, clock, limits=False) as wire:
        guild = wire.server.add_guild("reading")
        for number in range(5):
            channel = wire.server.add_channel(guild, f"papers-{number}")
            wire.outbox.add_chat(channel.id, ChatKind.CHANNEL)
        wire.outbox.arrive("2403.00001")
        wire.outbox.to_morning()
        began = clock.now().timestamp()
        wire.server.script.add(too_many(4.0, "global"), when=POSTING)
        await wire.send_for(seconds=30)
        assert len(wire.server.messages) == 5
        assert (
            sum(request.status == 429 for request in wire.server.find_requests(POST_MESSAGE)) == 1
        )
        assert max(message.created_at for message in wire.server.messages) - began < 6
