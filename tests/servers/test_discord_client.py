"""Real discord.py against the server: everything a bot of ours does with it."""

import asyncio
import io
from contextlib import asynccontextmanager

import discord
import pytest
from discord import app_commands

from tests.servers.discord import Permission, error, too_many
from tests.servers.discord.client import connect, pointed_at
from tests.servers.discord.raw import scene

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class More(discord.ui.View):
    """A view that outlives a restart: its custom_id is always the same."""

    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="more", custom_id="more")
    async def more(self, interaction, button):
        await interaction.response.edit_message(content="page 2", view=None)


class Ask(discord.ui.Modal, title="Topic"):
    """A modal with one input."""

    topic = discord.ui.TextInput(label="Topic", custom_id="topic")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"got {self.topic.value}", ephemeral=True)


def commands(tree):
    """The commands of a small bot."""

    @tree.command(description="Follow a topic")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def subscribe(interaction: discord.Interaction, topic: str):
        text = f"{topic} {interaction.locale} {interaction.guild_locale}"
        await interaction.response.send_message(text, ephemeral=True)

    @subscribe.autocomplete("topic")
    async def complete(interaction, typed):
        return [app_commands.Choice(name=f"{typed}图像", value=f"{typed}图像")]

    @tree.command(description="Slow")
    async def slow(interaction: discord.Interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="result", view=More())
        await interaction.followup.send("and more")

    @tree.command(description="Ask")
    async def ask(interaction: discord.Interaction):
        await interaction.response.send_modal(Ask())

    @tree.context_menu(name="Why this paper")
    async def why(interaction: discord.Interaction, message: discord.Message):
        await interaction.response.send_message(f"because {message.content}")


@asynccontextmanager
async def running(s, kind=discord.Client, **how):
    client = kind(intents=INTENTS, **how)
    client.tree = app_commands.CommandTree(client)
    commands(client.tree)
    client.add_view(More())
    async with connect(client, s.server):
        await client.tree.sync()
        yield client


async def answer(s, asked):
    await s.server.wait_for(lambda: asked.answered)
    return asked.text


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


async def test_commands_are_synced_and_answered_in_the_users_language():
    async with scene() as s, running(s):
        asked = s.server.slash(s.alice, s.channel, "subscribe", topic="医学图像")
        assert await answer(s, asked) == "医学图像 zh-CN zh-CN"
        assert asked.original.ephemeral
        direct = s.server.slash(s.bob, s.server.direct(s.bob), "subscribe", topic="x")
        assert await answer(s, direct) == "x en-US None"


async def test_a_command_with_a_name_that_is_not_allowed_is_not_synced():
    async with scene() as s, running(s) as client:

        @client.tree.command(name="long", description="d" * 101)
        async def long(interaction: discord.Interaction):
            """Never called."""

        with pytest.raises(app_commands.CommandSyncFailure, match="between 1 and 100"):
            await client.tree.sync()


async def test_an_option_is_completed():
    async with scene() as s, running(s):
        asked = s.server.autocomplete(s.alice, s.channel, "subscribe", "topic", "医学")
        await s.server.wait_for(lambda: asked.answered)
        assert asked.choices == [{"name": "医学图像", "value": "医学图像"}]


async def test_a_deferred_answer_comes_later_and_its_button_works():
    async with scene() as s, running(s):
        asked = s.server.slash(s.alice, s.channel, "slow")
        await s.server.wait_for(lambda: len(asked.messages) == 2)
        assert [each.text for each in asked.messages] == ["result", "and more"]
        assert [each.ephemeral for each in asked.messages] == [True, False]
        pressed = s.server.press(s.alice, asked.original, "more")
        assert await answer(s, pressed) == "page 2"


async def test_a_button_of_before_the_restart_works():
    async with scene() as s:
        async with running(s) as client:
            await client.get_channel(s.channel.id).send("page 1", view=More())
        async with running(s):
            pressed = s.server.press(s.bob, s.server.messages[0], "more")
            assert await answer(s, pressed) == "page 2"


async def test_a_modal_is_filled_in():
    async with scene() as s, running(s):
        asked = s.server.slash(s.alice, s.channel, "ask")
        await s.server.wait_for(lambda: asked.modal)
        sent = s.server.submit(s.alice, asked, topic="NeRF")
        assert await answer(s, sent) == "got NeRF"


async def test_a_menu_of_a_message_is_used():
    async with scene() as s, running(s):
        said = s.server.say(s.bob, s.channel, "2403.15603")
        asked = s.server.message_command(s.bob, said, "Why this paper")
        assert await answer(s, asked) == "because 2403.15603"


async def test_an_answer_that_comes_too_late_is_an_error_of_the_library():
    async with scene() as s, running(s) as client:
        failed = asyncio.get_running_loop().create_future()

        @client.tree.error
        async def on_error(interaction, problem):
            failed.set_result(problem.original)

        asked = s.server.slash(s.alice, s.channel, "ask")
        s.clock.advance(4)
        problem = await asyncio.wait_for(failed, 5)
        assert (problem.status, problem.code) == (404, 10062)
        assert not asked.answered


async def test_an_app_of_a_user_answers_where_the_bot_is_not():
    async with scene() as s, running(s):
        eve = s.server.add_user("eve", installed=True)
        away = s.server.add_channel(s.server.add_guild("away", eve, with_bot=False), "papers")
        asked = s.server.slash(eve, away, "subscribe", topic="x")
        assert (await answer(s, asked)).startswith("x ")


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
