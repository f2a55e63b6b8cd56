"""The database, as services see it.

A service is a plain function of a `Transaction`; `Store.transact` runs it on a worker thread and
commits once, at its end. Query methods never commit. Nothing here knows SQL; rows never leave
`storage`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.delivery import Delivery, DeliveryState, Payload
from bot.domain.document import Document
from bot.domain.issue import Issue, PaperMatch
from bot.domain.paper import Paper
from bot.domain.schedule import Schedule, Slot
from bot.domain.topic import Amount, Subscription, Topic

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What an entry did to the papers: exactly one of the first three is true."""

    paper_key: int
    new: bool = False
    merged: bool = False
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatch:
    """A match to be kept. `reason` is plain JSON data."""

    paper_key: int
    topic_key: int
    score: float
    reason: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChat:
    """A chat whose slot has come, as the planner needs it."""

    key: int
    schedule: Schedule
    pending: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedIssue:
    """The decision to make one issue: what the planner writes for one due chat.

    Attributes:
        pending: the slot that was found due; the write is void if it is no longer the chat's.
        slot: the slot that the issue is of.
        next_slot: the chat's next one.
        not_before_at: hold the delivery until then (quiet hours); None for at once.
    """

    chat_key: int
    pending: Slot
    slot: Slot
    next_slot: Slot
    not_before_at: datetime | None = None


class Papers(Protocol):
    """Papers and their readings."""

    def merge(self, document_key: int, document: Document, now: datetime) -> Sequence[Merge]:
        """Write every entry of a document and what it says of its paper, in a few bulk statements.

        An entry belongs to the paper of its `arxiv_id`; without one, to the paper with the same
        `title_key`; a paper that had no id takes the id of an entry with the same `title_key`,
        once it becomes known (and two papers that prove to be one become one). A paper's own
        fields are filled in, and replaced by a newer version's; a reading is replaced only by one
        of the same source and language that is not emptier. Papers whose text changed are marked
        for matching.
        """

    def find_by_number(self, number: str) -> Paper | None:
        """The paper of an arXiv id without version, with its readings."""

    def find_by_title(self, title: str) -> Paper | None:
        """The paper whose title has the same `title_key` in either language, newest first."""

    def get_many(self, keys: Sequence[int]) -> Sequence[Paper]:
        """These papers with their readings, in the order asked for."""

    def search(self, words: str, *, limit: int) -> Sequence[Paper]:
        """Papers in which all words stand (title, abstract, readings, authors, id), newest first."""

    def list_unmatched(self, *, limit: int) -> Sequence[Paper]:
        """Papers marked for matching, oldest first, with their readings and `listed_under`."""

    def mark_matched(self, keys: Sequence[int]) -> None:
        """Take the mark away."""

    def list_newest(
        self, *, since: datetime, before: int | None = None, limit: int
    ) -> Sequence[Paper]:
        """Papers that arrived at or after `since`, newest key first, those below the key `before`."""

    def count(self) -> int:
        """How many there are."""


class Documents(Protocol):
    """Documents that were imported."""

    def add(
        self, location: str, content_hash: str, document: Document, now: datetime
    ) -> int | None:
        """Remember a document; its key, or None if the same content was imported from there."""

    def count(self) -> int:
        """How many there are."""


class Topics(Protocol):
    """Topics, one for each normal form of a query."""

    def get_or_add(
        self, name: str, query: str, query_key: str, now: datetime
    ) -> tuple[Topic, bool]:
        """The topic of `query_key`, and whether it was added just now."""

    def find(self, query_key: str) -> Topic | None:
        """The topic of this normal form."""

    def list_subscribed(self) -> Sequence[Topic]:
        """Every topic that a chat subscribes to."""


class Chats(Protocol):
    """Chats and their settings."""

    def get_or_add(
        self, address: ChatAddress, kind: ChatKind, settings: ChatSettings, now: datetime
    ) -> Chat:
        """The chat at this address; added with `settings` if it is new. Safe against a rival."""

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

    def list_due(self, now: datetime, *, limit: int) -> Sequence[DueChat]:
        """Chats whose slot has come, most overdue first, neither paused nor suspended.

        One query on an index.
        """

    def delete(self, key: int) -> None:
        """Forget the chat and everything that hangs on it: settings, subscriptions, issues,
        deliveries and their payloads. Topics that nobody else follows go with their matches."""


