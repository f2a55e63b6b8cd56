"""Issues: one dated edition for one chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.paper import Paper

#: An issue made later than this after it was due says so.
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMatch:
    """A paper under a topic.

    Attributes:
        score: in (0, 1].
        reason: `bot.matching.Reason` as plain data.
        pushed_on: the date of the issue in which this chat was given the paper; None if not yet.
    """

    paper: Paper
    topic_name: str
    score: float
    reason: Mapping[str, str]
    pushed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an issue says of its own completeness.

    Attributes:
        arrived: papers that arrived since the issue before, on any topic.
        sources: (source, papers it gave) for those, most first.
    """

    arrived: int = 0
    sources: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One dated edition for one chat.

    Attributes:
        issued_on: the local date of its slot; a chat has one issue for each.
        due_at: when it was to come; `made_at` when it was made. An issue made later than
            `LATE_AFTER` says so.
        missed: how many of its papers came while the chat could not be written to.
        entries: best first; all of them, also those beyond what the chat wants to be shown.
    """

    key: int
    chat_key: int
    issued_on: date
    due_at: datetime
    made_at: datetime
    receipt: Receipt
    missed: int = 0
    entries: tuple[PaperMatch, ...] = ()
