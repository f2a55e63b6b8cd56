"""The database, as services see it.

A service is a plain function of a `Transaction`; `Store.transact` runs it on a worker thread and
commits once, at its end. Query methods never commit. Nothing here knows SQL; rows never leave
`storage`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.issue import Issue, PaperMatch
from bot.domain.schedule import Schedule, Slot
from bot.domain.topic import Amount, Subscription, Topic
from bot.ports.conversations import LinkCards, Phrases
from bot.ports.outbox import Deliveries, Lead, Marks
from bot.ports.papers import Documents, Opinions, Papers, Saved
from bot.ports.records import (
    Backlog,
    DueChats,
    FanOut,
    Finish,
    Merge,
    NewMatch,
    PendingChat,
    PlannedIssues,
    Pushed,
    Settled,
)
from bot.ports.sources import Batches, Gates, Sources
from bot.ports.status import Status

T = TypeVar("T")


class Topics(Protocol):
    """Topics, one for each normal form of a query."""

    def get_or_add(self, query: str, query_key: str, now: datetime) -> tuple[Topic, bool]:
        """The topic of `query_key`, and whether it was added just now."""

    def find(self, query_key: str) -> Topic | None:
        """The topic of this normal form."""

    def list_subscribed(self, *, after: int = 0) -> Sequence[Topic]:
        """Every topic with a key above `after` that a chat subscribes to, oldest first."""


class Chats(Protocol):
    """Chats and their settings."""

    def get_or_add(
        self, address: ChatAddress, kind: ChatKind, settings: ChatSettings, now: datetime
    ) -> Chat:
        """The chat at this address; added with `settings` if it is new.

        Nobody else changes it until the transaction ends: what was read of it may be written back.
        """

    def find(self, address: ChatAddress) -> Chat | None:
        """The chat at this address."""

    def get(self, key: int) -> Chat:
        """The chat with this key.

        Raises:
            NotFoundError: it was deleted.
        """

    def save_settings(self, key: int, settings: ChatSettings) -> None:
        """Replace the settings."""

    def set_pending(self, key: int, slot: Slot | None) -> None:
        """Say when the next issue is due; None for never."""

    def set_paused(self, key: int, paused_at: datetime | None) -> None:
        """Pause or resume."""

    def set_suspended(self, key: int, at: datetime | None, reason: str | None = None) -> None:
        """The platform lets us send nothing there, and why; None when it does again."""

    def hold(self, key: int, until: datetime | None) -> None:
        """Claim none of the chat's deliveries before then (a rate limit); None ends it."""

    def mark_resumed(self, key: int, now: datetime) -> None:
        """The chat may be written to again: its next issue looks at everything recent, and counts
        what came before now as missed."""

    def move(self, platform: str, bot_id: int, old_id: int, new_id: int) -> int:
        """A platform gave a chat another id: everything of it, in all its threads, goes along.

        Where the new id is known already, the two become one, with all that either follows, was
        given and still waits for; its settings are the new one's if that follows anything, else
        the old one's. Returns how many chats moved; 0 where it was done before.
        """

    def list_at(self, platform: str, bot_id: int, chat_id: int) -> Sequence[Chat]:
        """The chats of all threads of one platform id, by thread. Nobody else changes them
        until the transaction ends."""

    def list_all(self, *, after: int, limit: int) -> Sequence[Chat]:
        """Chats with a key above `after`, in order of their keys."""

    def list_pending(self, *, after: int, limit: int) -> Sequence[PendingChat]:
        """Chats with a key above `after` that have a pending slot, in order of their keys."""

    def list_due(self, now: datetime, *, limit: int) -> Sequence[DueChats]:
        """Up to `limit` chats whose slot has come, neither paused nor suspended, gathered by their
        schedules; most overdue first.

        One query on an index.
        """

    def delete(self, key: int) -> None:
        """Forget the chat and everything that hangs on it: settings, subscriptions, issues,
        deliveries and their payloads. Topics that nobody else follows go with their matches."""


class Subscriptions(Protocol):
    """Who follows what."""

    def add(
        self,
        chat_key: int,
        topic_key: int,
        name: str,
        amount: Amount | None,
        since: datetime,
        now: datetime,
    ) -> bool:
        """Subscribe, under a name; False if it was so already (then nothing changes)."""

    def remove(self, chat_key: int, topic_key: int) -> bool:
        """Unsubscribe; False if there was nothing to remove. Deliveries not begun are cancelled
        when the chat follows nothing any more; a topic without followers goes with its matches."""

    def list_of(self, chat_key: int) -> Sequence[Subscription]:
        """A chat's subscriptions, oldest first."""

    def set_amount(self, chat_key: int, topic_key: int, amount: Amount | None) -> None:
        """How much of one topic."""