class Subscriptions(Protocol):
    """Who follows what."""

    def add(
        self, chat_key: int, topic_key: int, amount: Amount | None, since: datetime, now: datetime
    ) -> bool:
        """Subscribe; False if it was so already (then nothing changes)."""

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

    def list_for_chat(self, chat_key: int, *, since: datetime, limit: int) -> Sequence[PaperMatch]:
        """What arrived since on a chat's topics: above its thresholds, within its scope, each paper
        once under its best topic, best first."""

    def count_for_topic(self, topic_key: int, *, since: datetime, min_score: float) -> int:
        """How many papers that arrived since match a topic."""

    def list_for_topic(
        self, topic_key: int, *, since: datetime, min_score: float, limit: int
    ) -> Sequence[PaperMatch]:
        """The same papers, best first."""


class Issues(Protocol):
    """Issues and their entries."""

    def plan(self, planned: Sequence[PlannedIssue], now: datetime) -> int:
        """Make these issues, in set-based statements, and return how many were made.

        For each: the issue (unique for chat and local date; a second one is not made), its entries
        (every match above the subscription's threshold and in the chat's scope that arrived since
        `since_at` and that this chat was not given before, each paper once under its best topic,
        best first), one delivery if there are entries or the chat wants to be told of empty days,
        and the chat's next slot. A chat whose pending slot is no longer `pending` is left alone.
        """

    def get(self, key: int) -> Issue:
        """An issue with all its entries."""

    def find_newest(self, chat_key: int) -> Issue | None:
        """A chat's newest issue that has entries."""

    def find_last_on(self, chat_key: int) -> date | None:
        """The local date of a chat's newest issue, empty or not."""

    def find_pushed_on(self, chat_key: int, paper_key: int) -> date | None:
        """The date of the issue in which this chat was given this paper."""


class Deliveries(Protocol):
    """The outbox."""

    def claim(
        self,
        platform: str,
        bot_id: int,
        *,
        worker: str,
        now: datetime,
        lease_until: datetime,
        limit: int,
    ) -> Sequence[Delivery]:
        """Take deliveries that are due, head of line of each chat only, in order of time.

        Skips chats that are suspended, paused or held (`not_before_at`). A claim whose lease ran
        out counts as pending again.
        """

    def set_parts(self, key: int, worker: str, payloads: Sequence[Payload]) -> bool:
        """Keep what a claimed delivery was rendered to: the first payload on itself, the others on
        new parts behind it. False if the claim is no longer `worker`'s."""

    def start(self, key: int, worker: str, now: datetime) -> bool:
        """CLAIMED -> SENDING, if it is still `worker`'s and the chat still wants it."""

    def finish(
        self,
        key: int,
        worker: str,
        state: DeliveryState,
        now: datetime,
        *,
        platform_message_id: str | None = None,
        error: str | None = None,
        not_before_at: datetime | None = None,
    ) -> bool:
        """SENDING or CLAIMED -> `state`; False if it is no longer `worker`'s."""

    def recover(self, platform: str, bot_id: int, now: datetime, *, resend: bool) -> int:
        """Settle what was being sent when its lease ran out, and return how many there were.

        Each may have arrived: with `resend` it is pending again, and may arrive twice; without, it
        is UNCERTAIN. Until then nothing else goes to its chat.
        """

    def clear_away(self, before: datetime, *, limit: int) -> int:
        """Delete deliveries made before then whose messages are done with, and their payloads.

        That they were made is remembered, so that none is made again. Returns how many went.
        """

    def count_by_state(self) -> dict[DeliveryState, int]:
        """How many stand where."""


class Transaction(Protocol):
    """One unit of work; everything in it happens or nothing does."""

    papers: Papers
    documents: Documents
    topics: Topics
    chats: Chats
    subscriptions: Subscriptions
    matches: Matches
    issues: Issues
    deliveries: Deliveries


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

    def close(self) -> None:
        """Give connections and threads back."""


__all__ = [
    "Chats",
    "Deliveries",
    "Documents",
    "DueChat",
    "Issues",
    "Matches",
    "Merge",
    "NewMatch",
    "Papers",
    "PlannedIssue",
    "Store",
    "Subscriptions",
    "Topics",
    "Transaction",
]
