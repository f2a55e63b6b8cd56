"""Issues whose entries are chosen when they are sent."""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What that needs to know; the issues that are there have their entries."""
    op.add_column("issue", sa.Column("fresh_from", Moment(), nullable=True))
    op.add_column("issue", sa.Column("resumed_at", Moment(), nullable=True))
