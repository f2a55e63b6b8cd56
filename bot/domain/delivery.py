"""Deliveries: one part of an issue, or one instant push, to one chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.schedule import Schedule, quiet_end

#: A message as a platform takes it: plain JSON data, made by a renderer.
Payload = Mapping[str, Any]


class DeliveryKind(StrEnum):
    """What is delivered."""

    ISSUE = "issue"
    INSTANT = "instant"
    #: A line about the pushes themselves.
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """Where a delivery stands. The outbox holds PENDING, CLAIMED and SENDING."""

    #: Waits for its time (`due_at`, `not_before_at`).
    PENDING = "pending"
    #: A sender has it until its lease ends; nothing has been sent.
    CLAIMED = "claimed"
    #: Committed before the first byte leaves: from here on it may have arrived.
    SENDING = "sending"
    SENT = "sent"
    #: Will never work; `last_error` says why.
    FAILED = "failed"
    #: It may have arrived, and is not sent again.
    UNCERTAIN = "uncertain"
    #: The chat no longer wants it.
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox, as a sender sees it.

    Attributes:
        key: also Discord's nonce.
        part: from 1.
        payload: what is sent; None until the issue has been rendered.
        chat_kind: what sort of place it goes to.
        language: what the chat has chosen; None means the default.
        silent: it arrives without a sound.
        quiet: the hours in which the chat wants to be left in peace; None where it has none.
        issue_key: the issue it is a part of.
        paper_key: the paper of an instant push.
        topic_key: the topic under which that paper was found.
        about: the chat of which a notice speaks.
        topic_name: what the chat calls it; None where it does not follow it any more.
        attempts: how often it was tried before.
        uncertain: how many of those tries may have arrived.
    """

    key: int
    chat_key: int
    address: ChatAddress
    kind: DeliveryKind
    part: int
    chat_kind: ChatKind = ChatKind.PRIVATE
    language: str | None = None
    silent: bool = False
    quiet: Schedule | None = None
    issue_key: int | None = None
    paper_key: int | None = None
    topic_key: int | None = None
    topic_name: str | None = None
    about: int | None = None
    payload: Payload | None = None
    due_at: datetime
    attempts: int = 0
    uncertain: int = 0

    def held_until(self, now: datetime, *, repeatable: bool) -> datetime | None:
        """The end of the quiet hours that it is now in its chat; None where it may go out.

        What was begun is not broken off in the middle.

        Args:
            repeatable: the platform shows a repeated message once, if it is repeated soon.
        """
        is_begun = self.part > 1 or (repeatable and self.attempts > 0)
        return None if self.quiet is None or is_begun else quiet_end(self.quiet, now)
