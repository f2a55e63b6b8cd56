"""The bot as it runs, on a Discord of its own: real discord.py, over the wire."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.client import DiscordMessenger
from adapters.discord.gateway import Gateway
from adapters.discord.replies import Reply
from bot.commands.conversations import Conversations
from bot.commands.table import COMMANDS
from bot.domain.chat import Chat, ChatAddress
from bot.domain.document import Document, Entry
from bot.domain.patience import Patience
from bot.domain.topic import Subscription
from bot.ports import Store
from bot.ports.finder import Finder
from bot.services.core import Core
from bot.services.ingest import ingest
from bot.services.tick import tick
from tests.fakes import FakeClock
from tests.servers.discord import DiscordServer, ManualClock
from tests.servers.discord.model import Channel, Guild, Interaction, Message, User
from tests.talk import make_core

#: Real seconds; a busy machine takes its time.
_PATIENCE = 30
_REGISTERED = "GET /applications/{application_id}/commands"
CODES = {command.name: command.code for command in COMMANDS}


@dataclass(kw_only=True)
class OnDiscord:
    """A server with a channel, alice (Chinese, its owner) and bob (English) in it, and the bot."""

    server: DiscordServer
    server_clock: ManualClock
    core: Core
    clock: FakeClock
    alice: User
    bob: User
    guild: Guild
    channel: Channel
    patience: Patience
    messenger: DiscordMessenger | None = None
    listening: "asyncio.Task[None] | None" = None

    @asynccontextmanager
    async def running(self, **options: Any) -> AsyncIterator[DiscordMessenger]:
        """The bot, connected, its commands registered; stopped at the end."""
        server = self.server
        given = {"codes": CODES, "api_base": server.api_base, "now": server.clock}
        messenger = DiscordMessenger(server.token, **(given | options))
        await messenger.start()
        stop = asyncio.Event()
        conversations = Conversations(self.core, self.patience)
        listening = asyncio.create_task(messenger.listen(conversations, stop))
        registrations = len(server.find_requests(_REGISTERED))
        ready = asyncio.Event()

        async def tell(gateway: Gateway) -> None:
            ready.set()

        on_ready = patch.object(Gateway, "on_ready", tell, create=True)
        on_ready.start()
        try:
            # The last that it does before it is there for people.
            await server.wait_for(
                lambda: (
                    len(server.find_requests(_REGISTERED)) > registrations
                    and (server.world.commands[None] or listening.done())
                )
            )
            # A server that the library is told of in the very moment in which it has waited long
            # enough for those in which the bot was, is neither: it says nothing of it.
            told = asyncio.create_task(ready.wait())
            await asyncio.wait({told, listening}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            self.messenger, self.listening = messenger, listening
            yield messenger
        finally:
            stop.set()
            try:
                await asyncio.wait_for(listening, 10)
            finally:
                on_ready.stop()
                await messenger.close()

    async def slash(
        self, user: User, channel: Channel, name: str, /, **options: Any
    ) -> Interaction:
        """Use a command, and wait for the answer."""
        return await self._answered(self.server.slash(user, channel, name, **options))

    async def press(self, user: User, message: Message, button: str | int) -> Interaction:
        """Press a button, and wait for what comes of it."""
        return await self._answered(self.server.press(user, message, button))

    async def look_up(self, user: User, message: Message, name: str) -> Interaction:
        """Use a command of the message's menu, and wait for the answer."""
        return await self._answered(self.server.message_command(user, message, name))

    async def complete(
        self, user: User, channel: Channel, name: str, option: str, typed: str, /, **given: Any
    ) -> list[str]:
        """Type into an option; the values that are suggested."""
        asked = self.server.autocomplete(user, channel, name, option, typed, **given)
        await self._answered(asked)
        assert asked.choices is not None
        return [choice["value"] for choice in asked.choices]

    async def _answered(self, asked: Interaction) -> Interaction:
        await self.server.wait_for(lambda: asked.answered, timeout=_PATIENCE)
        return asked

    async def until(self, predicate: Callable[[], object]) -> None:
        """Wait for something that the server cannot see, such as what is stored."""
        async with asyncio.timeout(_PATIENCE):
            while not predicate():  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.005)

    async def read(self, *entries: Entry) -> None:
        """Take a document of these entries in."""
        document = Document(
            format="cn-chat-arxiv-md", source="cn-chat-arxiv", topic="cs.CV", entries=entries
        )
        content, now = repr(entries).encode(), self.clock.now()
        await self.core.store.transact(lambda tx: ingest(tx, "digest.md", content, document, now))

    async def tick(self) -> None:
        """Do what is due: plan, and send."""
        assert self.messenger is not None
        await tick(self.core, self.messenger, worker="test")

    async def until_push(self, chat: ChatAddress) -> None:
        """Go to the moment of the chat's next issue, and push it."""
        found = self.find_chat(chat)
        assert found is not None
        assert found.pending is not None
        self.clock.set(found.pending.due_at)
        await self.tick()

    def at(self, channel: Channel) -> ChatAddress:
        """The address of a channel, a thread or a direct message."""
        if channel.parent is not None:
            return ChatAddress(platform="discord", chat_id=channel.parent.id, thread_id=channel.id)
        return ChatAddress(platform="discord", chat_id=channel.id)

    def find_chat(self, address: ChatAddress) -> Chat | None:
        """What is stored of a chat."""
        with self.core.store.begin() as tx:
            return tx.chats.find(address)

    def subscriptions(self, channel: Channel) -> list[Subscription]:
        """What a channel follows."""
        chat = self.find_chat(self.at(channel))
        if chat is None:
            return []
        with self.core.store.begin() as tx:
            return list(tx.subscriptions.list_of(chat.key))

    def topics(self, channel: Channel) -> list[str]:
        """The names of what a channel follows."""
        return [one.name for one in self.subscriptions(channel)]

    def said_in(self, channel: Channel) -> list[Message]:
        """What the bot has in a channel, oldest first."""
        return [message for message in self.server.messages if message.channel is channel]


