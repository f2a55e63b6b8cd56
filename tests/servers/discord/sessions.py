"""One bot's session with the gateway: what it hears, and what it missed while it was away."""

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

from aiohttp import web

from tests.servers.discord.model import Guild, Json

DISPATCH, HEARTBEAT, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 7, 9, 10, 11

#: How many events a session keeps for a resume.
KEPT = 10_000


class Intent(IntFlag):
    """The groups of events that a bot asks for."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
#: Every bit that means anything today (poll votes are the last).
KNOWN_INTENTS = (1 << 26) - 1


class Connection:
    """One web socket, compressed as it was asked for. Sending never waits."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        compressed: bool,
    ) -> None:
        self.socket = socket
        self._transport = transport
        self._compressor = zlib.compressobj() if compressed else None
        self._queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, op: int, data: Any = None, **more: Any) -> None:
        """Put a payload in line."""
        self._queue.put_nowait({"op": op, "d": data, "s": None, "t": None, **more})

    async def close(self, code: int, reason: str = "") -> None:
        """Send what is in line, then say goodbye with `code`."""
        self._queue.put_nowait(None)
        await asyncio.gather(self._writer, return_exceptions=True)
        await self.socket.close(code=code, message=reason.encode())

    def cut(self) -> None:
        """End without a goodbye, as a lost connection does."""
        if self._transport is not None:
            self._transport.abort()

    async def _write(self) -> None:
        while (payload := await self._queue.get()) is not None:
            text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
            try:
                await self._send_text(text)
            except ConnectionError:
                return

    async def _send_text(self, text: str) -> None:
        if self._compressor is None:
            await self.socket.send_str(text)
            return
        chunk = self._compressor.compress(text.encode())
        await self.socket.send_bytes(chunk + self._compressor.flush(zlib.Z_SYNC_FLUSH))


@dataclass(eq=False)
class Session:
    """What the gateway knows of one shard of the bot.

    Attributes:
        connection: None while it is away; its events are kept for a resume.
        heartbeats: how many it has sent.
    """

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    sequence: int = 0
    heartbeats: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))

    def dispatch(self, name: str, data: Json) -> None:
        """Tell an event, or keep it until the session is resumed."""
        self.sequence += 1
        event = {"d": data, "s": self.sequence, "t": name}
        self.sent.append(event)
        if self.connection is not None:
            self.connection.send(DISPATCH, event["d"], s=event["s"], t=name)

    def replay(self, after: int) -> None:
        """Tell again what came after the event number `after`."""
        assert self.connection is not None
        for event in self.sent:
            if event["s"] > after:
                self.connection.send(DISPATCH, event["d"], s=event["s"], t=event["t"])

    def hears(self, guild: Guild | None, intent: int) -> bool:
        """Whether an event of `guild` (None for direct messages) is for this session.

        A guild belongs to shard `id >> 22` modulo the number of shards, what has no guild to 0.
        """
        number, count = self.shard
        mine = 0 if guild is None else (guild.id >> 22) % count
        return mine == number and (not intent or bool(self.intents & intent))
