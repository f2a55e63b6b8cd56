"""A Discord to test against: REST and gateway, strict as the real one, on a port of this machine.

In a test, with `connect` of the module `client`:

    async with DiscordServer(clock=ManualClock(), limits=False) as server:
        alice = server.add_user("alice", locale="zh-CN")
        channel = server.add_channel(server.add_guild("reading", alice), "papers")
        async with connect(bot, server):
            asked = server.slash(alice, channel, "subscribe", topic="医学图像")
            await server.wait_for(lambda: asked.answered)
            assert "医学图像" in asked.text

From a command line: `python -m tests.servers.discord --help`. Other processes use `/_control`.

| module | what |
|---|---|
| server, hub | the server; what all its parts share |
| model, world, permissions, shapes | what there is, who may do what, how it looks on the wire |
| shaping, people | what moderators and users do |
| rest/ | the REST API: `api` (the way of a request), `routes` (the table), a module a resource |
| rules/ | what a form may hold |
| gateway, sessions, events | the gateway |
| rates, nonces, script, record, control | limits, repeated messages, faults, the log, the side door |
| client | real discord.py, pointed here |
"""

from tests.servers.discord.clock import ManualClock
from tests.servers.discord.model import ChannelKind
from tests.servers.discord.people import CannotDo
from tests.servers.discord.permissions import Permission
from tests.servers.discord.record import POST_MESSAGE, START_THREAD
from tests.servers.discord.script import Close, Hang, Reply, error, failure, matching, too_many
from tests.servers.discord.server import DiscordServer

__all__ = [
    "POST_MESSAGE",
    "START_THREAD",
    "CannotDo",
    "ChannelKind",
    "Close",
    "DiscordServer",
    "Hang",
    "ManualClock",
    "Permission",
    "Reply",
    "error",
    "failure",
    "matching",
    "too_many",
]
