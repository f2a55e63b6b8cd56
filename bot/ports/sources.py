"""What sources remember: what should have come, what was asked when, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.batch import Batch, BatchState, Listed
from bot.domain.calendar import Mailing


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server said of a page when it last gave it, to ask whether it has changed."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source does.

    Attributes:
        failures: how often it failed since it last succeeded.
        error: what went wrong the last time, in one line.
        next_try_at: when it is asked again; None where nobody planned it.
    """

    name: str
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    next_try_at: datetime | None = None


class Batches(Protocol):
    """What each category announced on each date."""

    def open(self, category: str, mailing: Mailing, next_try_at: datetime) -> None:
        """Expect a batch; nothing changes where it is expected already."""

    def find(self, category: str, announced_on: date) -> Batch | None:
        """One batch with its counts."""

    def reopen(
        self, category: str, since: date, now: datetime, *, complete_since: date | None
    ) -> None:
        """Ask now for what has appeared since that date and is not complete.

        Args:
            complete_since: from that date on also for what is; None for nothing of it.
        """

    def list_due(self, now: datetime) -> Sequence[Batch]:
        """Batches whose next try has come, oldest announcement first, then by category."""

    def list_since(self, announced_on: date) -> Sequence[Batch]:
        """Batches of that date and later, newest first, then by category."""

    def find_newest_on(self, category: str) -> date | None:
        """The date of the newest batch of a category."""

    def add_listed(
        self, category: str, announced_on: date, listed: Sequence[Listed], stated: int
    ) -> None:
        """Remember which papers a batch has; those known already stay as they are."""

    def list_missing(self, category: str, announced_on: date) -> Sequence[Listed]:
        """Papers of a batch that are not in the database, in the order of their numbers."""

    def select_listed(self, category: str, numbers: Sequence[str], *, before: date) -> set[str]:
        """Those of these papers that a batch of the category before that date lists."""

    def list_elsewhere(self, category: str, announced_on: date) -> Sequence[Listed]:
        """Those of the missing that came in by the same day's batch of another category."""

    def mark_fetched(
        self,
        category: str,
        announced_on: date,
        numbers: Sequence[str],
        now: datetime,
        *,
        late: bool,
    ) -> None:
        """These papers are in the database now; `late` if that is after the deadline."""

    def save(
        self,
        category: str,
        announced_on: date,
        *,
        state: BatchState,
        next_try_at: datetime | None,
        completed_at: datetime | None,
    ) -> None:
        """How far it has come, and when it is asked for again."""


class Sources(Protocol):
    """How sources do, and which pages they know."""

    def find_page(self, url: str) -> Page | None:
        """What is remembered of a page."""

    def put_page(self, page: Page, now: datetime) -> None:
        """Remember it; in the transaction that took its content in, or that is lost."""

    def get_state(self, name: str) -> SourceState:
        """How a source does; of an unknown one nothing but its name."""

    def list_states(self) -> Sequence[SourceState]:
        """How all do, by name."""

    def mark_succeeded(self, name: str, now: datetime, next_try_at: datetime | None) -> None:
        """It was asked, and answered."""

    def mark_failed(
        self, name: str, error: str, now: datetime, next_try_at: datetime | None
    ) -> None:
        """It was asked, and failed."""


class Gates(Protocol):
    """Doors through which one request goes at a time, for all programs at one database."""

    def take(self, name: str, holder: str, now: datetime, held_until: datetime) -> datetime:
        """Take the door if it is free; the instant from which on to ask again, `now` if taken.

        Whoever does not give it back loses it at `held_until`.
        """

    def release(self, name: str, holder: str, *, free_at: datetime) -> None:
        """Give it back; nobody passes before `free_at`."""


__all__ = ["Batches", "Gates", "Page", "SourceState", "Sources"]
