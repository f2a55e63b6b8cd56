"""A small scene to test in, and a client without manners: no library between it and the wire."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from tests.servers.discord.clock import ManualClock
from tests.servers.discord.model import Channel, Guild, User
from tests.servers.discord.server import DiscordServer


class Told(NamedTuple):
    """An answer, as it came."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        """Discord's number of a refusal."""
        return int(self.body["code"])

    @property
    def errors(self) -> Any:
        """The nested faults of a form: path ("embeds.0.title") -> code."""
        return dict(_flatten(self.body["errors"]))


def _flatten(tree: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    found = [(path, error["code"]) for error in tree.get("_errors", [])]
    for step, inner in tree.items():
        if step != "_errors":
            found += _flatten(inner, f"{path}.{step}" if path else step)
    return found


@dataclass
class Scene:
    """A guild of alice (its owner) and bob, with a channel and the bot.

    Attributes:
        clock: moves when it is told to.
        session: speaks for the bot.
    """

    server: DiscordServer
    clock: ManualClock
    session: aiohttp.ClientSession
    alice: User
    bob: User
    guild: Guild
    channel: Channel

    async def ask(self, method: str, path: str, payload: Any = None, **more: Any) -> Told:
        """Send one request as the bot; `more` goes to aiohttp."""
        if payload is not None:
            more["json"] = payload
        async with self.session.request(method, self.server.api_base + path, **more) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            body = json.loads(text) if text and is_json else text
            return Told(response.status, body, dict(response.headers))

    async def send(self, channel: Channel | None = None, **payload: Any) -> Told:
        """Send a message to `channel`, or to the scene's."""
        place = channel or self.channel
        return await self.ask("POST", f"/channels/{place.id}/messages", payload)


@asynccontextmanager
async def scene(*, limits: bool = False, log_path: Path | None = None) -> AsyncIterator[Scene]:
    """Start a server with a scene on it."""
    clock = ManualClock()
    async with DiscordServer(clock=clock, limits=limits, log_path=log_path) as server:
        alice = server.add_user("alice", locale="zh-CN")
        bob = server.add_user("bob")
        guild = server.add_guild("读书会", alice, bob, locale="zh-CN", owner=alice)
        channel = server.add_channel(guild, "papers")
        headers = {"Authorization": f"Bot {server.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            yield Scene(server, clock, session, alice, bob, guild, channel)
