"""The outbox, as services see it; see `bot.ports.store` for how it is used."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery, DeliveryState, Payload
from bot.ports.records import Backlog, Finish, Settled


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

    def add_notice(self, chat: Chat, *, about: Chat, now: datetime) -> None:
        """Tell a chat that another one has just been suspended; once for each time."""

    def start_many(
        self, keys: Sequence[int], worker: str, *, now: datetime, lease_until: datetime
    ) -> set[int]:
        """CLAIMED -> SENDING for those that are still `worker`'s and whose chats still want them.

        The lease is renewed. What is not wanted now goes back to PENDING, what is not followed any
        more is CANCELLED. Returns the keys that may be sent.
        """

    def finish_many(self, finishes: Sequence[Finish], worker: str, now: datetime) -> int:
        """SENDING or CLAIMED -> the state of each; returns how many were still `worker`'s."""

    def release(self, worker: str) -> int:
        """Give back everything that `worker` has claimed and not begun."""

    def settle_sending(
        self, platform: str, bot_id: int, now: datetime, *, repeatable_since: datetime | None
    ) -> Settled:
        """Settle what was being sent when its lease ran out.

        Each may have arrived. What began at or after `repeatable_since` can be repeated without
        harm (its nonce is still known) and is pending again. Anything else is sent once more, and
        is UNCERTAIN the second time.
        """

    def withdraw(self, chat_key: int) -> int:
        """Cancel what waits for a chat, and take back the papers of issues of which no part was
        sent, so that they can be given again. Returns how many deliveries were cancelled."""

    def get_backlog(self, platform: str, bot_id: int, now: datetime) -> Backlog:
        """How the outbox of one bot stands."""

    def mark_uncertain(self, since: datetime, now: datetime) -> int:
        """After a backup of `since` was restored: what was due by now may have been sent since, and
        is not sent again. Returns how many deliveries that were."""

    def clear_away(self, before: datetime, *, limit: int) -> int:
        """Delete deliveries made before then whose messages are done with, and their payloads.

        That they were made is remembered, so that none is made again. Returns how many went.
        """

    def count_by_state(self) -> dict[DeliveryState, int]:
        """How many stand where."""


class Marks(Protocol):
    """Facts about the program that outlive its runs."""

    def get(self, name: str) -> str | None:
        """What was written last."""

    def put(self, name: str, value: str) -> None:
        """Write it."""


class Lead(Protocol):
    """The right to be the only one who does something, held until released or lost."""

    def is_held(self) -> bool:
        """Whether it is still ours (the connection that holds it may have gone)."""

    def release(self) -> None:
        """Let somebody else have it."""
