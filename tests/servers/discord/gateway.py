"""The gateway: web sockets that say hello, identify, resume, and tell events.

After Discord's documentation, "Gateway" and "Gateway Events"; close codes from "Opcodes and
Status Codes". What is not there: presences, voice, and the death of a connection that sends no
heartbeats (they are answered and counted).
"""

import json
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.discord import shapes
from tests.servers.discord.model import Guild, Json
from tests.servers.discord.sessions import (
    ACK,
    HELLO,
    INVALID_SESSION,
    KNOWN_INTENTS,
    PRIVILEGED,
    RECONNECT,
    Connection,
    Intent,
    Session,
)
from tests.servers.discord.world import World

HEARTBEAT_MS = 41_250
#: Above this a bot must use more shards.
GUILDS_PER_SHARD = 2500
VERSIONS = ("9", "10")
#: A session that ended with one of these cannot be resumed.
ENDS_SESSION = (1000, 1001)


class _Closed(Exception):  # noqa: N818 - it is no error: it unwinds the reader of a socket
    """The gateway ends a connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Gateway:
    """All sessions of the bot.

    Attributes:
        url: where it listens; set when the server starts.
        shards: how many it recommends.
        privileged: the privileged intents that the bot may ask for.
        identifies: what was sent to identify, tokens left out.
    """

    def __init__(self, world: World, token: str, changed: Callable[[], None]) -> None:
        self._world = world
        self._token = token
        self._changed = changed
        self.url = ""
        self.shards = 1
        self.privileged = Intent(0)
        self.sessions: dict[str, Session] = {}
        self.identifies: list[Json] = []
        self.resumes = 0
        self._connections: set[Connection] = set()

    @property
    def connected(self) -> list[Session]:
        """The sessions with an open connection, by shard."""
        there = [each for each in self.sessions.values() if each.connection is not None]
        return sorted(there, key=lambda session: session.shard)

    def dispatch(
        self, name: str, data: Json | Callable[[Session], Json], guild: Guild | None, intent: int
    ) -> None:
        """Tell an event to whom it concerns; `data` may differ from session to session."""
        for session in self.sessions.values():
            if session.hears(guild, intent):
                session.dispatch(name, data(session) if callable(data) else data)

    def reconnect(self) -> None:
        """Ask every session to connect anew and resume."""
        for session in self.connected:
            assert session.connection is not None
            session.connection.send(RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every session that it is over; `resumable` says that it may be resumed."""
        for session in self.connected:
            assert session.connection is not None
            session.connection.send(INVALID_SESSION, resumable)
            if not resumable:
                del self.sessions[session.id]

    def cut(self) -> None:
        """Lose every connection without a goodbye."""
        for connection in self._connections:
            connection.cut()

    async def close(self, code: int = 1001) -> None:
        """Say goodbye to everybody."""
        for connection in list(self._connections):
            await connection.close(code)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from hello to goodbye."""
        query = request.query
        compression = query.get("compress")
        if compression not in (None, "zlib-stream") or query.get("encoding", "json") != "json":
            return web.Response(status=400, text="no such compression or encoding")
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, compressed=compression is not None)
        self._connections.add(connection)
        reader = _Reader(self, connection)
        try:
            if query.get("v") not in VERSIONS:
                raise _Closed(4012, "Invalid API version.")
            connection.send(HELLO, {"heartbeat_interval": HEARTBEAT_MS, "_trace": []})
            await reader.read(socket)
            await connection.close(socket.close_code or 1000)
        except _Closed as closed:
            await connection.close(closed.code, closed.reason)
        finally:
            self._leave(connection, socket.close_code)
        return socket

    def _leave(self, connection: Connection, code: int | None) -> None:
        self._connections.discard(connection)
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                if code in ENDS_SESSION:
                    del self.sessions[session.id]
        self._changed()

    def identify(self, data: Json, connection: Connection) -> Session:
        """Begin a session: READY, then its guilds."""
        self.identifies.append({**data, "token": None})
        self._check_token(data)
        intents = int(data.get("intents") or 0)
        shard = tuple(data.get("shard") or (0, 1))
        if not 0 <= intents <= KNOWN_INTENTS:
            raise _Closed(4013, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self.privileged:
            raise _Closed(4014, "Disallowed intent(s).")
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise _Closed(4010, "Invalid shard.")
        session = Session(secrets.token_hex(16), intents, (shard[0], shard[1]), connection)
        guilds = [each for each in self._world.bot_guilds if session.hears(each, 0)]
        if len(guilds) > GUILDS_PER_SHARD:
            raise _Closed(4011, "Sharding required.")
        self.sessions[session.id] = session
        session.dispatch("READY", self._ready(session, guilds))
        for guild in guilds:
            if guild.available and intents & Intent.GUILDS:
                session.dispatch("GUILD_CREATE", self.guild_create(guild, session))
        self._changed()
        return session

    def resume(self, data: Json, connection: Connection) -> Session | None:
        """Take up a session; None where there is none to take up."""
        self._check_token(data)
        session = self.sessions.get(str(data.get("session_id")))
        if session is None:
            connection.send(INVALID_SESSION, False)
            return None
        if int(data.get("seq") or 0) > session.sequence:
            raise _Closed(4007, "Invalid seq.")
        self.resumes += 1
        session.connection = connection
        session.replay(int(data.get("seq") or 0))
        session.dispatch("RESUMED", {"_trace": []})
        self._changed()
        return session

    def guild_create(self, guild: Guild, session: Session, *, joined: bool = False) -> Json:
        """The event that shows a guild to a session; what `joined` lacks marks the others."""
        members = bool(session.intents & Intent.GUILD_MEMBERS)
        shape = shapes.guild_create(guild, self._world.bot, members=members)
        return shape if joined else shape | {"unavailable": False}

    def members_chunk(self, data: Json, session: Session) -> None:
        """Answer a request for members with those that match, at once."""
        guild = self._world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = {int(key) for key in data.get("user_ids") or []}
        start = str(data.get("query") or "").lower()
        found = [
            shapes.member(member)
            for member in guild.members.values()
            if (not wanted or member.user.id in wanted)
            and member.user.name.lower().startswith(start)
        ]
        chunk = {"guild_id": str(guild.id), "members": found, "chunk_index": 0, "chunk_count": 1}
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce")})

    def note_heartbeat(self, session: Session | None, connection: Connection) -> None:
        """Answer a heartbeat."""
        connection.send(ACK)
        if session is not None:
            session.heartbeats += 1
            self._changed()

    def _check_token(self, data: Json) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._token:
            raise _Closed(4004, "Authentication failed.")

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        return {
            "v": 10,
            "user": shapes.user(self._world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "shard": list(session.shard),
            "private_channels": [],
            "application": {"id": str(self._world.application_id), "flags": 0},
        }


class _Reader:
    """Reads one connection; knows the session once there is one."""

    def __init__(self, gateway: Gateway, connection: Connection) -> None:
        self._gateway = gateway
        self._connection = connection
        self._session: Session | None = None

    async def read(self, socket: web.WebSocketResponse) -> None:
        """Until the other side leaves."""
        async for message in socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            await self._take(message.data)

    async def _take(self, text: str | bytes) -> None:
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError) as error:
            raise _Closed(4002, "Error while decoding payload.") from error
        steps: dict[int, Callable[[Any], None]] = {
            1: self._heartbeat,
            2: self._identify,
            3: self._ignore,
            4: self._ignore,
            6: self._resume,
            8: self._members,
        }
        if op not in steps:
            raise _Closed(4001, "Unknown opcode.")
        steps[op](data)

    def _heartbeat(self, _: Any) -> None:
        self._gateway.note_heartbeat(self._session, self._connection)

    def _identify(self, data: Any) -> None:
        if self._session is not None:
            raise _Closed(4005, "Already authenticated.")
        self._session = self._gateway.identify(data, self._connection)

    def _resume(self, data: Any) -> None:
        self._session = self._gateway.resume(data, self._connection)

    def _members(self, data: Any) -> None:
        self._gateway.members_chunk(data, self._authenticated())

    def _ignore(self, _: Any) -> None:
        self._authenticated()

    def _authenticated(self) -> Session:
        if self._session is None:
            raise _Closed(4003, "Not authenticated.")
        return self._session
