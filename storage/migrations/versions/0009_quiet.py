"""Which quiet hours there are, without a look at every chat."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_QUIET = sa.text("rhythm = 'instant' AND quiet_from IS NOT NULL")


def upgrade() -> None:
    """One small index."""
    op.create_index(
        "ix_chat_quiet",
        "chat",
        ["zone", "quiet_from", "quiet_until"],
        sqlite_where=_QUIET,
        postgresql_where=_QUIET,
    )
