"""Chats, what they follow, and what they follow it by: the store's part for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.schedule import Slot
from bot.domain.topic import Amount, Subscription, Topic
from bot.ports.records import DueChats, PendingChat


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
