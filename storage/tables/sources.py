"""What sources remember: batches and the papers in them, pages, how sources do, whose turn it is."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, false, text
from sqlmodel import Field

from storage.tables.columns import Moment, Plain, Row

#: Of a partial index; queries repeat it to the letter.
TO_TRY = text("next_try_at IS NOT NULL")


class BatchRow(Row, table=True):
    """What one category announced on one date. `stated` is what the listing says of its size."""

    __tablename__ = "batch"
    __table_args__ = (
        Index("ix_batch_to_try", "next_try_at", sqlite_where=TO_TRY, postgresql_where=TO_TRY),
        Index("ix_batch_announced_on", "announced_on"),
    )

    category: str = Field(sa_type=Plain, primary_key=True)
    announced_on: date = Field(primary_key=True)
    announced_at: datetime = Field(sa_type=Moment)
    state: str = Field(sa_type=Plain)
    stated: int = 0
    next_try_at: datetime | None = Field(default=None, sa_type=Moment)
    completed_at: datetime | None = Field(default=None, sa_type=Moment)


class AnnouncementRow(Row, table=True):
    """A paper in a batch; `fetched_at` is when it came in by that batch, late or not."""

    __tablename__ = "announcement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["category", "announced_on"],
            ["batch.category", "batch.announced_on"],
            ondelete="CASCADE",
        ),
        Index("ix_announcement_arxiv_number", "arxiv_number"),
    )

    category: str = Field(sa_type=Plain, primary_key=True)
    announced_on: date = Field(primary_key=True)
    arxiv_number: str = Field(sa_type=Plain, primary_key=True)
    kind: str = Field(sa_type=Plain)
    fetched_at: datetime | None = Field(default=None, sa_type=Moment)
    is_late: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class PageRow(Row, table=True):
    """What a server said of a page when it last gave it."""

    __tablename__ = "page"

    url: str = Field(sa_type=Plain, primary_key=True)
    etag: str | None = Field(default=None, sa_type=Plain)
    last_modified: str | None = Field(default=None, sa_type=Plain)
    fetched_at: datetime = Field(sa_type=Moment)


class SourceRow(Row, table=True):
    """How a source does."""

    __tablename__ = "source"

    name: str = Field(sa_type=Plain, primary_key=True)
    succeeded_at: datetime | None = Field(default=None, sa_type=Moment)
    failed_at: datetime | None = Field(default=None, sa_type=Moment)
    failures: int = 0
    error: str | None = Field(default=None, sa_type=Plain)
    next_try_at: datetime | None = Field(default=None, sa_type=Moment)


class GateRow(Row, table=True):
    """A door for one request at a time: who has it and until when, and when it opens again."""

    __tablename__ = "gate"

    name: str = Field(sa_type=Plain, primary_key=True)
    holder: str | None = Field(default=None, sa_type=Plain)
    held_until: datetime | None = Field(default=None, sa_type=Moment)
    free_at: datetime = Field(sa_type=Moment)
