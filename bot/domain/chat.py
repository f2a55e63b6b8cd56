"""Chats: the places that receive messages, and what each has settled."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.schedule import Schedule, Slot
from bot.domain.topic import Amount


class ChatKind(StrEnum):
    """What sort of place it is."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class Scope(StrEnum):
    """Which announcements a chat wants; each includes the ones before it."""

    NEW = "new"
    CROSS = "cross"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAddress:
    """Where a chat is.

    Attributes:
        platform: `console`, `telegram` or `discord`.
        chat_id: the platform's own number (64 bits).
        thread_id: a forum topic or thread in it; 0 for none.
        bot_id: the platform's number of the bot that talks there; 0 where there is but one.
    """

    platform: str
    chat_id: int
    thread_id: int = 0
    bot_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """What a chat can choose.

    Attributes:
        language: `zh`, `zh-hant` or `en`; None means the reader's own.
        max_papers: how many papers an issue shows before "and N more".
        tell_empty: say one line on a day without matching papers.
        open_to_all: in a group everybody may change what it follows, not only those who manage it.
        link_cards: in a group, show a card of a paper that somebody links.
        silent: pushes arrive without a sound.
    """

    language: str | None = None
    schedule: Schedule = field(default_factory=Schedule)
    amount: Amount = Amount.NORMAL
    scope: Scope = Scope.CROSS
    max_papers: int = 10
    tell_empty: bool = False
    open_to_all: bool = False
    link_cards: bool = False
    silent: bool = False


#: The key of a chat of which nothing is kept: no row has it.
UNKNOWN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One place that receives messages.

    Attributes:
        key: the database's own key, or `UNKNOWN`.
        pending: the slot of the next issue; None while it follows nothing or is paused.
        paused_at: since when its people want no pushes.
        suspended_at: since when the platform lets us send nothing, for `suspended_reason`.
    """

    key: int
    address: ChatAddress
    kind: ChatKind
    settings: ChatSettings = field(default_factory=ChatSettings)
    pending: Slot | None = None
    paused_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_reason: str | None = None
    created_at: datetime
