"""Real discord.py against the server: it connects, sends, and is refused."""

import asyncio
import io
import time

import discord
import pytest

from tests.servers.discord import POST_MESSAGE, Permission, error, too_many
from tests.servers.discord.client import connect, pointed_at
from tests.servers.discord.example_bot import INTENTS, answer, running
from tests.servers.discord.raw import scene


async def test_a_client_logs_in_and_sees_what_is_there():
    async with scene() as s, running(s) as client:
        forum = s.server.add_forum(s.guild, "forum", tags=("cs.CV",), requires_tag=True)
        guild = client.get_guild(s.guild.id)
        assert (guild.name, guild.preferred_locale) == ("读书会", discord.Locale.chinese)
        assert client.user.id == s.server.world.bot.id
        assert client.application_id == s.server.world.application_id
        channel = guild.get_channel(s.channel.id)
        assert channel.permissions_for(guild.me).send_messages
        fetched = await client.fetch_channel(forum.id)
        assert fetched.flags.require_tag
        assert [each.name for each in fetched.available_tags] == ["cs.CV"]


async def test_a_wrong_token_is_refused():
    async with scene() as s:
        client = discord.Client(intents=INTENTS)
        with pointed_at(s.server):
            async with client:
                with pytest.raises(discord.LoginFailure):
                    await client.login("wrong")


async def test_privileged_intents_are_refused_unless_they_are_allowed():
    async with scene() as s:
        intents = discord.Intents(guilds=True, message_content=True)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with connect(discord.Client(intents=intents), s.server):
                pass


async def test_messages_of_every_kind_are_sent():
    async with scene() as s, running(s) as client:
        channel = client.get_channel(s.channel.id)
        embed = discord.Embed(title="论文", url="https://arxiv.org/abs/2403.15603")
        await channel.send(embed=embed, allowed_mentions=discord.AllowedMentions.none())
        first = await channel.send("once", nonce="7", silent=True)
        again = await channel.send("once", nonce="7", silent=True)
        assert again.id == first.id
        await first.edit(content="edited")
        await channel.send(file=discord.File(io.BytesIO(b"{}"), "export.json"))
        texts = [each.text for each in s.server.messages]
        assert texts == ["论文", "edited", ""]
        assert s.server.messages[0].allowed_mentions["parse"] == []
        assert s.server.messages[1].silent
        assert s.server.messages[2].attachments[0]["filename"] == "export.json"
        await first.delete()
        async with channel.typing():
            pass
        assert len(s.server.messages) == 2


async def test_forum_posts_are_made_and_found_again():
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum", tags=("晨报",), requires_tag=True)
        async with running(s) as client:
            channel = client.get_channel(forum.id)
            made = await channel.create_thread(
                name="晨报 11-20", content="issue", applied_tags=[channel.available_tags[0]]
            )
            assert made.message.content == "issue"
            await made.thread.send("part 2")
            active = await channel.guild.active_threads()
            assert [each.name for each in active] == ["晨报 11-20"]
            await made.thread.edit(archived=True)
            archived = [each async for each in channel.archived_threads(limit=5)]
            assert [each.name for each in archived] == ["晨报 11-20"]
            with pytest.raises(discord.HTTPException, match="40067"):
                await channel.create_thread(name="x", content="y")
        assert [each.text for each in s.server.messages] == ["issue", "part 2"]


async def test_refusals_arrive_as_the_librarys_errors():
    async with scene() as s, running(s) as client:
        channel = client.get_channel(s.channel.id)
        s.server.deny(s.channel, s.server.world.bot, Permission.SEND_MESSAGES)
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("x")
        assert refused.value.code == 50013
        s.server.close_direct(s.bob)
        user = await client.fetch_user(s.bob.id)
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("x")
        assert refused.value.code == 50007
        s.server.delete_channel(s.channel)
        with pytest.raises(discord.NotFound) as refused:
            await channel.send("x")
        assert refused.value.code == 10003
        s.server.script.add(error(50001))
        with pytest.raises(discord.Forbidden):
            await client.fetch_guild(s.guild.id)


async def test_a_429_is_waited_out_by_the_library():
    async with scene() as s, running(s) as client:
        s.server.script.add(too_many(0.01))
        await client.get_channel(s.channel.id).send("x")
        assert [each.status for each in s.server.requests][-2:] == [429, 200]


async def test_a_long_429_is_an_error_where_the_client_says_so():
    async with scene() as s, running(s, max_ratelimit_timeout=30) as client:
        s.server.script.add(too_many(43837))
        with pytest.raises(discord.RateLimited):
            await client.get_channel(s.channel.id).send("x")


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_session_survives_a_reconnect_and_an_invalidation(resumable):
    async with scene() as s, running(s):
        gateway = s.server.gateway
        before = gateway.connected[0].id
        if resumable:
            gateway.reconnect()
            await s.server.wait_for(lambda: gateway.resumes == 1)
        else:
            gateway.invalidate()
            await s.server.wait_for(lambda: len(gateway.identifies) == 2)
        await s.server.wait_for(lambda: gateway.connected)
        assert (gateway.connected[0].id == before) is resumable
        asked = s.server.slash(s.alice, s.channel, "subscribe", topic="x")
        assert (await answer(s, asked)).startswith("x ")


async def test_several_shards_share_the_guilds():
    async with scene() as s:
        s.server.gateway.shards = 2
        second = s.server.add_guild("second", s.alice)
        channel = s.server.add_channel(second, "papers")
        async with running(s, discord.AutoShardedClient) as client:
            assert [each.shard for each in s.server.gateway.connected] == [(0, 2), (1, 2)]
            assert {each.shard_id for each in client.guilds} == {0, 1}
            for place in (s.channel, channel, s.server.direct(s.alice)):
                asked = s.server.slash(s.alice, place, "subscribe", topic="x")
                assert (await answer(s, asked)).startswith("x ")


async def test_a_guild_that_the_bot_comes_to_is_a_new_one():
    async with scene() as s, running(s) as client:
        joined = asyncio.get_running_loop().create_future()

        @client.event
        async def on_guild_join(guild):
            joined.set_result(guild.name)

        s.server.add_guild("new", s.alice)
        assert await asyncio.wait_for(joined, 5) == "new"


async def test_outages_and_removals_are_told_apart():
    async with scene() as s, running(s) as client:
        heard = []
        back = asyncio.Event()
        gone = asyncio.Event()

        @client.event
        async def on_guild_unavailable(guild):
            heard.append("outage")

        @client.event
        async def on_guild_available(guild):
            back.set()

        @client.event
        async def on_guild_remove(guild):
            gone.set()

        s.server.begin_outage(s.guild)
        s.server.end_outage(s.guild)
        await asyncio.wait_for(back.wait(), 5)
        assert heard == ["outage"]
        s.server.remove_bot(s.guild)
        await asyncio.wait_for(gone.wait(), 5)
        assert [*client.guilds] == []


async def test_the_library_obeys_the_headers():
    async with scene(limits=True) as s:
        s.server.rates.clock = time.time
        s.server.rates.limits[POST_MESSAGE] = (2, 0.05)
        async with running(s) as client:
            for number in range(5):
                await client.get_channel(s.channel.id).send(str(number))
        assert {each.status for each in s.server.find_requests(POST_MESSAGE)} == {200}
