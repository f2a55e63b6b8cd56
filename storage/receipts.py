"""What arrived between two issues, whatever it was about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, distinct, func, or_, select

from bot.domain.batch import OPEN, BatchState
from bot.domain.issue import BatchCount, PaperMatch, Receipt
from storage import tables as t
from storage.batches import list_batches
from storage.rows import chunks

#: What a chat's first issue is said to reach back over.
FIRST_RECEIPT = timedelta(days=1)
#: An announcement of which something is missing is spoken of for so long.
_SPOKEN_OF = timedelta(days=7)


def make_receipt(connection: Connection, since: datetime, until: datetime) -> dict[str, Any]:
    """Count the papers that arrived in (since, until], and how many of them each source gave."""
    in_time = (t.paper.c.arrived_at > since, t.paper.c.arrived_at <= until)
    arrived = connection.scalar(select(func.count()).select_from(t.paper).where(*in_time))
    papers = func.count(distinct(t.entry.c.paper_key)).label("papers")
    sources = connection.execute(
        select(t.document.c.source, papers)
        .select_from(t.paper)
        .join(t.entry, t.entry.c.paper_key == t.paper.c.key)
        .join(t.document, t.document.c.key == t.entry.c.document_key)
        .where(*in_time)
        .group_by(t.document.c.source)
        .order_by(papers.desc(), t.document.c.source)
    )
    failed = connection.scalars(
        select(t.source.c.name).where(t.source.c.failures > 0).order_by(t.source.c.name)
    )
    next_at = connection.scalar(
        select(func.min(t.batch.c.announced_at)).where(t.batch.c.announced_at > until)
    )
    return {
        "since": since.isoformat(),
        "arrived": arrived,
        "sources": [[row.source, row.papers] for row in sources],
        "batches": _count_batches(connection, since, until),
        "failed": list(failed),
        "next_at": next_at and next_at.isoformat(),
    }


def _count_batches(connection: Connection, since: datetime, until: datetime) -> list[list[Any]]:
    """What arXiv announced in (since, until], and what was missing before or came since."""
    at, open_states = t.batch.c.announced_at, [state.value for state in OPEN]
    batches = list_batches(
        connection,
        at <= until,
        or_(
            at > since,
            t.batch.c.completed_at > since,
            and_(t.batch.c.state.in_(open_states), at > until - _SPOKEN_OF),
        ),
    )
    return [
        [
            batch.category,
            batch.announced_on.isoformat(),
            batch.expected,
            batch.fetched,
            batch.state is BatchState.COMPLETE,
        ]
        for batch in sorted(batches, key=lambda one: (one.announced_on, one.category))
        if batch.state is not BatchState.CANCELLED
    ]


def mark_late(
    connection: Connection, matches: Sequence[PaperMatch], last_made_at: datetime | None
) -> list[PaperMatch]:
    """Say of papers that belonged into an issue before when they were announced.

    Args:
        last_made_at: when the issue before was made; None where this is the first.
    """
    if last_made_at is None:
        return list(matches)
    numbers = {
        match.paper.arxiv_id.number
        for match in matches
        if match.paper.arxiv_id is not None and match.paper.arrived_at > last_made_at
    }
    announced: dict[str, date] = {}
    for some in chunks(sorted(numbers)):
        rows = connection.execute(
            select(t.announcement.c.arxiv_number, func.max(t.batch.c.announced_on))
            .join_from(t.announcement, t.batch)
            .where(t.announcement.c.arxiv_number.in_(some))
            .group_by(t.announcement.c.arxiv_number)
            .having(func.max(t.batch.c.announced_at) <= last_made_at)
        )
        announced.update((number, on) for number, on in rows)
    return [
        replace(match, late_from=announced.get(match.paper.arxiv_id.number))
        if match.paper.arxiv_id is not None
        else match
        for match in matches
    ]


def to_receipt(values: dict[str, Any]) -> Receipt:
    """The receipt as kept on an issue."""
    return Receipt(
        since=_to_moment(values.get("since")),
        arrived=values["arrived"],
        sources=tuple((source, papers) for source, papers in values["sources"]),
        batches=tuple(
            BatchCount(
                category=category,
                announced_on=date.fromisoformat(on),
                expected=expected,
                fetched=fetched,
                complete=complete,
            )
            for category, on, expected, fetched, complete in values.get("batches", ())
        ),
        failed=tuple(values.get("failed", ())),
        next_at=_to_moment(values.get("next_at")),
    )


def _to_moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
