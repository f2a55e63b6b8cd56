"""The command line (DESIGN: a contract; scripts depend on it).

Exit codes: 0 done, 1 some of it failed, 2 usage or configuration. Errors are one line on standard
error. JSON on standard output is never mixed with anything else. Each command imports what it needs
when it runs, so that `chenbao parse` does not wait for a database library.
"""

from bot.cli.main import run

__all__ = ["run"]
