"""What live sources remember: batches, pages, how sources do, the gate."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Moment, Plain

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TO_TRY = sa.text("next_try_at IS NOT NULL")


def upgrade() -> None:
    """New tables alone."""
    _make_batches()
    _make_pages()
    op.create_table(
        "gate",
        sa.Column("name", Plain(), nullable=False),
        sa.Column("holder", Plain(), nullable=True),
        sa.Column("held_until", Moment(), nullable=True),
        sa.Column("free_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_gate"),
    )


def _make_batches() -> None:
    op.create_table(
        "batch",
        sa.Column("category", Plain(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("announced_at", Moment(), nullable=False),
        sa.Column("state", Plain(), nullable=False),
        sa.Column("stated", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("category", "announced_on", name="pk_batch"),
    )
    op.create_index(
        "ix_batch_to_try",
        "batch",
        ["next_try_at"],
        sqlite_where=_TO_TRY,
        postgresql_where=_TO_TRY,
    )
    op.create_index("ix_batch_announced_on", "batch", ["announced_on"])
    op.create_table(
        "announcement",
        sa.Column("category", Plain(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("arxiv_number", Plain(), nullable=False),
        sa.Column("kind", Plain(), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=True),
        sa.Column("is_late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category", "announced_on"],
            ["batch.category", "batch.announced_on"],
            name="fk_announcement_category_announced_on",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "category", "announced_on", "arxiv_number", name="pk_announcement"
        ),
    )
    op.create_index("ix_announcement_arxiv_number", "announcement", ["arxiv_number"])


def _make_pages() -> None:
    op.create_table(
        "page",
        sa.Column("url", Plain(), nullable=False),
        sa.Column("etag", Plain(), nullable=True),
        sa.Column("last_modified", Plain(), nullable=True),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_page"),
    )
    op.create_table(
        "source",
        sa.Column("name", Plain(), nullable=False),
        sa.Column("succeeded_at", Moment(), nullable=True),
        sa.Column("failed_at", Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", Plain(), nullable=True),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_source"),
    )
