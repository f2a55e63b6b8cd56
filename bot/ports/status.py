"""How the bot stands, for those who run it: counts, and never who."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.batch import Batch
from bot.ports.sources import SourceState

#: The mark that says when the last backup was written.
BACKED_UP = "backed up at"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStatus:
    """How the outbox of one bot stands.

    Attributes:
        due: deliveries whose time has come, of chats that may be written to.
        oldest_due_at: since when the oldest of them waits.
        held: chats that the platform wants to be left alone for a while; `held_until` is the end
            of the longest such wait.
        silent_until: until when the platform wants to hear nothing from the bot.
        uncertain: deliveries that may have arrived and are not sent again.
    """

    platform: str
    bot_id: int = 0
    due: int = 0
    oldest_due_at: datetime | None = None
    held: int = 0
    held_until: datetime | None = None
    silent_until: datetime | None = None
    uncertain: int = 0


@dataclass(frozen=True, slots=True)
class LearnedStatus:
    """Where the matcher has words from that are no curated topic.

    Attributes:
        is_own: this installation learned them by itself; else they ship with the program.
        papers: how many they were learned from.
    """

    is_own: bool
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BotStatus:
    """How the bot stands.

    Attributes:
        suspended: chats to which the platform lets us send nothing, by its reason, most first.
        batches: arXiv's newest announcements that have appeared, one for each category.
        next_at: when arXiv announces next; None where it is not among the sources.
        planned_at: when issues were last planned, to some minutes.
        backed_up_at: when the last backup was written.
        free_bytes: where the data lie; None where nobody asked.
        learned: what is in use; its terms, then its vectors, where those are from elsewhere.
    """

    version: str
    outboxes: Sequence[OutboxStatus] = ()
    suspended: Mapping[str, int]
    sources: Sequence[SourceState] = ()
    batches: Sequence[Batch] = ()
    next_at: datetime | None = None
    planned_at: datetime | None = None
    backed_up_at: datetime | None = None
    free_bytes: int | None = None
    learned: Sequence[LearnedStatus] = ()


class Status(Protocol):
    """Counts over everything; nobody asks often."""

    def list_outboxes(self, now: datetime) -> Sequence[OutboxStatus]:
        """Each bot that has chats, but for what is not kept with them (`silent_until`)."""

    def count_suspended(self) -> Mapping[str, int]:
        """Chats to which the platform lets us send nothing, by its reason, most first."""
