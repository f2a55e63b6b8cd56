"""How the sources and the bot stand: what `/status` and `chenbao doctor` tell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.metadata import version

from bot.domain.batch import Batch, BatchState
from bot.matching.learned.learned import Learned
from bot.ports import Transaction
from bot.ports.sources import SourceState
from bot.ports.status import BACKED_UP, BotStatus, LearnedStatus
from bot.services.health import PLANNED
from bot.services.outcome import parked_mark

#: Batches of so many days are told of.
_DAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesStatus:
    """How the sources stand.

    Attributes:
        states: each source that was ever asked, by name.
        batches: arXiv's announcements of the last days that have appeared, newest first.
        next_at: when arXiv announces next; None where it is not among the sources.
    """

    states: Sequence[SourceState]
    batches: Sequence[Batch]
    next_at: datetime | None

    @property
    def newest_on(self) -> date | None:
        """The date of the last announcement."""
        return self.batches[0].announced_on if self.batches else None


def get_sources_status(tx: Transaction, now: datetime) -> SourcesStatus:
    """What each source last did, what is missing, and what comes next."""
    batches = tx.batches.list_since((now - timedelta(days=_DAYS)).date())
    future = [batch.announced_at for batch in batches if batch.announced_at > now]
    return SourcesStatus(
        states=tx.sources.list_states(),
        batches=[batch for batch in batches if batch.announced_at <= now],
        next_at=min(future, default=None),
    )


def get_bot_status(
    tx: Transaction, now: datetime, *, free_bytes: int | None, learned: Learned
) -> BotStatus:
    """How the bot stands, for those who run it."""
    sources = get_sources_status(tx, now)
    return BotStatus(
        version=version("chenbao"),
        outboxes=[
            replace(outbox, silent_until=until if until is not None and until > now else None)
            for outbox in tx.status.list_outboxes(now)
            for until in [_read_time(tx, parked_mark(outbox.platform, outbox.bot_id))]
        ],
        suspended=tx.status.count_suspended(),
        sources=sources.states,
        batches=_newest(sources.batches),
        next_at=sources.next_at,
        planned_at=_read_time(tx, PLANNED),
        backed_up_at=_read_time(tx, BACKED_UP),
        free_bytes=free_bytes,
        learned=[LearnedStatus(each.is_own, each.papers) for each in learned.origins],
    )


def _newest(batches: Sequence[Batch]) -> list[Batch]:
    """Of each category the newest that took place."""
    found: dict[str, Batch] = {}
    for batch in batches:
        if batch.state is not BatchState.CANCELLED:
            found.setdefault(batch.category, batch)
    return list(found.values())


def _read_time(tx: Transaction, mark: str) -> datetime | None:
    written = tx.marks.get(mark)
    return None if written is None else datetime.fromisoformat(written)
