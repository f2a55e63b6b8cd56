"""The first form of the database."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Json, Key, Moment, Plain

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything, from nothing."""
    _create_paper()
    _create_reading()
    _create_document()
    _create_entry()
    _create_chat()
    _create_topic()
    _create_subscription()
    _create_match()
    _create_issue()
    _create_issue_entry()
    _create_delivery()
    _create_delivered()
    _create_paper_search()


def _create_paper() -> None:
    op.create_table(
        "paper",
        sa.Column("key", Key(), nullable=False),
        sa.Column("arxiv_number", Plain(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("announce_type", Plain(), nullable=True),
        sa.Column("unmatched", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("search_row", sa.BigInteger(), nullable=True),
        sa.Column("title", Plain(), nullable=False),
        sa.Column("title_key", Plain(), nullable=False),
        sa.Column("authors", Json(), nullable=False),
        sa.Column("abstract", Plain(), nullable=True),
        sa.Column("categories", Json(), nullable=False),
        sa.Column("comment", Plain(), nullable=True),
        sa.Column("licence", Plain(), nullable=True),
        sa.Column("links", Json(), nullable=False),
        sa.Column("images", Json(), nullable=False),
        sa.Column("listed_under", Json(), nullable=False),
        sa.Column("damage", Json(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_paper"),
        sa.UniqueConstraint("arxiv_number", name="uq_paper_arxiv_number"),
    )
    op.create_index("ix_paper_arrived_at", "paper", ["arrived_at"], unique=False)
    op.create_index("ix_paper_title_key", "paper", ["title_key"], unique=False)
    op.create_index(
        "ix_paper_unmatched",
        "paper",
        ["key"],
        unique=False,
        sqlite_where=sa.text("unmatched"),
        postgresql_where=sa.text("unmatched"),
    )


def _create_reading() -> None:
    op.create_table(
        "reading",
        sa.Column("key", Key(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("source", Plain(), nullable=False),
        sa.Column("lang", Plain(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("title", Plain(), nullable=True),
        sa.Column("title_key", Plain(), nullable=True),
        sa.Column("abstract", Plain(), nullable=True),
        sa.Column("tldr", Plain(), nullable=True),
        sa.Column("takeaways", Json(), nullable=False),
        sa.Column("sections", Json(), nullable=False),
        sa.Column("attribution", Plain(), nullable=True),
        sa.Column("licence", Plain(), nullable=True),
        sa.Column("damage", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_reading_paper_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_reading"),
        sa.UniqueConstraint(
            "paper_key", "source", "lang", name="uq_reading_paper_key_source_lang"
        ),
    )
    op.create_index("ix_reading_title_key", "reading", ["title_key"], unique=False)


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column("key", Key(), nullable=False),
        sa.Column("location", Plain(), nullable=False),
        sa.Column("content_hash", Plain(), nullable=False),
        sa.Column("format", Plain(), nullable=False),
        sa.Column("source", Plain(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("topic", Plain(), nullable=True),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_document"),
        sa.UniqueConstraint("location", "content_hash", name="uq_document_location_content_hash"),
    )


def _create_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("document_key", Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("announce_type", Plain(), nullable=True),
        sa.Column("url", Plain(), nullable=True),
        sa.Column("damage", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_key"], ["document.key"], name="fk_entry_document_key", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_entry_paper_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_key", "position", name="pk_entry"),
    )
    op.create_index("ix_entry_paper_key", "entry", ["paper_key"], unique=False)


def _create_chat() -> None:
    op.create_table(
        "chat",
        sa.Column("key", Key(), nullable=False),
        sa.Column("platform", Plain(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", Plain(), nullable=False),
        sa.Column("language", Plain(), nullable=True),
        sa.Column("rhythm", Plain(), nullable=False),
        sa.Column("push_at", sa.Time(), nullable=False),
        sa.Column("zone", Plain(), nullable=False),
        sa.Column("days", Plain(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("amount", Plain(), nullable=False),
        sa.Column("scope", Plain(), nullable=False),
        sa.Column("max_papers", sa.Integer(), nullable=False),
        sa.Column("tell_empty", sa.Boolean(), nullable=False),
        sa.Column("pending_on", sa.Date(), nullable=True),
        sa.Column("pending_at", Moment(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("suspended_at", Moment(), nullable=True),
        sa.Column("suspended_reason", Plain(), nullable=True),
        sa.Column("not_before_at", Moment(), nullable=True),
        sa.Column("wants_review", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_chat"),
        sa.UniqueConstraint(
            "platform",
            "bot_id",
            "chat_id",
            "thread_id",
            name="uq_chat_platform_bot_id_chat_id_thread_id",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_chat_due",
        "chat",
        ["pending_at"],
        unique=False,
        sqlite_where=sa.text(
            "pending_at IS NOT NULL AND paused_at IS NULL AND suspended_at IS NULL"
        ),
        postgresql_where=sa.text(
            "pending_at IS NOT NULL AND paused_at IS NULL AND suspended_at IS NULL"
        ),
    )


def _create_topic() -> None:
    op.create_table(
        "topic",
        sa.Column("key", Key(), nullable=False),
        sa.Column("name", Plain(), nullable=False),
        sa.Column("query", Plain(), nullable=False),
        sa.Column("query_key", Plain(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_topic"),
        sa.UniqueConstraint("query_key", name="uq_topic_query_key"),
        sqlite_autoincrement=True,
    )


def _create_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("key", Key(), nullable=False),
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("topic_key", Key(), nullable=False),
        sa.Column("amount", Plain(), nullable=True),
        sa.Column("since_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_subscription_chat_key", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_key"], ["topic.key"], name="fk_subscription_topic_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_subscription"),
        sa.UniqueConstraint("chat_key", "topic_key", name="uq_subscription_chat_key_topic_key"),
    )
    op.create_index(
        "ix_subscription_topic_key_key", "subscription", ["topic_key", "key"], unique=False
    )


def _create_match() -> None:
    op.create_table(
        "match",
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("topic_key", Key(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", Json(), nullable=False),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("fanned_out_to", sa.BigInteger(), nullable=False),
        sa.Column("fanned_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_match_paper_key", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_key"], ["topic.key"], name="fk_match_topic_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_key", "topic_key", name="pk_match"),
    )
    op.create_index(
        "ix_match_topic_key_arrived_at", "match", ["topic_key", "arrived_at"], unique=False
    )
    op.create_index(
        "ix_match_topic_key_changed_at", "match", ["topic_key", "changed_at"], unique=False
    )


def _create_issue() -> None:
    op.create_table(
        "issue",
        sa.Column("key", Key(), nullable=False),
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("receipt", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_issue_chat_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_issue"),
        sa.UniqueConstraint("chat_key", "issued_on", name="uq_issue_chat_key_issued_on"),
    )


def _create_issue_entry() -> None:
    op.create_table(
        "issue_entry",
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("issue_key", Key(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("is_nameless", sa.Boolean(), nullable=False),
        sa.Column("topic_name", Plain(), nullable=False),
        sa.Column("reason", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_key"], ["issue.key"], name="fk_issue_entry_issue_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_key", "paper_key", name="pk_issue_entry"),
    )
    op.create_index("ix_issue_entry_issue_key", "issue_entry", ["issue_key"], unique=False)
    op.create_index(
        "ix_issue_entry_nameless",
        "issue_entry",
        ["paper_key"],
        unique=False,
        sqlite_where=sa.text("is_nameless"),
        postgresql_where=sa.text("is_nameless"),
    )


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("key", Key(), nullable=False),
        sa.Column("platform", Plain(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("kind", Plain(), nullable=False),
        sa.Column("dedupe_key", Plain(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", Plain(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("not_before_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", Plain(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("issue_key", Key(), nullable=True),
        sa.Column("paper_key", Key(), nullable=True),
        sa.Column("payload", Json(), nullable=True),
        sa.Column("platform_message_id", Plain(), nullable=True),
        sa.Column("last_error", Plain(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_delivery_chat_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_delivery"),
        sa.UniqueConstraint(
            "chat_key",
            "kind",
            "dedupe_key",
            "part",
            name="uq_delivery_chat_key_kind_dedupe_key_part",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_delivery_leased",
        "delivery",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state IN ('claimed', 'sending')"),
        postgresql_where=sa.text("state IN ('claimed', 'sending')"),
    )
    op.create_index(
        "ix_delivery_line",
        "delivery",
        ["chat_key", "due_at", "kind", "dedupe_key", "part"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'claimed', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'claimed', 'sending')"),
    )
    op.create_index(
        "ix_delivery_paper_key",
        "delivery",
        ["paper_key"],
        unique=False,
        sqlite_where=sa.text("paper_key IS NOT NULL"),
        postgresql_where=sa.text("paper_key IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_pending",
        "delivery",
        ["platform", "bot_id", "priority", "due_at", "key"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )


def _create_delivered() -> None:
    op.create_table(
        "delivered",
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("kind", Plain(), nullable=False),
        sa.Column("dedupe_key", Plain(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_delivered_chat_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_key", "kind", "dedupe_key", name="pk_delivered"),
    )


def _create_paper_search() -> None:
    # What `storage.search` fills: one row a paper, numbered so that the newest come last.
    if op.get_bind().dialect.name == "sqlite":
        # Words are split by `tokens()`: the tokenizer only takes them apart at the spaces.
        op.execute(
            "CREATE VIRTUAL TABLE paper_search USING fts5"
            "(words, detail = none, columnsize = 0, tokenize = ascii)"
        )
        return
    op.execute("CREATE TABLE paper_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX ix_paper_search_words ON paper_search USING gin (words)")
