"""Issues: one dated edition for one chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.paper import Paper
from bot.domain.version import Change

#: An issue made later than this after it was due says so.
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMatch:
    """A paper under a topic.

    Attributes:
        score: in (0, 1].
        reason: `bot.matching.Reason` as plain data.
        pushed_on: the date of the issue in which this chat was given the paper; None if not yet.
        late_from: the date of its announcement, where it came in long after that.
    """

    paper: Paper
    topic_name: str
    score: float
    reason: Mapping[str, str]
    pushed_on: date | None = None
    late_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCount:
    """How much of one category's announcements of one date had come when an issue was made.

    Attributes:
        expected: papers that there should be; 0 where nobody knew yet.
        complete: whether nothing of it was missing.
    """

    category: str
    announced_on: date
    expected: int
    fetched: int
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an issue says of its own completeness.

    Attributes:
        since: when the issue before was made; None where that was not kept.
        arrived: papers that arrived since then, on any topic.
        sources: (source, papers it gave) for those, most first.
        batches: arXiv's announcements that fall to this issue, oldest first: those since the one
            before, and older ones of which something was missing then or came since.
        failed: sources that could not be reached the last time they were asked.
        next_at: when arXiv announces next; None where it is not among the sources.
    """

    since: datetime | None = None
    arrived: int = 0
    sources: tuple[tuple[str, int], ...] = ()
    batches: tuple[BatchCount, ...] = ()
    failed: tuple[str, ...] = ()
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One dated edition for one chat.

    Attributes:
        issued_on: the local date of its slot; a chat has one issue for each.
        due_at: when it was to come; `made_at` when it was made. An issue made later than
            `LATE_AFTER` says so.
        missed: how many of its papers came while the chat could not be written to.
        entries: best first; all of them, also those beyond what the chat wants to be shown.
        changes: what became of papers that the chat was given or has saved.
    """

    key: int
    chat_key: int
    issued_on: date
    due_at: datetime
    made_at: datetime
    receipt: Receipt
    missed: int = 0
    entries: tuple[PaperMatch, ...] = ()
    changes: tuple[Change, ...] = ()
