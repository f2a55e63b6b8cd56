"""What conversations need to remember."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.columns import NEVER_AGAIN, Key, Moment, Plain, Row


class PhraseRow(Row, table=True):
    """A text that is too long for a button, which carries the key. `digest` is its SHA-256: an
    index holds no text that long."""

    __tablename__ = "phrase"
    __table_args__ = (Index("ix_phrase_kept_at", "kept_at"), NEVER_AGAIN)

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    digest: str = Field(sa_type=Plain, unique=True)
    text: str = Field(sa_type=Plain)
    kept_at: datetime = Field(sa_type=Moment)


class LinkCardRow(Row, table=True):
    """A paper of which a chat was last shown a card on `shown_on`, because somebody linked it."""

    __tablename__ = "link_card"
    __table_args__ = (Index("ix_link_card_paper_key", "paper_key"),)

    chat_key: int = Field(
        sa_type=Key, foreign_key="chat.key", ondelete="CASCADE", primary_key=True
    )
    paper_key: int = Field(
        sa_type=Key, foreign_key="paper.key", ondelete="CASCADE", primary_key=True
    )
    shown_on: date
