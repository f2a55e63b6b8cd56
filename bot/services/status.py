"""How the sources stand: what `/status` and `chenbao doctor` tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.batch import Batch
from bot.ports import Transaction
from bot.ports.sources import SourceState

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