class Matches(Protocol):
    """Which paper belongs to which topic."""

    def put(self, matches: Iterable[NewMatch], now: datetime) -> None:
        """Keep matches; one that is known takes the new score and reason, and keeps its time."""

    def list_for_chat(
        self, chat_key: int, *, since: datetime, topic_key: int | None = None, limit: int
    ) -> Sequence[PaperMatch]:
        """What arrived since on a chat's topics, or on one of them: above its thresholds, within its
        scope, each paper once under its best topic, best first."""

    def count_for_chat(
        self, chat_key: int, *, since: datetime, topic_key: int | None = None
    ) -> int:
        """How many papers those are."""

    def find_one(self, chat_key: int, paper_key: int, topic_key: int) -> PaperMatch | None:
        """One match as a chat that follows the topic sees it, with its paper."""

    def leave_late(self, now: datetime) -> int:
        """Make no instant pushes of papers that were announced long ago
        (`bot.domain.batch.is_too_late_to_push`): they are left to the next issues. Returns how
        many papers these are."""

    def list_to_fan_out(self, *, limit: int) -> Sequence[FanOut]:
        """Matches whose instant pushes are not all made; of one paper, the best first."""

    def list_quiet(self) -> Sequence[Schedule]:
        """The different quiet hours of chats with instant pushes, as schedules."""

    def fan_out(
        self,
        match: FanOut,
        *,
        quiet: Sequence[tuple[Schedule, datetime]],
        limit: int,
        now: datetime,
    ) -> Pushed:
        """Make the instant pushes of one match for the next `limit` subscriptions, by one
        statement, and move its cursor.

        To chats with the rhythm `instant` that may be written to, above the subscription's
        threshold and in the chat's scope, for papers that arrived after the subscription was made;
        a chat is given a paper once, under whatever topic or in an issue. `quiet` says until when
        chats with such a schedule (as from `list_quiet`) are left in peace.
        """


class Issues(Protocol):
    """Issues and their entries."""

    def plan(self, planned: Sequence[PlannedIssues], now: datetime) -> int:
        """Make these issues, in set-based statements, and return how many were made.

        For each chat: the issue (unique for chat and local date; a second one is not made), one
        delivery if there is something for it or the chat wants to be told of empty days, and the
        chat's next slot. A chat whose pending slot is no longer `pending` is left alone.
        """

    def get(self, key: int) -> Issue:
        """An issue with all its entries.

        Its entries are every match whose paper had arrived when the issue was made, that is above
        the subscription's threshold and in the chat's scope, arrived since `since_at`, and that
        this chat was not given before; each paper once under its best topic, best first. They are
        chosen when the issue is asked for first, and stay so.

        Raises:
            NotFoundError: there is no such issue.
        """

    def find_newest(self, chat_key: int) -> Issue | None:
        """A chat's newest issue that has entries."""

    def find_on(self, chat_key: int, on: date) -> Issue | None:
        """A chat's issue of this local date."""

    def find_last_on(self, chat_key: int) -> date | None:
        """The local date of a chat's newest issue, empty or not."""

    def find_pushed_on(self, chat_key: int, paper_key: int) -> date | None:
        """The date of the issue in which this chat was given this paper."""


class Transaction(Protocol):
    """One unit of work; everything in it happens or nothing does."""

    papers: Papers
    documents: Documents
    saved: Saved
    opinions: Opinions
    topics: Topics
    chats: Chats
    subscriptions: Subscriptions
    matches: Matches
    issues: Issues
    deliveries: Deliveries
    marks: Marks
    phrases: Phrases
    link_cards: LinkCards
    batches: Batches
    sources: Sources
    gates: Gates
    status: Status


class Store(Protocol):
    """The database."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """A transaction for code that runs on a thread of its own: committed at the end of the
        `with`, rolled back on an exception.

        Raises:
            StorageError: the database refused or could not be reached.
        """

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction on the worker thread."""

    def take_lead(self, name: str) -> Lead | None:
        """Become the only one under this name, or None where somebody else is. Does not wait.

        Raises:
            StorageError: the database could not be reached.
        """

    def is_current(self) -> bool:
        """Whether the database answers and is in the form that this program knows."""

    def get_size(self) -> int:
        """What the database takes up, in bytes.

        Raises:
            StorageError: it could not be reached.
        """

    def close(self) -> None:
        """Give connections and threads back."""


__all__ = [
    "Backlog",
    "Chats",
    "Deliveries",
    "Documents",
    "DueChats",
    "FanOut",
    "Finish",
    "Issues",
    "Lead",
    "Marks",
    "Matches",
    "Merge",
    "NewMatch",
    "Opinions",
    "Papers",
    "PendingChat",
    "PlannedIssues",
    "Pushed",
    "Saved",
    "Settled",
    "Store",
    "Subscriptions",
    "Topics",
    "Transaction",
]
