"""What became of papers, what chats keep of them, and what they were told."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.columns import NEVER_AGAIN, Key, Moment, Plain, Row


class VersionRow(Row, table=True):
    """A paper as it was until something newer came, at `replaced_at`."""

    __tablename__ = "version"
    __table_args__ = (
        Index("ix_version_paper_key", "paper_key"),
        Index("ix_version_replaced_at", "replaced_at"),
        NEVER_AGAIN,
    )

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    paper_key: int = Field(sa_type=Key, foreign_key="paper.key", ondelete="CASCADE")
    number: int | None = None
    title: str = Field(sa_type=Plain)
    comment: str | None = Field(default=None, sa_type=Plain)
    abstract_print: str | None = Field(default=None, sa_type=Plain)
    is_withdrawn: bool
    replaced_at: datetime = Field(sa_type=Moment)


class SavedRow(Row, table=True):
    """A paper that a chat keeps."""

    __tablename__ = "saved"
    __table_args__ = (Index("ix_saved_paper_key", "paper_key"),)

    chat_key: int = Field(
        sa_type=Key, foreign_key="chat.key", ondelete="CASCADE", primary_key=True
    )
    paper_key: int = Field(
        sa_type=Key, foreign_key="paper.key", ondelete="CASCADE", primary_key=True
    )
    saved_at: datetime = Field(sa_type=Moment)


class IssueChangeRow(Row, table=True):
    """A change that an issue tells of; a chat is told of each once."""

    __tablename__ = "issue_change"

    chat_key: int = Field(sa_type=Key, primary_key=True)
    version_key: int = Field(sa_type=Key, primary_key=True)
    issue_key: int = Field(sa_type=Key, foreign_key="issue.key", ondelete="CASCADE", index=True)


class OpinionRow(Row, table=True):
    """What a chat thinks of a paper: 👍 or 👎."""

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_paper_key", "paper_key"),)

    chat_key: int = Field(
        sa_type=Key, foreign_key="chat.key", ondelete="CASCADE", primary_key=True
    )
    paper_key: int = Field(
        sa_type=Key, foreign_key="paper.key", ondelete="CASCADE", primary_key=True
    )
    liked: bool
    said_at: datetime = Field(sa_type=Moment)
