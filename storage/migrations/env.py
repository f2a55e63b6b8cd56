"""What Alembic runs: the connection and the listener for progress come from `storage.schema`."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo

from storage import tables


def _include(name: str | None, kind: str, parents: Any) -> bool:
    # The search index is made by hand, and keeps tables of its own on SQLite.
    return not (kind == "table" and name is not None and name.startswith("paper_search"))


def _report(ctx: MigrationContext, step: MigrationInfo, *_: object, **__: object) -> None:
    progress = context.config.attributes.get("progress")
    if progress is not None and step.up_revision_id is not None:
        progress(step.up_revision_id)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
    include_name=_include,
    on_version_apply=_report,
)
with context.begin_transaction():
    context.run_migrations()
