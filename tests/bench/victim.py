"""A sender in a process of its own, to be killed: at random, or at a point of its way.

The points are reached by a messenger and a store of the test's own; the program knows nothing of
them.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from typing import Any

from adapters.discord.client import DiscordMessenger
from adapters.telegram.client import TelegramMessenger
from bot.commands.table import COMMANDS
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import DeliveryState, Payload
from bot.domain.message import Message
from bot.domain.pace import UNLIMITED
from bot.ports import Store
from bot.services.fan_out import fan_out_new
from bot.services.keep_sending import keep_sending
from bot.services.sender import Sender
from bot.services.terms import Terms
from bot.services.tick import plan_all
from storage import open_store
from tests.bench.database import THRESHOLDS
from tests.bench.outbox import make_core
from tests.forked import fork

CODES = {command.name: command.code for command in COMMANDS}


@dataclass(frozen=True, kw_only=True)
class Task:
    """What the process is to do.

    Attributes:
        platforms: address of the server, and token, by platform.
        lease: seconds; as short as recovery is to be soon, and longer than a send takes.
        parts: into how many messages each delivery is cut.
        poll: seconds between two looks at the outbox.
        point: where it dies by itself; empty for nowhere.
        chunk: subscriptions of one step of a fan-out.
    """

    database_url: str
    platforms: Mapping[str, tuple[str, str]]
    lease: float = 3.0
    parts: int = 1
    point: str = ""
    chunk: int = 1
    poll: float = 1.0


def start(task: Task) -> BaseProcess:
    """Begin; kill it with `kill()`."""
    return fork(_live, task)


def _live(task: Task) -> None:
    asyncio.run(_run(task))


async def _run(task: Task) -> None:
    store: Any = open_store(task.database_url, thresholds=THRESHOLDS)
    if task.point:
        store = _Fragile(store, task.point)
    core = make_core(store)
    await fan_out_new(core, chunk=task.chunk)
    await plan_all(core)
    stop = asyncio.Event()
    sending = []
    for platform, (address, token) in task.platforms.items():
        messenger = _MESSENGERS[platform](address, token, task)
        await messenger.start()
        sender = Sender(
            core,
            messenger,
            worker=f"{platform}-{os.getpid()}",
            pace=UNLIMITED,
            terms=Terms(lease=timedelta(seconds=task.lease), batch=20, most=4),
        )
        wake = asyncio.Event()
        sending.append(keep_sending(sender, store, wake=wake, stop=stop, poll=task.poll))
    await asyncio.gather(*sending)


class _Cut:
    """Cuts every message into parts that say what they are; dies where it is told to."""

    task: Task

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        if self.task.point == "after_claim":
            os._exit(9)
        rendered = super().render(message, language, kind)  # type: ignore[misc]
        return [self.mark(rendered[0], part) for part in range(1, self.task.parts + 1)]

    def mark(self, payload: Payload, part: int) -> Payload:
        raise NotImplementedError

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        if self.task.point == "after_intent":
            os._exit(9)
        sent: str = await super().send(address, payload, nonce)  # type: ignore[misc]
        if self.task.point == "after_send":
            os._exit(9)
        return sent


class _Telegram(_Cut, TelegramMessenger):
    def __init__(self, address: str, token: str, task: Task) -> None:
        super().__init__(token, codes=CODES, base_url=address)
        self.task = task

    def mark(self, payload: Payload, part: int) -> Payload:
        return {"method": "sendMessage", "text": f"part {part}"}


class _Discord(_Cut, DiscordMessenger):
    def __init__(self, address: str, token: str, task: Task) -> None:
        super().__init__(token, codes=CODES, api_base=address)
        self.task = task

    def mark(self, payload: Payload, part: int) -> Payload:
        return {**payload, "part": part, "message": {"content": f"part {part}"}}


_MESSENGERS: Mapping[str, Callable[[str, str, Task], Any]] = {
    "telegram": _Telegram,
    "discord": _Discord,
}


class _Fragile:
    """A store whose process dies at a point of its own."""

    def __init__(self, store: Store, point: str) -> None:
        self._store = store
        self._point = point
        self._chunks = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def transact(self, work: Any) -> Any:
        done = await self._store.transact(lambda tx: self._do(tx, work))
        if self._point == "after_mark" and await self._store.transact(_has_sent):
            os._exit(9)
        return done

    def _do(self, tx: Any, work: Any) -> Any:
        tx = _Steps(tx, self._point, self)
        return work(tx)

    def count_chunk(self) -> None:
        """In the middle of a fan-out: the second chunk is written, and not committed."""
        self._chunks += 1
        if self._chunks == 2:
            os._exit(9)


class _Steps:
    def __init__(self, tx: Any, point: str, store: _Fragile) -> None:
        self._tx = tx
        self._point = point
        self._of = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    @property
    def matches(self) -> Any:
        return _After(self._tx.matches, {"fan_out": self._fan_out})

    @property
    def issues(self) -> Any:
        return _After(self._tx.issues, {"plan": self._plan})

    def _fan_out(self) -> None:
        if self._point == "mid_fanout":
            self._of.count_chunk()

    def _plan(self) -> None:
        if self._point == "mid_plan":
            os._exit(9)


class _After:
    def __init__(self, inner: Any, hooks: Mapping[str, Callable[[], None]]) -> None:
        self._inner = inner
        self._hooks = hooks

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in self._hooks:
            return found

        def call(*given: Any, **named: Any) -> Any:
            done = found(*given, **named)
            self._hooks[name]()
            return done

        return call


def _has_sent(tx: Any) -> bool:
    return DeliveryState.SENT in tx.deliveries.count_by_state()
