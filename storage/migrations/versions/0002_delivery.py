"""What sending takes: instant pushes, chats that come back, waits that outlive a run."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Key, Moment, Plain

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.text("rhythm = 'instant'")
_TO_FAN_OUT = sa.text("NOT fanned_out")


def upgrade() -> None:
    """Columns and indexes; nothing that is there changes."""
    op.add_column(
        "delivery", sa.Column("uncertain", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("delivery", sa.Column("topic_key", Key(), nullable=True))
    op.add_column("issue", sa.Column("missed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("chat", sa.Column("resumed_at", Moment(), nullable=True))
    op.create_index(
        "ix_chat_instant", "chat", ["key"], sqlite_where=_INSTANT, postgresql_where=_INSTANT
    )
    op.create_index(
        "ix_match_to_fan_out",
        "match",
        ["paper_key", "score"],
        sqlite_where=_TO_FAN_OUT,
        postgresql_where=_TO_FAN_OUT,
    )
    op.create_table(
        "mark",
        sa.Column("name", Plain(), nullable=False),
        sa.Column("value", Plain(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_mark"),
    )
