"""`chenbao migrate`."""

import sys

import typer

from bot.cli.options import get_options


def migrate(context: typer.Context) -> None:
    """Bring the database up to this version of the program."""
    from bot.app import make_data_folder
    from storage import migrate_database

    settings = get_options(context).load()
    make_data_folder(settings)
    migrate_database(settings.url, _say)
    sys.stdout.write("the database is up to date\n")


def _say(revision: str) -> None:
    sys.stdout.write(f"migrated to {revision}\n")
