"""A subscription's own name: each chat reads its topics in its own words.

The topic's name stays, and is what a subscription without a name is called: programs of before this
step may still be running, and write none.
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Plain

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column, filled with what was shown so far."""
    op.add_column("subscription", sa.Column("name", Plain(), nullable=True))
    op.execute(
        "UPDATE subscription SET name = "
        "(SELECT topic.name FROM topic WHERE topic.key = subscription.topic_key)"
    )
