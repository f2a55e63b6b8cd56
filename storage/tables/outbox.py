"""Issues, and the deliveries that carry them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import NEVER_AGAIN, Json, Key, Moment, Plain, Row

# Of partial indexes. Queries repeat them to the letter, or SQLite does not see that an index fits.
PENDING = text("state = 'pending'")
LEASED = text("state IN ('claimed', 'sending')")
ACTIVE = text("state IN ('pending', 'claimed', 'sending')")
NAMELESS = text("is_nameless")
_OF_PAPER = text("paper_key IS NOT NULL")


class IssueRow(Row, table=True):
    """One dated edition for one chat; the unique pair is what makes it one a day.

    While `fresh_from` stands, its entries have yet to be chosen, from the matches that changed
    since then. `missed` counts those of its papers that came before `resumed_at`, while the chat
    could not be written to.
    """

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("chat_key", "issued_on"),)

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    chat_key: int = Field(sa_type=Key, foreign_key="chat.key", ondelete="CASCADE")
    issued_on: date
    due_at: datetime = Field(sa_type=Moment)
    made_at: datetime = Field(sa_type=Moment)
    receipt: dict[str, Any] = Field(sa_type=Json)
    missed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    fresh_from: datetime | None = Field(default=None, sa_type=Moment)
    resumed_at: datetime | None = Field(default=None, sa_type=Moment)


class IssueEntryRow(Row, table=True):
    """One paper's place in an issue, the best score first; a chat is given a paper once.

    The topic is named and not referred to: it may be gone when the issue is looked at again. There
    are more of these than of anything else, so they carry one index beside the key, and papers
    are not told of them: only one without an id is ever deleted (it proves to be another), and
    `is_nameless` finds its entries.
    """

    __tablename__ = "issue_entry"
    __table_args__ = (
        Index(
            "ix_issue_entry_nameless",
            "paper_key",
            sqlite_where=NAMELESS,
            postgresql_where=NAMELESS,
        ),
    )

    chat_key: int = Field(sa_type=Key, primary_key=True)
    paper_key: int = Field(sa_type=Key, primary_key=True)
    issue_key: int = Field(sa_type=Key, foreign_key="issue.key", ondelete="CASCADE", index=True)
    score: float
    is_nameless: bool
    topic_name: str = Field(sa_type=Plain)
    reason: dict[str, str] = Field(sa_type=Json)


class DeliveryRow(Row, table=True):
    """One row of the outbox.

    The order within a chat is (due_at, kind, dedupe_key, part): the parts of a message stay
    together whenever they were written. `fence` counts the claims, `uncertain` the tries that may
    have arrived. `topic_key` is under which topic an instant push was found.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("chat_key", "kind", "dedupe_key", "part"),
        Index(
            "ix_delivery_pending",
            *("platform", "bot_id", "priority", "due_at", "key"),
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index("ix_delivery_leased", "lease_until", sqlite_where=LEASED, postgresql_where=LEASED),
        Index(
            "ix_delivery_line",
            *("chat_key", "due_at", "kind", "dedupe_key", "part"),
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index(
            "ix_delivery_paper_key",
            "paper_key",
            sqlite_where=_OF_PAPER,
            postgresql_where=_OF_PAPER,
        ),
        NEVER_AGAIN,
    )

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    platform: str = Field(sa_type=Plain)
    bot_id: int = Field(sa_type=BigInteger)
    chat_key: int = Field(sa_type=Key, foreign_key="chat.key", ondelete="CASCADE")
    kind: str = Field(sa_type=Plain)
    dedupe_key: str = Field(sa_type=Plain)
    part: int
    priority: int = 0
    state: str = Field(sa_type=Plain)
    due_at: datetime = Field(sa_type=Moment)
    not_before_at: datetime | None = Field(default=None, sa_type=Moment)
    attempts: int = 0
    uncertain: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    fence: int = Field(default=0, sa_type=BigInteger)
    claimed_by: str | None = Field(default=None, sa_type=Plain)
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    issue_key: int | None = Field(default=None, sa_type=Key)
    paper_key: int | None = Field(default=None, sa_type=Key)
    topic_key: int | None = Field(default=None, sa_type=Key)
    payload: dict[str, Any] | None = Field(default=None, sa_type=Json)
    platform_message_id: str | None = Field(default=None, sa_type=Plain)
    last_error: str | None = Field(default=None, sa_type=Plain)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class DeliveredRow(Row, table=True):
    """What is left of a delivery when its row is cleared away: that it was made."""

    __tablename__ = "delivered"

    chat_key: int = Field(
        sa_type=Key, foreign_key="chat.key", ondelete="CASCADE", primary_key=True
    )
    kind: str = Field(sa_type=Plain, primary_key=True)
    dedupe_key: str = Field(sa_type=Plain, primary_key=True)


class MarkRow(Row, table=True):
    """A fact about the program that outlives its runs, such as a wait that a platform asked for."""

    __tablename__ = "mark"

    name: str = Field(sa_type=Plain, primary_key=True)
    value: str = Field(sa_type=Plain)
