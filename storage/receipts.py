"""What arrived between two issues, whatever it was about."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from bot.domain.issue import Receipt
from storage import tables as t

#: What a chat's first issue is said to reach back over.
FIRST_RECEIPT = timedelta(days=1)


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
    return {"arrived": arrived, "sources": [[row.source, row.papers] for row in sources]}


def to_receipt(values: dict[str, Any]) -> Receipt:
    """The receipt as kept on an issue."""
    return Receipt(
        arrived=values["arrived"],
        sources=tuple((source, papers) for source, papers in values["sources"]),
    )
