"""How fast the outbox is emptied, over the wire, to a Bot API in a process of its own.

    python -m tests.bench.drain --messages 1500 [--flood 0.05] [--database-url URL]
    python -m tests.bench.drain --messages 5000 --unlimited

Paced: `ratio` is the wall time over N ÷ 29/s, `max_in_any_second` what the server counted; with
`--flood`, that part of the answers is a 429 that parks its chat for 3 s, and
`others_waited_seconds` is by how much that delayed the messages of all other chats.

Unlimited: `ratio` is the messages a second of the whole path (claim, render, send, mark) over those
of the bare client library, with as many sends under way, on the same server in the same run. The
two take turns, with the bare library before and after each round, so that a machine that slows down
or speeds up does so for both; each sends as many, and the middle one of the rounds' ratios counts.
`cpu_ratio` is the same of this process's processor time, which does not see who waits for what, but
does not see either who else is on the machine.
"""

import argparse
import asyncio
import gc
import json
import statistics
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import update

from adapters.telegram.client import TelegramMessenger
from bot.commands.table import COMMANDS
from bot.domain.chat import ChatAddress
from bot.domain.delivery import DeliveryState, Payload
from bot.domain.message import Message
from bot.domain.pace import TELEGRAM, UNLIMITED
from bot.ports import Store, Transaction
from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from bot.services.keep_sending import keep_sending
from bot.services.sender import Sender
from bot.services.terms import Terms
from bot.views.issue import instant
from bot.views.texts import get_texts
from storage import tables as t
from tests.bench.database import Connect, fresh_database
from tests.bench.outbox import TOPIC, add_chats, add_paper, make_core
from tests.servers.telegram import TOKEN, TelegramProcess

RATE = 29
#: Sends under way at once, without a limit of the platform's.
WIDTH = 24
ROUNDS = 10
#: Both send so many before all.
WARM = 100
OPEN = {DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING}
PARKED = 3
FIRST_CHAT = 1_000


def main() -> None:
    """Measure, and print one line for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--flood", type=float, default=0.0)
    parser.add_argument("--unlimited", action="store_true")
    parser.add_argument("--database-url")
    options = parser.parse_args()
    with fresh_database(options.database_url) as (store, connect):
        measure = _measure_unlimited if options.unlimited else _measure_paced
        print(json.dumps(asyncio.run(measure(store, connect, options))))


async def _measure_paced(
    store: Store, connect: Connect, options: argparse.Namespace
) -> dict[str, Any]:
    messages = options.messages
    core = make_core(store)
    _fill(connect, messages, papers=1)
    await fan_out_new(core)
    async with TelegramProcess("--open", "--rates") as server:
        if options.flood:
            await server.control(
                "script", kind="flood", seconds=PARKED, scope="chat",
                method="sendMessage", share=options.flood, times=None,
            )  # fmt: skip
        messenger = _Timed(await _connect(server))
        sender = Sender(core, messenger, worker="bench", pace=TELEGRAM)
        started = time.perf_counter()
        seconds = await _drain(sender, store, started)
        await messenger.close()
        stats = await server.control("stats")
    assert stats["sent"] == messages, stats
    found = {
        "messages": messages,
        "seconds": round(seconds, 2),
        "ratio": round(seconds / (messages / RATE), 4),
        "max_in_any_second": stats["max_in_any_second"],
        "statuses": stats["statuses"],
    }
    if options.flood:
        found |= messenger.judge()
    print(f"{messages} messages in {seconds:.1f} s; at {RATE}/s {messages / RATE:.1f} s")
    return found


class _Timed(TelegramMessenger):
    """Notes when each message left, and which was told to wait."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self.__dict__.update(messenger.__dict__)
        self._tries: list[tuple[int, float, bool]] = []

    async def send(self, address: ChatAddress, payload: Any, nonce: str) -> str:
        left = time.perf_counter()
        try:
            sent = await super().send(address, payload, nonce)
        except Exception:
            self._tries.append((address.chat_id, left, False))
            raise
        self._tries.append((address.chat_id, left, True))
        return sent

    def judge(self) -> dict[str, Any]:
        """How much longer than its turn at the pace any other chat waited after a 429.

        Each try, refused or not, takes one turn. A wait is a gap between two tries that is longer
        than a turn, after a refusal and while others stood in line.
        """
        tries = sorted(self._tries, key=lambda one: one[1])
        last_first = max(i for i, one in enumerate(tries) if not self._is_retry(one[0], i, tries))
        gaps = [
            later[1] - earlier[1] - 1 / RATE
            for earlier, later in pairwise(tries[: last_first + 1])
            if not earlier[2]
        ]
        retried: dict[int, float] = {}
        shortest = float("inf")
        for chat_id, left, is_sent in tries:
            if chat_id in retried:
                shortest = min(shortest, left - retried[chat_id])
            if not is_sent:
                retried[chat_id] = left
        return {
            "parked": len(retried),
            "shortest_wait_of_a_parked_chat": round(shortest, 2),
            "others_waited_seconds": round(max([0.0, *gaps]), 4),
        }

    @staticmethod
    def _is_retry(chat_id: int, index: int, tries: list[tuple[int, float, bool]]) -> bool:
        return any(one[0] == chat_id for one in tries[:index])


