"""Delivery and failure, over the wire, on both stores.

A death at each single point is in `tests/services/test_crash`, at random moments in
`tests/bench/crash`; posts in forums in `tests/adapters/discord/test_places`.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from discord.http import Route
from sqlalchemy import select

from adapters.discord.api import PromptClient
from bot.commands.call import Request
from bot.commands.dispatch import answer
from bot.domain.chat import Chat, ChatAddress, ChatKind
from bot.domain.delivery import DeliveryState
from bot.ports import Store
from storage import tables as t
from storage.engine import make_engine, parse_url
from tests.acceptance.on_the_wire import Wire, arrive_long, on_discord, on_telegram
from tests.bench.victim import start
from tests.fakes import FakeClock
from tests.servers.discord import POST_MESSAGE, Close, DiscordServer, Hang, matching
from tests.servers.telegram import TelegramServer, close, delay, hang
from tests.services.crash import live, world
from tests.storage.builders import dump

#: No other number looks like it.
CHAT = 7_770_001
POSTING = matching(route=POST_MESSAGE)


#: Real seconds, longer than any answer takes that comes.
IMPATIENT = 1.0

#: Subscriptions, and sends before the kill: what the check names; on PostgreSQL, where the same
#: takes three times as long, an eighth of it.
FAN_OUT = {"sqlite": (1_000, 400), "postgresql": (120, 50)}


@pytest.fixture(autouse=True)
def _discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's one address is given back; a server that hangs is given up soon."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(PromptClient, "timeout", aiohttp.ClientTimeout(sock_read=IMPATIENT))


@pytest.fixture
async def telegram(store: Store, clock: FakeClock) -> AsyncIterator[Wire[TelegramServer]]:
    async with on_telegram(store, clock) as wire:
        yield wire


@pytest.fixture
async def impatient(sqlite_store: Store, clock: FakeClock) -> AsyncIterator[Wire[TelegramServer]]:
    async with on_telegram(sqlite_store, clock, read_timeout=IMPATIENT) as wire:
        yield wire


@pytest.fixture
async def discord(sqlite_store: Store, clock: FakeClock) -> AsyncIterator[Wire[DiscordServer]]:
    async with on_discord(sqlite_store, clock, limits=False) as wire:
        yield wire


def add_long_issue(wire: Wire, chat_id: int = CHAT, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
    """A chat whose issue, of several parts, is due now."""
    chat = wire.outbox.add_chat(chat_id, kind, max_papers=50)
    arrive_long(wire.outbox)
    wire.outbox.to_morning()
    return chat


def channel_of(wire: Wire[DiscordServer]) -> int:
    server = wire.server
    return int(server.add_channel(server.add_guild("reading"), "papers").id)


# 35


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_35_a_kill_in_mid_fan_out_loses_nothing_and_repeats_only_what_was_under_way(
    store: Store, database_url: str, platform: str
) -> None:
    count, sends = FAN_OUT[parse_url(database_url).get_backend_name()]
    async with world(platform, database_url, count=count, parts=1) as scene:
        task = replace(scene.task, chunk=10_000)
        process = start(task)
        while len(scene.got()) < sends:  # noqa: ASYNC110 - another process cannot tell us
            await asyncio.sleep(0.005)
        process.kill()
        await asyncio.to_thread(process.join)
        with store.begin() as tx:
            states = tx.deliveries.count_by_state()
        confirmed = _list_confirmed(database_url)
        assert 0 < len(confirmed) < count
        await live(task, store, count)
        copies = scene.copies
        assert {chat_id for chat_id, _ in copies} == set(scene.chat_ids)
        assert all(copies[chat_id, "part 1"] == 1 for chat_id in confirmed)
        repeated = sum(copies.values()) - len(copies)
        under_way = states.get(DeliveryState.SENDING, 0)
        assert repeated <= (under_way if platform == "telegram" else 0)


def _list_confirmed(database_url: str) -> list[int]:
    """The chats whose message is known to have arrived."""
    engine = make_engine(parse_url(database_url))
    with engine.begin() as connection:
        found = connection.scalars(
            select(t.chat.c.chat_id)
            .join(t.delivery, t.delivery.c.chat_key == t.chat.c.key)
            .where(t.delivery.c.state == DeliveryState.SENT.value)
        ).all()
    engine.dispose()
    return list(found)


async def test_35_two_workers_started_together_send_nothing_twice(
    store: Store, database_url: str
) -> None:
    async with world("telegram", database_url, count=60, parts=1) as scene:
        rival = start(replace(scene.task, chunk=10_000))
        await live(replace(scene.task, chunk=10_000), store, 60)
        rival.kill()
        await asyncio.to_thread(rival.join)
        assert set(scene.copies.values()) == {1}
        assert len(scene.copies) == 60


# 36


@pytest.mark.parametrize("hangs", [1, 2])
async def test_36_a_part_that_may_have_arrived_is_sent_once_more_at_most_and_the_rest_in_order(
    impatient: Wire[TelegramServer], hangs: int
) -> None:
    add_long_issue(impatient)
    second: list[str] = []

    def is_second_part(call) -> bool:
        parts = dict.fromkeys(sent.text for sent in impatient.server.sent)
        if len(parts) == 1 and not second and call.text not in parts:
            second.append(call.text)
        return call.text in second

    impatient.server.script(hang("after"), method="sendMessage", when=is_second_part, times=hangs)
    await impatient.send_for(minutes=2)
    texts = [sent.text for sent in impatient.server.sent]
    parts = list(dict.fromkeys(texts))
    assert len(parts) >= 3
    assert texts == [parts[0], parts[1], parts[1], *parts[2:]]
    # Once more is the end of it: what then became of it is not known, and said so.
    states = [state for (state,) in impatient.outbox.rows("state")]
    assert states[1] == ("sent" if hangs == 1 else "uncertain")
    assert states.count("sent") == len(parts) - (hangs - 1)


async def test_36_a_server_that_cannot_be_reached_was_sent_nothing_and_is_tried_again(
    impatient: Wire[TelegramServer],
) -> None:
    add_long_issue(impatient)
    await impatient.server.stop()
    await impatient.send_for(seconds=30)
    assert impatient.outbox.rows("uncertain")[0] == (0,)
    await impatient.server.start()
    await impatient.send_for(minutes=2)
    texts = [sent.text for sent in impatient.server.sent]
    assert len(texts) == len(set(texts)) >= 3
    assert set(impatient.outbox.states()) == {DeliveryState.SENT}


@pytest.mark.parametrize("fault", [Hang(accepted=True), Close(accepted=True)])
async def test_36_on_discord_what_may_have_arrived_is_repeated_and_is_there_once(
    discord: Wire[DiscordServer], fault: Hang | Close
) -> None:
    add_long_issue(discord, channel_of(discord), ChatKind.CHANNEL)
    discord.server.script.add(fault, when=POSTING, times=2)
    await discord.send_for(minutes=2)
    nonces = [request.payload["nonce"] for request in discord.server.find_requests(POST_MESSAGE)]
    assert nonces[0] == nonces[1] == nonces[2] != nonces[3]
    assert len(discord.server.messages) == len(set(nonces)) >= 2
    assert set(discord.outbox.states()) == {DeliveryState.SENT}


async def test_36_a_connection_cut_before_the_request_was_taken_brings_it_once(
    impatient: Wire[TelegramServer],
) -> None:
    add_long_issue(impatient)
    impatient.server.script(close("before"), method="sendMessage")
    await impatient.send_for(minutes=2)
    texts = [sent.text for sent in impatient.server.sent]
    assert len(texts) == len(set(texts)) >= 3


# 38


async def say(wire: Wire, text: str, chat_id: int = CHAT) -> str:
    """What somebody types in private, and what is answered."""
    address = ChatAddress(platform=wire.outbox.platform, chat_id=chat_id)
    request = Request(address=address, kind=ChatKind.PRIVATE, text=text, asker=address)
    [message] = [message async for message in answer(wire.outbox.core, request)]
    return f"{message.heading}\n{message.text}"


async def in_flight(wire: Wire[TelegramServer]) -> "asyncio.Task[int]":
    """A sender whose first message has arrived, and whose answer has not."""
    # The first answer of all takes the time to read the lexicon.
    assert wire.outbox.core.lexicon.topics
    wire.server.script(delay(0.5), method="sendMessage")
    sending = asyncio.create_task(wire.sender().drain())
    await wire.server.wait_sent(1)
    return sending


@pytest.mark.parametrize("typed", ["/unsubscribe 1", "/unsubscribe all"])
async def test_38_unsubscribing_while_a_push_is_in_flight_stops_every_part_not_begun(
    telegram: Wire[TelegramServer], typed: str
) -> None:
    add_long_issue(telegram)
    sending = await in_flight(telegram)
    assert "已取消" in await say(telegram, typed)
    assert not sending.done()
    await sending
    await telegram.send_for(minutes=5)
    assert len(telegram.server.sent) == 1
    states = [state for (state,) in telegram.outbox.rows("state")]
    assert states[0] == "sent"
    assert len(states) >= 3
    assert set(states[1:]) == {"cancelled"}


async def test_38_deleteme_takes_everything_along_and_a_second_one_finds_nothing(
    telegram: Wire[TelegramServer], database_url: str
) -> None:
    add_long_issue(telegram)
    other = telegram.outbox.add_chat(CHAT + 1)
    sending = await in_flight(telegram)
    assert str(CHAT) in repr(dump(database_url))
    await say(telegram, "/deleteme")
    await sending
    await telegram.send_for(minutes=5)
    assert len(telegram.server.sent_to(CHAT)) == 1
    left = dump(database_url)
    assert str(CHAT) not in repr(left)
    assert left["delivery"] == left["issue"] == left["issue_entry"] == []
    assert "没有" in await say(telegram, "/deleteme")
    assert telegram.outbox.get(other) == other


async def test_38_what_was_paused_in_flight_waits_and_comes_in_the_next_issue(
    telegram: Wire[TelegramServer],
) -> None:
    chat = add_long_issue(telegram)
    sending = await in_flight(telegram)
    await say(telegram, "/pause")
    await sending
    await telegram.send_for(minutes=5)
    assert len(telegram.server.sent) == 1
    pending = telegram.outbox.get(chat).pending
    telegram.clock.advance(timedelta(days=3))
    await telegram.tick()
    assert len(telegram.server.sent) == 1
    assert pending is not None
