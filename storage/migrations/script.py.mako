"""${message}."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
${imports if imports else ""}
from storage.tables.columns import Json, Key, Moment, Plain

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One release forward."""
    ${upgrades if upgrades else "pass"}
