"""What chats think of papers."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Key, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "opinion",
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("liked", sa.Boolean(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_opinion_chat_key", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_opinion_paper_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_key", "paper_key", name="pk_opinion"),
    )
    op.create_index("ix_opinion_paper_key", "opinion", ["paper_key"])
