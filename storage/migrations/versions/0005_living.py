"""Living papers: past versions, withdrawals, what chats save and what they were told."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Key, Moment, Plain

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column, three tables."""
    op.add_column(
        "paper", sa.Column("is_withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _make_versions()
    op.create_table(
        "saved",
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chat.key"], name="fk_saved_chat_key", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_saved_paper_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_key", "paper_key", name="pk_saved"),
    )
    op.create_index("ix_saved_paper_key", "saved", ["paper_key"])
    op.create_table(
        "issue_change",
        sa.Column("chat_key", Key(), nullable=False),
        sa.Column("version_key", Key(), nullable=False),
        sa.Column("issue_key", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_key"], ["issue.key"], name="fk_issue_change_issue_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_key", "version_key", name="pk_issue_change"),
    )
    op.create_index("ix_issue_change_issue_key", "issue_change", ["issue_key"])


def _make_versions() -> None:
    op.create_table(
        "version",
        sa.Column("key", Key(), nullable=False),
        sa.Column("paper_key", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", Plain(), nullable=False),
        sa.Column("comment", Plain(), nullable=True),
        sa.Column("abstract_print", Plain(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_key"], ["paper.key"], name="fk_version_paper_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_version"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_version_paper_key", "version", ["paper_key"])
    op.create_index("ix_version_replaced_at", "version", ["replaced_at"])
