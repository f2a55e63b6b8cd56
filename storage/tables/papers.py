"""Papers, what is said about them, and where it stood."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, false, text
from sqlmodel import Field

from storage.tables.columns import Json, Key, Moment, Plain, Row

#: Of a partial index; queries repeat it to the letter, or SQLite does not see that it fits.
UNMATCHED = text("unmatched")


class PaperRow(Row, table=True):
    """A work, all its versions.

    `version` is the newest seen; `is_withdrawn` if that takes the paper back. `search_row` is the
    paper's row in the search index.
    """

    __tablename__ = "paper"
    __table_args__ = (
        # Only what waits is in this index: it stays small however many papers there are.
        Index(
            "ix_paper_unmatched",
            "key",
            sqlite_where=UNMATCHED,
            postgresql_where=UNMATCHED,
        ),
    )

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    arxiv_number: str | None = Field(default=None, sa_type=Plain, unique=True)
    version: int | None = None
    is_withdrawn: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    announce_type: str | None = Field(default=None, sa_type=Plain)
    unmatched: bool = True
    arrived_at: datetime = Field(sa_type=Moment, index=True)
    published_on: date | None = None
    search_row: int | None = Field(default=None, sa_type=BigInteger)
    title: str = Field(sa_type=Plain)
    title_key: str = Field(sa_type=Plain, index=True)
    authors: list[str] = Field(sa_type=Json)
    abstract: str | None = Field(default=None, sa_type=Plain)
    categories: list[str] = Field(sa_type=Json)
    comment: str | None = Field(default=None, sa_type=Plain)
    licence: str | None = Field(default=None, sa_type=Plain)
    links: list[str] = Field(sa_type=Json)
    images: list[str] = Field(sa_type=Json)
    listed_under: list[str] = Field(sa_type=Json)
    damage: list[str] = Field(sa_type=Json)


class ReadingRow(Row, table=True):
    """What one source wrote about a paper in one language.

    `size` and `issued_on` decide whether another text of the source may replace this one.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("paper_key", "source", "lang"),)

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    paper_key: int = Field(sa_type=Key, foreign_key="paper.key", ondelete="CASCADE")
    source: str = Field(sa_type=Plain)
    lang: str = Field(sa_type=Plain)
    issued_on: date | None = None
    size: int
    title: str | None = Field(default=None, sa_type=Plain)
    title_key: str | None = Field(default=None, sa_type=Plain, index=True)
    abstract: str | None = Field(default=None, sa_type=Plain)
    tldr: str | None = Field(default=None, sa_type=Plain)
    takeaways: list[str] = Field(sa_type=Json)
    sections: list[Any] = Field(sa_type=Json)
    attribution: str | None = Field(default=None, sa_type=Plain)
    licence: str | None = Field(default=None, sa_type=Plain)
    damage: list[str] = Field(sa_type=Json)


class DocumentRow(Row, table=True):
    """One file or page that was imported."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("location", "content_hash"),)

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    location: str = Field(sa_type=Plain)
    content_hash: str = Field(sa_type=Plain)
    format: str = Field(sa_type=Plain)
    source: str = Field(sa_type=Plain)
    issued_on: date | None = None
    topic: str | None = Field(default=None, sa_type=Plain)
    imported_at: datetime = Field(sa_type=Moment)


class EntryRow(Row, table=True):
    """One paper's place in a document."""

    __tablename__ = "entry"

    document_key: int = Field(
        sa_type=Key, foreign_key="document.key", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    paper_key: int = Field(sa_type=Key, foreign_key="paper.key", ondelete="CASCADE", index=True)
    version: int | None = None
    announce_type: str | None = Field(default=None, sa_type=Plain)
    url: str | None = Field(default=None, sa_type=Plain)
    damage: list[str] = Field(sa_type=Json)