async def _measure_unlimited(
    store: Store, connect: Connect, options: argparse.Namespace
) -> dict[str, Any]:
    core = make_core(store)
    chats = options.messages // ROUNDS
    alone = max(chats // 2, 1)
    _fill(connect, chats, papers=ROUNDS + 1)
    terms = Terms(most=WIDTH)
    rounds = []
    async with TelegramProcess("--open") as server:
        messenger = await _connect(server)
        payload = await _warm_up(core, connect, messenger)
        for _ in range(ROUNDS):
            await _make_one(core, connect)
            sender = Sender(core, messenger, worker="bench", pace=UNLIMITED, terms=terms)
            whole, bare = _Spent(), _Spent()
            await bare.add(alone, _send_bare(messenger, payload, alone))
            await whole.add(chats, sender.drain())
            await bare.add(alone, _send_bare(messenger, payload, alone))
            rounds.append((whole, bare))
        await messenger.close()
    return _judge(rounds)


@dataclass(slots=True)
class _Spent:
    """What some messages took: seconds of the wall's clock, and of this process's processor."""

    messages: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    async def add(self, messages: int, work: Awaitable[object]) -> None:
        """So many more, sent by `work`. It does not tidy up behind the one before."""
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        await work
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.messages += messages


def _judge(rounds: list[tuple[_Spent, _Spent]]) -> dict[str, Any]:
    whole, bare = (
        statistics.median(one.messages / one.wall for one in side)
        for side in zip(*rounds, strict=True)
    )
    ratios, cpu_ratios = (
        [
            (getattr(bare, of) / bare.messages) / (getattr(whole, of) / whole.messages)
            for whole, bare in rounds
        ]
        for of in ("wall", "cpu")
    )
    print(f"whole path {whole:.0f}/s, bare {bare:.0f}/s")
    return {
        "messages": sum(whole.messages for whole, _ in rounds),
        "per_second": round(whole, 1),
        "bare_per_second": round(bare, 1),
        "ratio": round(statistics.median(ratios), 4),
        "cpu_ratio": round(statistics.median(cpu_ratios), 4),
        "ratios": [round(ratio, 3) for ratio in ratios],
    }


async def _warm_up(core: Core, connect: Connect, messenger: TelegramMessenger) -> Payload:
    """Send one issue of everything once: connections, statements. Returns what is sent."""
    await _make_one(core, connect, limit=WARM)
    await Sender(core, messenger, worker="warm", pace=UNLIMITED, terms=Terms(most=WIDTH)).drain()
    payload = await core.store.transact(lambda tx: messenger.render(_compose_any(tx), "zh")[0])
    await _send_bare(messenger, payload, WARM)
    return payload


def _compose_any(tx: Transaction) -> Message:
    match = tx.matches.find_one(1, 1, TOPIC)
    assert match is not None
    return instant(get_texts("zh"), match)


async def _make_one(core: Core, connect: Connect, *, limit: int = 10**6) -> None:
    """The pushes of the next paper, to as many chats."""

    def next_match(tx: Transaction) -> int:
        [match] = tx.matches.list_to_fan_out(limit=1)
        return tx.matches.fan_out(match, quiet=(), limit=limit, now=core.clock.now()).made

    assert await core.store.transact(next_match)
    with connect() as connection:
        connection.execute(
            update(t.match).where(t.match.c.fanned_out_to > 0).values(fanned_out=True)
        )


async def _send_bare(messenger: TelegramMessenger, payload: Any, messages: int) -> None:
    """The same messages by the client library alone."""
    given = {key: value for key, value in payload.items() if key not in ("method", "text")}
    chats = iter(range(FIRST_CHAT, FIRST_CHAT + messages))

    async def work() -> None:
        for chat_id in chats:
            await messenger.bot.send_message(chat_id, payload["text"], api_kwargs=given)

    await asyncio.gather(*(work() for _ in range(WIDTH)))


async def _drain(sender: Sender, store: Store, started: float) -> float:
    """Send until nothing is left; seconds."""
    stop = asyncio.Event()
    sending = asyncio.create_task(keep_sending(sender, store, wake=asyncio.Event(), stop=stop))
    seconds = await _time_until_empty(store, started)
    stop.set()
    await sending
    return seconds


async def _time_until_empty(store: Store, started: float) -> float:
    while True:
        states = await store.transact(lambda tx: tx.deliveries.count_by_state())
        if not OPEN & states.keys():
            return time.perf_counter() - started
        await asyncio.sleep(0.05)


async def _connect(server: TelegramProcess) -> TelegramMessenger:
    codes = {command.name: command.code for command in COMMANDS}
    messenger = TelegramMessenger(TOKEN, codes=codes, base_url=server.base_url)
    await messenger.start()
    return messenger


def _fill(connect: Connect, chats: int, *, papers: int) -> None:
    now = datetime.now(UTC)
    with connect() as connection:
        add_chats(connection, range(FIRST_CHAT, FIRST_CHAT + chats), now=now)
        for key in range(1, papers + 1):
            add_paper(connection, key, now)


if __name__ == "__main__":
    main()
