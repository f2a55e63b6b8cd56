"""The database as a whole: `chenbao migrate`, `backup`, `restore`, `export`."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

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


def backup(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Where to.")]
) -> None:
    """Copy the database into a file, while the bot runs (SQLite)."""
    from storage.backups import back_up

    back_up(get_options(context).load().url, file, datetime.now(UTC))
    sys.stdout.write(f"backed up to {file} ({file.stat().st_size // 1024} KiB)\n")


def restore(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="A backup.")]
) -> None:
    """Put a backup back; what may have been sent since is not sent again."""
    from bot.app import restore_backup

    taken_at, marked = asyncio.run(restore_backup(get_options(context).load(), file))
    sys.stdout.write(f"restored the backup of {taken_at:%Y-%m-%d %H:%M} UTC\n")
    sys.stdout.write(f"{marked} deliveries that may have been sent since are not sent again\n")


def export(context: typer.Context) -> None:
    """Every chat's settings and subscriptions, as JSON."""
    from bot.app import open_core
    from bot.services.export import export_chats

    with open_core(get_options(context).load()) as core:
        chats = asyncio.run(export_chats(core))
    sys.stdout.write(json.dumps({"chats": chats}, ensure_ascii=False, indent=2) + "\n")
