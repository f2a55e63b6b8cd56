"""The program: its options, its table of commands, and how it ends."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import chat, data, demo, doctor, documents, fetch, learn, look_up, match
from bot.cli import run as run_bot
from bot.cli.logs import set_up_logging
from bot.cli.options import Options, hoist
from bot.cli.pipes import READER_GONE, flush_or_leave
from bot.errors import ChenbaoError, ConfigError, UsageError

#: Every command, in the order of the help.
CLI_COMMANDS: dict[str, Callable[..., Any]] = {
    "demo": demo.demo,
    "chat": chat.chat,
    "parse": documents.parse_documents,
    "import": documents.import_documents,
    "fetch": fetch.fetch,
    "paper": look_up.paper,
    "search": look_up.search,
    "match": match.match,
    "learn": learn.learn,
    "run": run_bot.run,
    "doctor": doctor.doctor,
    "migrate": data.migrate,
    "backup": data.backup,
    "restore": data.restore,
    "export": data.export,
}


def _options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="A YAML file of settings.")] = None,
    database_url: Annotated[
        str | None, typer.Option(help="sqlite:///FILE or postgresql://…", show_default=False)
    ] = None,
    log_format: Annotated[str | None, typer.Option(help="text or json.")] = None,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Say more; twice for all.")
    ] = 0,
) -> None:
    """论文晨报: papers from arXiv and its Chinese digests, for your chats."""
    context.obj = Options(
        config=config, database_url=database_url, log_format=log_format, verbose=verbose
    )
    set_up_logging(log_format or "text", verbose)


def build() -> typer.Typer:
    """The command line, made from the table."""
    program = typer.Typer(
        name="chenbao",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    program.callback()(_options)
    for name, function in CLI_COMMANDS.items():
        program.command(name)(function)
    return program


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal or pipe that is not UTF-8 must not turn a Chinese title into a traceback.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    return flush_or_leave(_run(arguments))


def _run(arguments: list[str]) -> int:
    try:
        build()(hoist(arguments), prog_name="chenbao")
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            return READER_GONE
        return leaving.code if isinstance(leaving.code, int) else 1
    except (ConfigError, UsageError) as error:
        return _fail(error, 2)
    except (ChenbaoError, OSError) as error:
        # An OSError is of the machine (a disk that is full): nothing that a traceback would mend.
        return _fail(error, 1)
    return 0


def _fail(error: Exception, code: int) -> int:
    sys.stderr.write(f"chenbao: {' '.join(str(error).split())}\n")
    return code
