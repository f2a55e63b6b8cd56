"""Interactions on Discord (check 39): in time, in the right place, after restarts, never crashing."""

import asyncio
import logging
import re
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.discord.client import DiscordMessenger
from bot.errors import UsageError
from bot.matching.lexicon import Lexicon
from bot.ports import Store
from bot.ports.finder import Finder
from tests.acceptance.on_discord import on_discord
from tests.papers import medical
from tests.servers.discord import POST_MESSAGE, error, matching, too_many
from tests.talk import load_lexicon

CALLBACK = "POST /interactions/{webhook_id}/{webhook_token}/callback"
EDIT = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
THINKING = 5
UPDATING = 6


class SlowArxiv(Finder):
    """Answers when it is told to."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.may_answer = asyncio.Event()
        self._problem = problem

    async def bring_in(self, numbers: Sequence[str]) -> None:
        await self.may_answer.wait()
        if self._problem is not None:
            raise self._problem

    async def bring_in_titled(self, title: str) -> None:
        await self.may_answer.wait()


async def test_what_takes_long_is_promised_in_time_and_fills_the_promise_14_minutes_later(
    sqlite_store: Store,
) -> None:
    arxiv = SlowArxiv()
    async with (
        on_discord(sqlite_store, finder=arxiv, prompt_after=0) as discord,
        discord.running(),
    ):
        asked = discord.server.slash(discord.bob, discord.channel, "paper", paper="2403.09999")
        await discord.server.wait_for(lambda: asked.callback == THINKING)
        assert not asked.answered
        discord.server_clock.advance(14 * 60)
        arxiv.may_answer.set()
        await discord.server.wait_for(lambda: asked.answered)
        assert "2403.09999" in asked.text
        assert not asked.original.ephemeral
        assert len(discord.server.find_requests(EDIT)) == 1


async def test_after_15_minutes_the_answer_is_a_message_of_the_channel(
    sqlite_store: Store,
) -> None:
    arxiv = SlowArxiv()
    async with (
        on_discord(sqlite_store, finder=arxiv, prompt_after=0) as discord,
        discord.running(),
    ):
        server = discord.server
        asked = server.slash(discord.bob, discord.channel, "paper", paper="2403.09999")
        await server.wait_for(lambda: asked.callback == THINKING)
        discord.server_clock.advance(15 * 60 + 1)
        arxiv.may_answer.set()
        await server.wait_for(lambda: server.find_requests(POST_MESSAGE, discord.channel.id))
        assert "2403.09999" in discord.said_in(discord.channel)[-1].text
        assert server.find_requests(EDIT) == []
        assert server.rates.invalid_requests == 0


async def test_after_15_minutes_an_answer_is_dropped_where_the_bot_may_not_write(
    sqlite_store: Store,
) -> None:
    arxiv = SlowArxiv()
    async with (
        on_discord(sqlite_store, finder=arxiv, prompt_after=0) as discord,
        discord.running(),
    ):
        server = discord.server
        eve = server.add_user("eve", installed=True)
        away = server.add_channel(server.add_guild("away", eve, with_bot=False), "papers")
        asked = server.slash(eve, away, "paper", paper="2403.09999")
        await server.wait_for(lambda: asked.callback == THINKING)
        discord.server_clock.advance(15 * 60 + 1)
        arxiv.may_answer.set()
        help_asked = await discord.slash(eve, away, "help")
        assert help_asked.text
        assert not asked.answered
        assert server.find_requests(POST_MESSAGE) == []


async def test_what_is_for_one_person_is_promised_to_that_person_alone(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store, prompt_after=0) as discord, discord.running():
        asked = await discord.slash(discord.bob, discord.channel, "topics", word="medical")
        assert asked.original.ephemeral


async def test_a_refusal_that_comes_late_is_shown_to_the_one_who_asked_alone(
    sqlite_store: Store,
) -> None:
    arxiv = SlowArxiv(UsageError("Quiet hours look like 22:00-08:00, or off."))
    async with (
        on_discord(sqlite_store, finder=arxiv, prompt_after=0) as discord,
        discord.running(),
    ):
        asked = discord.server.slash(discord.bob, discord.channel, "paper", paper="2403.09999")
        await discord.server.wait_for(lambda: asked.callback == THINKING)
        arxiv.may_answer.set()
        await discord.server.wait_for(lambda: asked.original.deleted)
        assert asked.followups[0].ephemeral
        assert "22:00" not in "".join(one["content"] for one in asked.original.versions)


async def test_an_answer_whose_place_was_deleted_is_dropped(sqlite_store: Store) -> None:
    arxiv = SlowArxiv()
    async with (
        on_discord(sqlite_store, finder=arxiv, prompt_after=0) as discord,
        discord.running(),
    ):
        server = discord.server
        server.script.add(error(10008), when=matching(route=EDIT))
        asked = server.slash(discord.bob, discord.channel, "paper", paper="2403.09999")
        await server.wait_for(lambda: asked.callback == THINKING)
        arxiv.may_answer.set()
        await server.wait_for(lambda: server.find_requests(EDIT))
        assert (await discord.slash(discord.bob, discord.channel, "help")).text
        assert server.find_requests(POST_MESSAGE) == []


async def test_a_button_that_works_in_place_waits_without_a_message(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store, prompt_after=0) as discord, discord.running():
        asked = await discord.slash(discord.alice, discord.channel, "settings")
        await discord.server.wait_for(lambda: asked.original.controls)
        shown = asked.original.text
        pressed = discord.server.press(discord.alice, asked.original, "静音")
        await discord.server.wait_for(lambda: asked.original.text != shown)
        assert pressed.callback == UPDATING
        assert len(discord.said_in(discord.channel)) == 1


async def test_an_answer_that_is_three_seconds_late_is_said_aloud(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        asked = server.slash(discord.bob, discord.channel, "search", words="nothing")
        discord.server_clock.advance(4)
        await server.wait_for(lambda: discord.said_in(discord.channel))
        assert [one.code for one in server.find_requests(CALLBACK)] == [10062]
        assert not asked.answered
        assert (await discord.slash(discord.bob, discord.channel, "help")).text


async def test_what_is_for_one_person_is_never_said_aloud(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        asked = discord.server.slash(discord.bob, discord.channel, "help")
        discord.server_clock.advance(4)
        await discord.server.wait_for(lambda: discord.server.find_requests(CALLBACK))
        assert (await discord.slash(discord.bob, discord.channel, "help")).text
        assert not asked.answered
        assert discord.said_in(discord.channel) == []


async def test_what_another_process_has_answered_is_not_answered_again(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        server.script.add(error(40060), when=matching(route=CALLBACK))
        server.slash(discord.bob, discord.channel, "search", words="nothing")
        await server.wait_for(lambda: server.find_requests(CALLBACK))
        assert (await discord.slash(discord.bob, discord.channel, "help")).text
        assert discord.said_in(discord.channel) == []


async def test_a_short_rate_limit_is_waited_for(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        discord.server.script.add(too_many(0.01), when=matching(route=CALLBACK))
        assert (await discord.slash(discord.bob, discord.channel, "help")).text


@pytest.mark.parametrize("restarts", [1, 2])
async def test_buttons_work_after_restarts(sqlite_store: Store, restarts: int) -> None:
    async with on_discord(sqlite_store) as discord:
        await discord.read(medical("2403.00001"))
        async with discord.running():
            asked = await discord.slash(discord.bob, discord.channel, "paper", paper="2403.00001")
        for _ in range(restarts):
            async with discord.running():
                before = len(discord.said_in(discord.channel))
                await discord.press(discord.bob, asked.original, "BibTeX")
                assert "@misc" in asked.original.text
                assert len(discord.said_in(discord.channel)) == before
                await discord.press(discord.bob, asked.original, 0)


@pytest.mark.parametrize("prompt_after", [0, 60])
async def test_what_takes_the_place_of_a_text_shows_its_cards(
    sqlite_store: Store, prompt_after: float
) -> None:
    async with on_discord(sqlite_store, prompt_after=prompt_after) as discord, discord.running():
        await discord.read(*(medical(f"2403.0000{n}", n) for n in range(1, 4)))
        asked = await discord.slash(discord.alice, discord.channel, "subscribe", topic="医学图像")
        discord.server.press(discord.alice, asked.original, "为本频道订阅")
        await discord.server.wait_for(lambda: asked.original.embeds)
        assert discord.server.violations == []


async def test_a_button_that_nobody_knows_any_more_is_answered(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        asked = await discord.slash(discord.bob, discord.channel, "search", words="nothing")
        for custom_id in ("zz:of long ago", "not ours at all", "su:#zzzzz"):
            button = {"type": 2, "style": 2, "label": "old", "custom_id": custom_id}
            asked.original.components = [{"type": 1, "components": [button]}]
            pressed = await discord.press(discord.bob, asked.original, "old")
            assert "too old" in pressed.text
            assert pressed.original.ephemeral


async def test_a_command_of_an_older_menu_is_answered(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        [helping] = [one for one in discord.server.world.commands[None] if one["name"] == "help"]
        discord.server.world.commands[None].append({**helping, "id": "1", "name": "xyzzy"})
        asked = await discord.slash(discord.bob, discord.channel, "xyzzy")
        assert "/help" in asked.text


async def test_an_exception_is_answered_with_a_number_that_is_in_the_log(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: DiscordMessenger, user_id: int) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(DiscordMessenger, "open_direct", fail)
    async with on_discord(sqlite_store) as discord, discord.running():
        eve = discord.server.add_user("eve", locale="zh-CN", installed=True)
        away = discord.server.add_channel(
            discord.server.add_guild("away", eve, with_bot=False), "papers"
        )
        asked = await discord.slash(eve, away, "help")
        number = re.search(r"[0-9a-f]{6}", asked.text)
        assert number
        assert "出错了" in asked.text
        logged = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
        assert [number[0] in line for line in logged] == [True]
        assert (await discord.slash(discord.bob, discord.channel, "help")).text


async def test_an_exception_in_a_command_is_answered_with_its_number_too(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    arxiv = SlowArxiv(RuntimeError("broken"))
    arxiv.may_answer.set()
    async with on_discord(sqlite_store, finder=arxiv) as discord, discord.running():
        asked = await discord.slash(discord.alice, discord.channel, "paper", paper="2403.09999")
        number = re.search(r"[0-9a-f]{6}", asked.text)
        assert number
        assert "出错了" in asked.text
        assert number[0] in caplog.text


async def test_too_many_commands_are_told_so_where_nobody_else_sees_it(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store, patience=3) as discord, discord.running():
        asked = [await discord.slash(discord.bob, discord.channel, "topics") for _ in range(6)]
        # Each time: Discord takes silence for a bot that is broken.
        assert ["One at a time" in one.text for one in asked] == [False] * 3 + [True] * 3
        assert all(one.original.ephemeral for one in asked[3:])
        # Another person in the same channel is not held up.
        assert "主题" in (await discord.slash(discord.alice, discord.channel, "topics")).text


async def test_others_are_answered_while_the_lexicon_is_read(sqlite_store: Store) -> None:
    may_end = threading.Event()

    def read_slowly() -> Lexicon:
        may_end.wait(30)
        return load_lexicon()

    async with on_discord(sqlite_store) as discord:
        discord.core = replace(discord.core, load_lexicon=read_slowly)
        async with discord.running():
            asked = discord.server.slash(discord.bob, discord.channel, "topics", word="medical")
            assert (await discord.slash(discord.bob, discord.channel, "help")).text
            assert not asked.answered
            may_end.set()
            await discord.server.wait_for(lambda: asked.answered)
            assert "medical" in asked.text
