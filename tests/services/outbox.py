"""A full outbox, and the hands of a test in it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.delivery import DeliveryState
from bot.domain.pace import UNLIMITED, Pace
from bot.domain.schedule import Rhythm, Schedule, first_slot
from bot.domain.topic import Topic
from bot.ports import Messenger, Store
from bot.services.core import Core
from bot.services.outcome import parked_mark
from bot.services.plan import plan_due
from bot.services.sender import Sender
from bot.services.terms import Terms
from storage import tables as t
from tests.fakes import FakeClock, FakeMessenger
from tests.storage.builders import follow, match, put_match
from tests.talk import load_lexicon


class Outbox:
    """Chats on one platform, and what waits for them."""

    def __init__(self, store: Store, clock: FakeClock, platform: str = "telegram") -> None:
        self.store = store
        self.clock = clock
        self.platform = platform
        self.core = Core(store=store, clock=clock, load_lexicon=load_lexicon)

    def add_chat(
        self,
        chat_id: int,
        kind: ChatKind = ChatKind.PRIVATE,
        *,
        thread_id: int = 0,
        topics: Sequence[str] = ("医学图像",),
        **settings: Any,
    ) -> Chat:
        """A chat that follows these topics from now on."""
        address = ChatAddress(platform=self.platform, chat_id=chat_id, thread_id=thread_id)
        with self.store.begin() as tx:
            chosen = ChatSettings(**settings)
            chat = tx.chats.get_or_add(address, kind, chosen, self.clock.now())
            tx.chats.set_pending(chat.key, first_slot(chosen.schedule, self.clock.now()))
        for name in topics:
            follow(self.store, self.clock, chat, name)
        return self.get(chat)

    def add_instant(self, chat_id: int, **given: Any) -> Chat:
        """A chat that wants papers as they arrive."""
        schedule = Schedule(rhythm=Rhythm.INSTANT, **given.pop("schedule", {}))
        return self.add_chat(chat_id, schedule=schedule, **given)

    def get(self, chat: Chat) -> Chat:
        """The chat as it is now."""
        with self.store.begin() as tx:
            return tx.chats.get(chat.key)

    def find_topic(self, name: str = "医学图像") -> Topic:
        with self.store.begin() as tx:
            topic = tx.topics.find(name)
        assert topic is not None
        return topic

    def arrive(
        self, *numbers: str, topics: Sequence[str] = ("医学图像",), score: float = 0.9
    ) -> list[int]:
        """Papers come in that match these topics; their keys."""
        first, *others = [self.find_topic(name) for name in topics]
        keys = match(self.store, self.clock, first, *numbers, score=score)
        for topic in others:
            put_match(self.store, self.clock, topic, *keys, score=score - 0.1)
        return keys

    def plan(self) -> int:
        """Make the issues that are due; how many chats were."""
        with self.store.begin() as tx:
            return plan_due(tx, self.clock.now())

    def to_morning(self) -> None:
        """Go to the hour of the push, and plan it."""
        self.clock.advance(hours=1)
        self.plan()

    def sender(self, messenger: Messenger, *, pace: Pace | None = None, **how: Any) -> Sender:
        """A sender that waits by turning the clock."""
        terms = how.pop("terms", None) or Terms(most=8)
        return Sender(
            self.core,
            messenger,
            worker=how.pop("worker", "w"),
            pace=pace or UNLIMITED,
            terms=terms,
            sleep=self.sleep,
            **how,
        )

    def drain(self, messenger: FakeMessenger, **how: Any) -> int:
        """Send what is due, once; how many deliveries were taken up."""
        return asyncio.run(self.sender(messenger, **how).drain())

    def drain_for(
        self, messenger: FakeMessenger, *, pace: Pace | None = None, **time: float
    ) -> None:
        """Send what falls due in this time, going from each moment to the next that matters."""
        asyncio.run(self.send_for(messenger, pace=pace, **time))

    async def send_for(
        self,
        messenger: Messenger,
        *,
        pace: Pace | None = None,
        terms: Terms | None = None,
        **time: float,
    ) -> None:
        """The same, where an event loop runs."""
        sender = self.sender(messenger, pace=pace, terms=terms)
        end = self.clock.now() + timedelta(**time)
        moment: datetime | None = self.clock.now()
        while moment is not None and moment < end:
            self.clock.set(moment)
            await sender.drain()
            moment = self._find_next(sender)
        self.clock.set(max(end, self.clock.now()))

    async def sleep(self, seconds: float) -> None:
        """Let the clock go on instead of waiting."""
        self.clock.advance(seconds=seconds)
        await asyncio.sleep(0)

    def _find_next(self, sender: Sender) -> datetime | None:
        """When something that waits may go on."""
        delivery, now = t.delivery.c, self.clock.now()
        with self.store.begin() as tx:
            connection = tx.deliveries._connection  # type: ignore[attr-defined]
            waits = [
                *connection.scalars(select(delivery.not_before_at).where(t.PENDING)),
                *connection.scalars(select(delivery.due_at).where(t.PENDING)),
                *connection.scalars(select(t.chat.c.not_before_at)),
                *connection.scalars(select(delivery.lease_until).where(t.LEASED)),
                sender._attempts.silent_until,
            ]
            parked = tx.marks.get(parked_mark(self.platform, 0))
        if parked is not None:
            waits.append(datetime.fromisoformat(parked))
        return min((wait for wait in waits if wait is not None and wait > now), default=None)

    def states(self) -> dict[DeliveryState, int]:
        """How many deliveries stand where."""
        with self.store.begin() as tx:
            return tx.deliveries.count_by_state()

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of all deliveries, in the order of their keys."""
        with self.store.begin() as tx:
            connection = tx.deliveries._connection  # type: ignore[attr-defined]
            wanted = [t.delivery.c[name] for name in columns]
            return [
                tuple(row)
                for row in connection.execute(select(*wanted).order_by(t.delivery.c.key))
            ]


async def send_claimed(sender: Sender) -> None:
    """Send what can be claimed at once, and no more."""
    for delivery in await sender._claim():
        await sender._take_up(delivery)
    while sender._tasks:
        await sender._wait_for_one()
