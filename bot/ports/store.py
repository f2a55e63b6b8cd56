"""The database, as services see it.

A service is a plain function of a `Transaction`; `Store.transact` runs it on a worker thread and
commits once, at its end. Query methods never commit. Nothing here knows SQL; rows never leave
`storage`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.issue import Issue, PaperMatch
from bot.domain.schedule import Schedule
from bot.ports.chats import Chats, Subscriptions, Topics
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
    Receipts,
    Settled,
)
from bot.ports.sources import Batches, Gates, Sources
from bot.ports.status import Status

T = TypeVar("T")


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

    def plan(
        self, planned: Sequence[PlannedIssues], now: datetime, receipts: Receipts | None = None
    ) -> int:
        """Make these issues, in set-based statements, and return how many were made.

        For each chat: the issue (unique for chat and local date; a second one is not made), one
        delivery if there is something for it or the chat wants to be told of empty days, and the
        chat's next slot. A chat whose pending slot is no longer `pending` is left alone.

        Args:
            receipts: of the steps before this one, at the same `now`; this one's are added.
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
    "Receipts",
    "Saved",
    "Settled",
    "Store",
    "Subscriptions",
    "Topics",
    "Transaction",
]
