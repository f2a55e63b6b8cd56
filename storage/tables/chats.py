"""Chats, what they follow, and what matches it."""

from datetime import date, datetime, time

from sqlalchemy import BigInteger, Index, UniqueConstraint, false, text
from sqlmodel import Field

from storage.tables.columns import NEVER_AGAIN, Json, Key, Moment, Plain, Row

INSTANT = text("rhythm = 'instant'")
QUIET = text("rhythm = 'instant' AND quiet_from IS NOT NULL")
TO_FAN_OUT = text("NOT fanned_out")
_DUE = text("pending_at IS NOT NULL AND paused_at IS NULL AND suspended_at IS NULL")


class ChatRow(Row, table=True):
    """One place that receives messages, with its settings.

    `days` holds the ISO weekdays as digits. `wants_review`: the next issue looks at every recent
    match, not only at those made since the last one. `not_before_at` parks its deliveries.
    `resumed_at`: it can be written to again since then, and its next issue says what it missed.
    """

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("platform", "bot_id", "chat_id", "thread_id"),
        Index("ix_chat_due", "pending_at", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_chat_instant", "key", sqlite_where=INSTANT, postgresql_where=INSTANT),
        # Which quiet hours there are is asked for each paper that arrives.
        Index(
            "ix_chat_quiet",
            *("zone", "quiet_from", "quiet_until"),
            sqlite_where=QUIET,
            postgresql_where=QUIET,
        ),
        NEVER_AGAIN,
    )

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    platform: str = Field(sa_type=Plain)
    bot_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int = Field(sa_type=BigInteger)
    kind: str = Field(sa_type=Plain)
    language: str | None = Field(default=None, sa_type=Plain)
    rhythm: str = Field(sa_type=Plain)
    push_at: time
    zone: str = Field(sa_type=Plain)
    days: str = Field(sa_type=Plain)
    quiet_from: time | None = None
    quiet_until: time | None = None
    amount: str = Field(sa_type=Plain)
    scope: str = Field(sa_type=Plain)
    max_papers: int
    tell_empty: bool
    open_to_all: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    link_cards: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    silent: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    pending_on: date | None = None
    pending_at: datetime | None = Field(default=None, sa_type=Moment)
    paused_at: datetime | None = Field(default=None, sa_type=Moment)
    suspended_at: datetime | None = Field(default=None, sa_type=Moment)
    suspended_reason: str | None = Field(default=None, sa_type=Plain)
    not_before_at: datetime | None = Field(default=None, sa_type=Moment)
    wants_review: bool = True
    resumed_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class TopicRow(Row, table=True):
    """A query that a chat follows; `name` is how its first follower wrote it."""

    __tablename__ = "topic"
    __table_args__ = (NEVER_AGAIN,)

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    name: str = Field(sa_type=Plain)
    query: str = Field(sa_type=Plain)
    query_key: str = Field(sa_type=Plain, unique=True)
    created_at: datetime = Field(sa_type=Moment)


class SubscriptionRow(Row, table=True):
    """A chat's wish for a topic, under the name that the chat gave it.

    Programs of before it leave it empty, and the topic's stands in (`storage.wanted.NAME`).
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("chat_key", "topic_key"),
        Index("ix_subscription_topic_key_key", "topic_key", "key"),
    )

    key: int | None = Field(default=None, sa_type=Key, primary_key=True)
    chat_key: int = Field(sa_type=Key, foreign_key="chat.key", ondelete="CASCADE")
    topic_key: int = Field(sa_type=Key, foreign_key="topic.key", ondelete="CASCADE")
    name: str | None = Field(default=None, sa_type=Plain)
    amount: str | None = Field(default=None, sa_type=Plain)
    since_at: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class MatchRow(Row, table=True):
    """A paper that belongs to a topic.

    `arrived_at` is the paper's, copied for the index. `changed_at` is when the match was made or
    last took another score. `fanned_out_to` and `fanned_out` are the cursor of instant pushes:
    subscriptions up to that key have been served.
    """

    __tablename__ = "match"
    __table_args__ = (
        Index("ix_match_topic_key_arrived_at", "topic_key", "arrived_at"),
        Index("ix_match_topic_key_changed_at", "topic_key", "changed_at"),
        # What instant pushes have yet to be made of: small, however many matches there are.
        Index(
            "ix_match_to_fan_out",
            *("paper_key", "score"),
            sqlite_where=TO_FAN_OUT,
            postgresql_where=TO_FAN_OUT,
        ),
    )

    paper_key: int = Field(
        sa_type=Key, foreign_key="paper.key", ondelete="CASCADE", primary_key=True
    )
    topic_key: int = Field(
        sa_type=Key, foreign_key="topic.key", ondelete="CASCADE", primary_key=True
    )
    score: float
    reason: dict[str, str] = Field(sa_type=Json)
    arrived_at: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    fanned_out_to: int = Field(default=0, sa_type=BigInteger)
    fanned_out: bool = False
