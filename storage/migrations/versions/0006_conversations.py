"""Conversations: three settings, texts too long for a button, links that were answered."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Key, Moment, Plain

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns, two tables."""
    for name in ("open_to_all", "link_cards", "silent"):
        op.add_column(
            "chat", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "phrase",
        sa.Column("key", Key(), nullable=False),
        sa.Column("digest", Plain(), nullable=False),
        sa.Column("text", Plain(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_phrase"),
        sa.UniqueConstraint("digest", name="uq_phrase_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phrase_kept_at", "phrase", ["kept_at"])
    op.create_table(
        "link_card",
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_link_card_chat_key", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_link_card_paper_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_key", "paper_key", name="pk_link_card"),
    )
    op.create_index("ix_link_card_paper_key", "link_card", ["paper_key"])
