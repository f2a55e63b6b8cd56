"""The gateway, spoken to without a library: hello, identify, resume, goodbye, and who hears what."""

import json
import zlib
from contextlib import asynccontextmanager

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from tests.servers.discord.raw import scene
from tests.servers.discord.sessions import Intent

DEFAULT = Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES


class Line:
    """One open connection."""

    def __init__(self, socket):
        self.socket = socket
        self._inflate = zlib.decompressobj()

    async def hear(self):
        """The next payload, or the close code as a number."""
        message = await self.socket.receive(timeout=5)
        if message.type is WSMsgType.TEXT:
            return json.loads(message.data)
        if message.type is WSMsgType.BINARY:
            return json.loads(self._inflate.decompress(message.data))
        return self.socket.close_code

    async def hear_until(self, name):
        """The events up to the one of this name, by name."""
        heard = {}
        while name not in heard:
            payload = await self.hear()
            assert isinstance(payload, dict), f"closed with {payload}"
            heard[payload["t"]] = payload["d"]
        return heard

    async def say(self, op, data=None):
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, token="token", intents=DEFAULT, **more):
        await self.say(2, {"token": token, "intents": int(intents), "properties": {}, **more})


@asynccontextmanager
async def line(s, query="v=10&encoding=json"):
    async with s.session.ws_connect(f"{s.server.gateway.url}?{query}") as socket:
        yield Line(socket)


async def test_a_bot_is_greeted_and_shown_its_guilds():
    async with scene() as s, line(s) as bot:
        hello = await bot.hear()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
        await bot.say(1)
        assert (await bot.hear())["op"] == 11
        await bot.identify()
        ready = await bot.hear()
        assert (ready["t"], ready["s"], ready["d"]["shard"]) == ("READY", 1, [0, 1])
        assert ready["d"]["guilds"] == [{"id": str(s.guild.id), "unavailable": True}]
        guild = (await bot.hear())["d"]
        assert [each["name"] for each in guild["channels"]] == ["papers"]
        assert [each["user"]["username"] for each in guild["members"]] == ["晨报"]
        assert s.server.gateway.identifies[0]["token"] is None


@pytest.mark.parametrize("query", ["v=10&encoding=json&compress=zlib-stream", "v=9&encoding=json"])
async def test_the_stream_may_be_compressed(query):
    async with scene() as s, line(s, query) as bot:
        assert (await bot.hear())["op"] == 10
        await bot.identify()
        assert (await bot.hear())["t"] == "READY"
        s.server.say(s.bob, s.server.direct(s.bob), "论文" * 500)
        heard = await bot.hear_until("MESSAGE_CREATE")
        assert heard["MESSAGE_CREATE"]["content"] == "论文" * 500


@pytest.mark.parametrize("query", ["v=10&compress=zstd-stream", "v=10&encoding=etf"])
async def test_what_is_not_spoken_is_refused_at_once(query):
    async with scene() as s:
        with pytest.raises(WSServerHandshakeError, match="400"):
            async with line(s, query):
                pass


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"token": "other"}, 4004),
        ({"intents": Intent.MESSAGE_CONTENT}, 4014),
        ({"intents": Intent.GUILD_MEMBERS}, 4014),
        ({"intents": 1 << 40}, 4013),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_a_bot_that_may_not_in_is_told_why(identity, code):
    async with scene() as s, line(s) as bot:
        await bot.hear()
        await bot.identify(**identity)
        assert await bot.hear() == code


@pytest.mark.parametrize(
    ("said", "code"),
    [('{"op": 3, "d": {}}', 4003), ('{"op": 99}', 4001), ("nonsense", 4002), ("[]", 4002)],
)
async def test_a_bot_that_makes_no_sense_is_told_so(said, code):
    async with scene() as s, line(s) as bot:
        await bot.hear()
        await bot.socket.send_str(said)
        assert await bot.hear() == code


async def test_an_old_version_and_a_second_identify_end_the_connection():
    async with scene() as s:
        async with line(s, "v=6") as bot:
            assert await bot.hear() == 4012
        async with line(s) as bot:
            await bot.hear()
            await bot.identify()
            await bot.hear_until("GUILD_CREATE")
            await bot.identify()
            assert await bot.hear() == 4005


async def test_privileged_intents_may_be_allowed_and_show_more():
    async with scene() as s, line(s) as bot:
        s.server.gateway.privileged = Intent.GUILD_MEMBERS | Intent.MESSAGE_CONTENT
        await bot.hear()
        await bot.identify(intents=DEFAULT | Intent.GUILD_MEMBERS | Intent.MESSAGE_CONTENT)
        heard = await bot.hear_until("GUILD_CREATE")
        assert len(heard["GUILD_CREATE"]["members"]) == 3
        s.server.say(s.bob, s.channel, "hello")
        heard = await bot.hear_until("MESSAGE_CREATE")
        assert heard["MESSAGE_CREATE"]["content"] == "hello"
        await bot.say(8, {"guild_id": str(s.guild.id), "query": "b", "limit": 0, "nonce": "1"})
        chunk = (await bot.hear_until("GUILD_MEMBERS_CHUNK"))["GUILD_MEMBERS_CHUNK"]
        assert [each["user"]["username"] for each in chunk["members"]] == ["bob"]
        assert chunk["nonce"] == "1"


