"""Real discord.py against the server: commands, buttons, modals, and what users see of them."""

import asyncio

import discord
import pytest
from discord import app_commands

from tests.servers.discord.example_bot import More, answer, running
from tests.servers.discord.raw import scene


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
