"""The bot as it runs, on a Telegram of its own: real python-telegram-bot, over the wire."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.telegram.client import TelegramMessenger
from adapters.telegram.handlers import Handlers
from bot.commands.conversations import Conversations
from bot.commands.table import COMMANDS
from bot.domain.chat import Chat as StoredChat
from bot.domain.chat import ChatAddress
from bot.domain.document import Document, Entry
from bot.domain.patience import Patience
from bot.domain.topic import Subscription
from bot.ports import Store
from bot.ports.finder import Finder
from bot.services.core import Core
from bot.services.ingest import ingest
from bot.services.tick import tick
from tests.fakes import FakeClock
from tests.servers.telegram import Chat, Message, Person, Query, Sent, TelegramServer
from tests.talk import make_core

CODES = {command.name: command.code for command in COMMANDS}
#: Nobody in these tests writes too much.
PATIENT = Patience(burst=1000)
Placed = Sent | Message


@dataclass(kw_only=True)
class OnTelegram:
    """Alice (Chinese) and Bob (English), a group of theirs in which Alice is administrator, and the
    bot."""

    server: TelegramServer
    core: Core
    clock: FakeClock
    alice: Person
    bob: Person
    group: Chat
    messenger: TelegramMessenger
    conversations: Conversations

    @asynccontextmanager
    async def running(self) -> AsyncIterator["OnTelegram"]:
        """The bot, polling; stopped at the end."""
        await self.messenger.start()
        stop = asyncio.Event()
        listening = asyncio.create_task(self.messenger.listen(self.conversations, stop))
        try:
            await self.server.wait_for("getUpdates")
            yield self
        finally:
            stop.set()
            await asyncio.wait_for(listening, 10)
            await self.messenger.close()
        # Nothing was sent that Telegram had to mend in silence.
        assert self.server.violations == []

    async def say(
        self, person: Person, text: str, chat: Chat | None = None, **where: Any
    ) -> list[Sent]:
        """Write something, in private where no chat is named; what the bot sends then."""
        before = len(self.server.sent)
        person.send(chat or person.chat, text, **where)
        return (await self.settled())[before:]

    async def press(self, person: Person, on: Placed, button: str) -> Query:
        """Press a button; how the bot answered the query."""
        query = person.press(on, button)
        await self.settled()
        return query

    async def settled(self) -> Sequence[Sent]:
        """Everything that the bot sent, once it has handled all that has happened."""
        handlers = self.messenger.handlers
        assert handlers is not None
        if pending := self.server.world.updates.pending():
            behind = str(pending[-1].id + 1)
            await self.server.wait_for(lambda call: call.params.get("offset") == behind)
        await handlers.idle()
        return list(self.server.sent)

    async def read(self, *entries: Entry, location: str = "digest.md") -> None:
        """Take a document of these entries in."""
        document = Document(
            format="cn-chat-arxiv-md", source="cn-chat-arxiv", topic="cs.CV", entries=entries
        )
        content, now = repr(entries).encode(), self.clock.now()
        await self.core.store.transact(lambda tx: ingest(tx, location, content, document, now))

    async def tick(self) -> list[Sent]:
        """Do what is due: plan, and send; what was sent."""
        before = len(self.server.sent)
        await tick(self.core, self.messenger, worker="test")
        return self.server.sent.entries[before:]

    async def until_push(self, chat: Chat | Person, thread_id: int = 0) -> list[Sent]:
        """Go to the moment of the chat's next issue, and push; what was sent."""
        found = self.find_chat(chat, thread_id)
        assert found is not None
        assert found.pending is not None
        self.clock.set(found.pending.due_at)
        return await self.tick()

    def find_chat(self, chat: Chat | Person, thread_id: int = 0) -> StoredChat | None:
        """What is stored of a chat."""
        with self.core.store.begin() as tx:
            return tx.chats.find(at(chat, thread_id))

    def subscriptions(self, chat: Chat | Person, thread_id: int = 0) -> list[Subscription]:
        """What a chat follows."""
        found = self.find_chat(chat, thread_id)
        if found is None:
            return []
        with self.core.store.begin() as tx:
            return list(tx.subscriptions.list_of(found.key))

    def topics(self, chat: Chat | Person, thread_id: int = 0) -> list[str]:
        """The names of what a chat follows."""
        return [one.name for one in self.subscriptions(chat, thread_id)]


def at(chat: Chat | Person, thread_id: int = 0) -> ChatAddress:
    """The address of a chat."""
    return ChatAddress(platform="telegram", chat_id=chat.id, thread_id=thread_id)


def labels(sent: Placed) -> list[str]:
    """The buttons of a message."""
    return [button["text"] for row in sent.buttons for button in row]


@asynccontextmanager
async def on_telegram(
    store: Store,
    *,
    finder: Finder | None = None,
    patience: Patience = PATIENT,
    now: datetime | None = None,
    privacy_mode: bool = True,
    button_wait: float = 60.0,
    **defaults: Any,
) -> AsyncIterator[OnTelegram]:
    """The scene; the bot does not listen yet.

    Args:
        button_wait: real seconds until a button stops to show that it works.
    """
    before, Handlers.button_wait = Handlers.button_wait, button_wait
    try:
        async with _scene(store, finder, patience, now, privacy_mode, defaults) as scene:
            yield scene
    finally:
        Handlers.button_wait = before


@asynccontextmanager
async def _scene(
    store: Store,
    finder: Finder | None,
    patience: Patience,
    now: datetime | None,
    privacy_mode: bool,
    defaults: dict[str, Any],
) -> AsyncIterator[OnTelegram]:
    clock = FakeClock(now) if now else FakeClock()
    started_at = clock.now().timestamp()
    async with TelegramServer(
        clock=lambda: clock.now().timestamp(), started_at=started_at, privacy_mode=privacy_mode
    ) as server:
        alice = server.user(7, language_code="zh-hans", first_name="Alice")
        bob = server.user(8, language_code="en", first_name="Bob")
        core = make_core(store, clock, finder, **defaults)
        yield OnTelegram(
            server=server,
            core=core,
            clock=clock,
            alice=alice,
            bob=bob,
            group=server.chat("supergroup", title="读书会", members=[bob], admins=[alice]),
            messenger=TelegramMessenger(server.token, codes=CODES, base_url=server.url),
            conversations=Conversations(core, patience),
        )