async def test_text_is_hidden_unless_the_bot_is_spoken_to():
    async with scene() as s, line(s) as bot:
        await bot.hear()
        await bot.identify()
        await bot.hear_until("GUILD_CREATE")
        texts = []
        mention = s.server.world.bot.mention
        for channel, text in (
            (s.channel, "to others"),
            (s.channel, f"{mention} to you"),
            (s.server.direct(s.bob), "to you alone"),
        ):
            s.server.say(s.bob, channel, text)
            texts.append((await bot.hear_until("MESSAGE_CREATE"))["MESSAGE_CREATE"]["content"])
        assert texts == ["", f"{mention} to you", "to you alone"]


async def test_a_bot_hears_of_nothing_it_did_not_ask_for_or_cannot_see():
    async with scene() as s, line(s) as bot:
        await bot.hear()
        await bot.identify(intents=Intent.GUILDS | Intent.GUILD_MESSAGES)
        await bot.hear_until("GUILD_CREATE")
        s.server.say(s.bob, s.server.direct(s.bob), "no intent")
        hidden = s.server.add_channel(s.guild, "hidden")
        s.server.deny(hidden, s.server.world.bot, 1 << 10)
        s.server.say(s.bob, hidden, "no permission")
        s.server.say(s.bob, s.channel, "heard")
        heard = await bot.hear_until("MESSAGE_CREATE")
        assert heard["MESSAGE_CREATE"]["channel_id"] == str(s.channel.id)


async def test_what_happens_to_channels_threads_and_guilds_is_told():
    async with scene() as s, line(s) as bot:
        await bot.hear()
        await bot.identify()
        await bot.hear_until("GUILD_CREATE")
        thread = s.server.add_thread(s.channel, "thread")
        s.server.archive(thread, locked=True)
        s.server.delete_channel(s.channel)
        heard = await bot.hear_until("CHANNEL_DELETE")
        assert [*heard] == ["THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "CHANNEL_DELETE"]
        assert heard["THREAD_UPDATE"]["thread_metadata"]["locked"] is True
        s.server.begin_outage(s.guild)
        gone = (await bot.hear_until("GUILD_DELETE"))["GUILD_DELETE"]
        assert gone == {"id": str(s.guild.id), "unavailable": True}
        s.server.end_outage(s.guild)
        back = (await bot.hear_until("GUILD_CREATE"))["GUILD_CREATE"]
        assert back["unavailable"] is False
        s.server.remove_bot(s.guild)
        gone = (await bot.hear_until("GUILD_DELETE"))["GUILD_DELETE"]
        assert gone == {"id": str(s.guild.id)}


async def test_a_session_is_resumed_with_what_it_missed():
    async with scene() as s:
        async with line(s) as bot:
            await bot.hear()
            await bot.identify()
            session = (await bot.hear_until("GUILD_CREATE"))["READY"]["session_id"]
            s.server.gateway.cut()
            assert isinstance(await bot.hear(), int)
        await s.server.wait_for(lambda: not s.server.gateway.connected)
        s.server.say(s.bob, s.server.direct(s.bob), "meanwhile")
        async with line(s) as bot:
            await bot.hear()
            await bot.say(6, {"token": "token", "session_id": session, "seq": 2})
            heard = await bot.hear_until("RESUMED")
            assert heard["MESSAGE_CREATE"]["content"] == "meanwhile"
            assert [*heard] == ["MESSAGE_CREATE", "RESUMED"]


async def test_what_cannot_be_resumed_is_invalid():
    async with scene() as s, line(s) as bot:
        await bot.hear()
        await bot.say(6, {"token": "token", "session_id": "unknown", "seq": 2})
        told = await bot.hear()
        assert (told["op"], told["d"]) == (9, False)
        await bot.identify()
        session = (await bot.hear_until("GUILD_CREATE"))["READY"]["session_id"]
        async with line(s) as other:
            await other.hear()
            await other.say(6, {"token": "token", "session_id": session, "seq": 99})
            assert await other.hear() == 4007


async def test_a_goodbye_ends_the_session():
    async with scene() as s:
        async with line(s) as bot:
            await bot.hear()
            await bot.identify()
            await bot.hear_until("GUILD_CREATE")
        await s.server.wait_for(lambda: not s.server.gateway.sessions)


async def test_each_shard_has_its_guilds_and_the_first_the_direct_messages():
    async with scene() as s, line(s) as zero, line(s) as one:
        second = s.server.add_guild("second", s.bob)
        s.server.gateway.shards = 2
        told = await s.ask("GET", "/gateway/bot")
        assert (told.body["shards"], told.body["url"]) == (2, s.server.gateway.url)
        by_shard = {(each.id >> 22) % 2: str(each.id) for each in (s.guild, second)}
        assert len(by_shard) == 2
        for number, bot in enumerate((zero, one)):
            await bot.hear()
            await bot.identify(shard=[number, 2])
            ready = (await bot.hear_until("GUILD_CREATE"))["READY"]
            assert [each["id"] for each in ready["guilds"]] == [by_shard[number]]
        s.server.say(s.bob, s.server.direct(s.bob), "direct")
        other = s.server.world.guilds[int(by_shard[1])]
        s.server.begin_outage(other)
        assert "direct" in str(await zero.hear_until("MESSAGE_CREATE"))
        assert [*await one.hear_until("GUILD_DELETE")] == ["GUILD_DELETE"]
