"""The same handlers on simcord's Discord: views and permissions by a second opinion.

simcord takes the place of the library's connections, so that what is tested over the wire elsewhere
is asked again by somebody who read Discord's documentation for themselves.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import simcord

from adapters.discord.api import PromptClient
from adapters.discord.client import DiscordMessenger
from adapters.discord.gateway import Gateway
from adapters.discord.handlers import Handlers
from adapters.discord.menu import make_menu
from adapters.discord.registration import register
from bot.commands.conversations import Conversations
from bot.commands.options import OPTIONS
from bot.commands.table import COMMANDS
from bot.domain.chat import ChatAddress
from bot.domain.document import Document
from bot.domain.message import Message
from bot.errors import DeliveryError, Fate
from bot.ports import Store
from bot.services.core import Core
from bot.services.ingest import ingest
from tests.fakes import FakeClock
from tests.papers import medical
from tests.talk import load_lexicon

CODES = {command.name: command.code for command in COMMANDS}


class Scene:
    """A channel with alice, who manages it, and bob."""

    def __init__(self, env: Any, core: Core, messenger: DiscordMessenger) -> None:
        self.env, self.core, self.messenger = env, core, messenger
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("papers")
        rights = discord.Permissions(manage_channels=True)
        managers = self.guild.create_role("managers", permissions=rights)
        self.alice = self.guild.add_member(env.create_user("alice"), roles=[managers])
        self.bob = self.guild.add_member(env.create_user("bob"))

    def topics(self) -> list[str]:
        """What the channel follows."""
        address = ChatAddress(platform="discord", chat_id=self.channel.id)
        with self.core.store.begin() as tx:
            chat = tx.chats.find(address)
            return [one.name for one in tx.subscriptions.list_of(chat.key)] if chat else []


@asynccontextmanager
async def scene(store: Store) -> AsyncIterator[Scene]:
    """The bot, its commands registered."""
    load_lexicon()
    core = Core(store=store, clock=FakeClock(), load_lexicon=load_lexicon)
    gateway = Gateway(PromptClient(asyncio.get_running_loop()), reads_messages=False)
    gateway.shard_count = 1
    async with simcord.run(gateway) as env:
        assert gateway.user is not None
        assert gateway.application_id is not None
        messenger = DiscordMessenger("token", codes=CODES)
        messenger.speak(gateway.http, gateway.user.id)
        handlers = Handlers(Conversations(core), messenger, lambda: 0.0)
        gateway.on_interaction = handlers.on_interaction  # type: ignore[attr-defined]
        await register(gateway.http, gateway.application_id, make_menu(COMMANDS, OPTIONS))
        yield Scene(env, core, messenger)


async def test_whoever_manages_the_channel_subscribes_it_by_a_button_in_place(
    sqlite_store: Store,
) -> None:
    async with scene(sqlite_store) as s:
        asked = await s.alice.slash(s.channel, "subscribe", topic="NeRF")
        assert not asked.ephemeral
        await s.alice.click(asked.response, label="For this channel")
        assert s.topics() == ["NeRF"]
        assert "Subscribed: NeRF" in s.channel.last_message.content


async def test_others_are_refused_in_private_whatever_they_press(sqlite_store: Store) -> None:
    async with scene(sqlite_store) as s:
        asked = await s.alice.slash(s.channel, "subscribe", topic="NeRF")
        pressed = await s.bob.click(asked.response, label="For this channel")
        assert pressed.ephemeral
        refused = await s.bob.slash(s.channel, "unsubscribe", topic="all")
        assert refused.ephemeral
        assert s.topics() == []


async def test_commands_of_managers_are_not_shown_to_others(sqlite_store: Store) -> None:
    async with scene(sqlite_store) as s:
        with pytest.raises(simcord.SetupError):
            await s.bob.slash(s.channel, "pause")
        assert (await s.alice.slash(s.channel, "pause")).acknowledged


async def test_a_paper_is_turned_over_by_its_buttons(sqlite_store: Store) -> None:
    async with scene(sqlite_store) as s:
        document = Document(
            format="test", source="cn-chat-arxiv", entries=(medical("2403.00001"),)
        )
        with sqlite_store.begin() as tx:
            ingest(tx, "digest.md", b"digest", document, s.core.clock.now())
        asked = await s.bob.slash(s.channel, "paper", paper="2403.00001")
        await s.bob.click(asked.response, label="BibTeX")
        [embed, *_] = s.channel.last_message.embeds
        assert embed.url == "https://arxiv.org/abs/2403.00001"
        assert any("@misc" in str(one.description) for one in s.channel.last_message.embeds)


async def test_what_is_for_one_person_is_shown_to_that_person_alone(sqlite_store: Store) -> None:
    async with scene(sqlite_store) as s:
        asked = await s.bob.slash(s.channel, "help")
        assert asked.ephemeral
        assert not asked.deferred


async def test_where_the_bot_may_not_write_it_says_which_permission_it_needs(
    sqlite_store: Store,
) -> None:
    async with scene(sqlite_store) as s:
        nobody = discord.PermissionOverwrite(send_messages=False)
        mute = s.guild.create_text_channel("mute", overwrites={s.guild.me: nobody})
        [payload] = s.messenger.render(Message(text="hello"), "en")
        address = ChatAddress(platform="discord", chat_id=mute.id)
        with pytest.raises(DeliveryError, match="Send Messages") as refused:
            await s.messenger.send(address, payload, "1")
        assert refused.value.fate is Fate.CLOSED
