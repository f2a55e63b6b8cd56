"""Write the next step: what differs between the tables and the steps so far."""

import sys

from alembic import command
from sqlalchemy import make_url

from storage import schema
from storage.engine import make_engine


def main() -> None:
    """Compare with an empty SQLite database brought up to date."""
    engine = make_engine(make_url("sqlite://"))
    schema.migrate(engine)
    with engine.begin() as connection:
        number = f"{int(schema.HEAD) + 1:04}"
        config = schema.make_config(connection)
        command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main()
