"""Options that every command knows, before or behind its name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from bot.config import Settings, load_settings

#: Options of the program itself, and whether a value follows.
_GLOBAL = {
    "--config": True,
    "--database-url": True,
    "--log-format": True,
    "--verbose": False,
    "-v": False,
}


def hoist(arguments: list[str]) -> list[str]:
    """Bring the program's own options to the front: `chenbao import X --database-url Y` works."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        name, equals, _ = argument.partition("=")
        if argument == "--":
            rest += [argument, *left]
        elif name not in _GLOBAL:
            rest.append(argument)
        else:
            front.append(argument)
            if _GLOBAL[name] and not equals:
                front += [value for value in [next(left, None)] if value is not None]
    return front + rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was said before the command."""

    config: Path | None = None
    database_url: str | None = None
    log_format: str | None = None
    verbose: int = 0

    def load(self, **given: Any) -> Settings:
        """The settings, with what the command line says on top.

        Raises:
            ConfigError: a setting is wrong.
        """
        return load_settings(
            self.config, database_url=self.database_url, log_format=self.log_format, **given
        )


def get_options(context: typer.Context) -> Options:
    """The options that this run was started with."""
    options = context.find_root().obj
    return options if isinstance(options, Options) else Options()