@asynccontextmanager
async def on_discord(
    store: Store,
    *,
    finder: Finder | None = None,
    prompt_after: float = 60.0,
    patience: int = 1000,
    **defaults: Any,
) -> AsyncIterator[OnDiscord]:
    """The scene; the bot is not connected yet.

    Args:
        prompt_after: real seconds until it says that an answer will come.
        patience: commands that one person may send at once.
    """
    clock = FakeClock()
    server_clock = ManualClock(clock.now())
    with _lent_library(prompt_after):
        async with DiscordServer(clock=server_clock, limits=False) as server:
            alice = server.add_user("alice", locale="zh-CN")
            bob = server.add_user("bob", locale="en-US")
            guild = server.add_guild("读书会", alice, bob, locale="zh-CN", owner=alice)
            yield OnDiscord(
                server=server,
                server_clock=server_clock,
                core=make_core(store, clock, finder, **defaults),
                clock=clock,
                alice=alice,
                bob=bob,
                guild=guild,
                channel=server.add_channel(guild, "papers"),
                patience=Patience(burst=patience),
            )


@contextmanager
def _lent_library(prompt_after: float) -> Iterator[None]:
    """What there is once for all clients is as it was afterwards; nobody waits for long."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    prompt_after, Reply.prompt_after = Reply.prompt_after, prompt_after
    settle_seconds, Gateway.settle_seconds = Gateway.settle_seconds, 0.01
    hook, Gateway.before_identify_hook = Gateway.before_identify_hook, _no_wait
    try:
        yield
    finally:
        # The library has one address of each kind for all its clients.
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
        Gateway.before_identify_hook = hook
        Reply.prompt_after, Gateway.settle_seconds = prompt_after, settle_seconds


async def _no_wait(self: Gateway, shard_id: int | None, *, initial: bool = False) -> None:
    """Discord wants 5 seconds between two connections."""
