"""A conversation with the bot as its users have it: lines in, texts out."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from adapters.console.client import ConsoleMessenger
from adapters.console.renderer import render
from bot.commands.call import Request
from bot.commands.dispatch import Reply, answer, press
from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.document import Document, Entry
from bot.domain.message import Message
from bot.domain.surroundings import Surroundings
from bot.domain.topic import Subscription
from bot.matching.lexicon import Lexicon
from bot.ports import Store
from bot.ports.finder import Finder
from bot.services.core import Core
from bot.services.ingest import Counts, ingest
from bot.services.tick import tick
from tests.fakes import FakeClock

ADDRESS = ChatAddress(platform="console", chat_id=1)

load_lexicon = cache(Lexicon.load)


def make_core(
    store: Store, clock: FakeClock, finder: Finder | None = None, **defaults: object
) -> Core:
    """A core with the lexicon that ships; the settings that chats begin with."""
    return Core(
        store=store,
        clock=clock,
        load_lexicon=load_lexicon,
        defaults=ChatSettings(**defaults),  # type: ignore[arg-type]
        finder=finder,
    )


class Talk:
    """One chat of a real core on a real database, and the clock in its hand."""

    def __init__(self, store: Store, clock: FakeClock, **defaults: object) -> None:
        self.clock = clock
        self.core = make_core(store, clock, **defaults)
        self.address = ADDRESS
        self.kind = ChatKind.PRIVATE
        self.language = "zh"
        self.may_manage = True
        self.asker: ChatAddress | None = None
        self.surroundings = Surroundings()

    def say(self, text: str) -> str:
        """Type something; what the bot answers, as a terminal shows it, or nothing."""
        return "\n\n".join(render(message, width=None) for message in self.ask(text))

    def ask(self, text: str) -> list[Message]:
        """Type something; the messages that answer it."""
        request = self.request(text)

        async def collect() -> list[Message]:
            return [message async for message in answer(self.core, request)]

        return asyncio.run(collect())

    def request(self, text: str = "") -> Request:
        """What the platform says of whoever types or presses."""

        async def manages() -> bool:
            return self.may_manage

        return Request(
            address=self.address,
            kind=self.kind,
            text=text,
            language=self.language,
            asker=self.asker,
            manages=manages,
            surroundings=self.surroundings,
        )

    def press(self, data: str) -> Reply:
        """Press a button that carries `data`."""
        return asyncio.run(press(self.core, self.request(), data))

    def let_pass(self, **time: float) -> str:
        """Let time go by, then do what is due; everything that was pushed."""
        self.clock.advance(**time)
        return self.tick()

    def tick(self) -> str:
        """Do what is due; everything that was pushed."""
        out = io.StringIO()
        asyncio.run(tick(self.core, ConsoleMessenger(out), worker="test"))
        return out.getvalue()

    def until_push(self, **later: float) -> str:
        """Go to the moment of the next issue (and `later`); what was pushed."""
        chat = self.chat
        assert chat is not None
        assert chat.pending is not None
        self.clock.set(chat.pending.due_at + timedelta(**later))
        return self.tick()

    def read(self, *entries: Entry, location: str = "digest.md") -> Counts:
        """Take a document of these entries in."""
        document = Document(
            format="cn-chat-arxiv-md", source="cn-chat-arxiv", topic="cs.CV", entries=entries
        )
        content = repr(entries).encode()
        with self.core.store.begin() as tx:
            return ingest(tx, location, content, document, self.clock.now())

    @property
    def chat(self) -> Chat | None:
        """What is stored of the chat."""
        with self.core.store.begin() as tx:
            return tx.chats.find(self.address)

    @property
    def subscriptions(self) -> Sequence[Subscription]:
        """What the chat follows."""
        chat = self.chat
        if chat is None:
            return []
        with self.core.store.begin() as tx:
            return tx.subscriptions.list_of(chat.key)
