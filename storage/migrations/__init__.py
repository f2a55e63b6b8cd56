"""The steps from an empty database to today's, as Alembic revisions.

A column is added in `storage/tables`, then `python -m storage.migrations "what changed"` writes
the next step into `versions/` (read it before you trust it), and `storage.schema.HEAD` names it.
Every step runs on both stores. Expand first, contract a release later.
"""
