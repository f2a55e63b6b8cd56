"""Set chenbao up in a virtual environment of its own, then run it.

    python3 deploy/try.py               the demonstration: chenbao demo
    python3 deploy/try.py test          the tests: pytest
    python3 deploy/try.py --venv DIR …  the environment elsewhere than in .venv
                                        (CHENBAO_VENV says the same)

Whatever follows is passed on (`deploy/try.py test -k schedule`), and the exit code is that of the
program that ran. Needs Python alone. The second time nothing is installed unless pyproject.toml or
deploy/constraints.txt has changed.
"""

# Older Pythons must be able to read this file, to be told that they are too old.
from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The same as `requires-python` in pyproject.toml.
OLDEST_PYTHON = (3, 11)
CONSTRAINTS = Path("deploy", "constraints.txt")
#: What a finished installation leaves in its environment.
STAMP = "chenbao-installed.json"
INTERRUPTED = 130


class SetupError(Exception):
    """The environment cannot be set up; the message says what to do, in one line."""


class Plan(argparse.Namespace):
    """What was asked for on the command line."""

    venv: Path
    job: str
    rest: list[str]

    @property
    def is_test(self) -> bool:
        """Whether the tests are to run, for which more is installed."""
        return self.job == "test"


def read_arguments(arguments: list[str], environ: dict[str, str]) -> Plan:
    """What to do, from the command line and the environment's CHENBAO_VENV."""
    parser = argparse.ArgumentParser(
        prog="deploy/try.py",
        allow_abbrev=False,
        description="Set chenbao up in a virtual environment of its own, then run it.",
        epilog="What follows is passed on to `chenbao demo` or to pytest.",
    )
    parser.add_argument(
        "--venv",
        type=Path,
        default=Path(environ.get("CHENBAO_VENV") or ROOT / ".venv"),
        help="the environment's folder (default: .venv, or CHENBAO_VENV)",
    )
    parser.add_argument("job", nargs="?", choices=["demo", "test"], default="demo")
    plan, rest = parser.parse_known_args(arguments, Plan())
    plan.venv = Path(os.path.abspath(str(plan.venv)))
    plan.rest = rest
    return plan


def check_python(version: tuple[int, ...], has_module: dict[str, bool]) -> None:
    """Raise SetupError where this Python cannot make the environment."""
    if version[:2] < OLDEST_PYTHON:
        raise SetupError(
            "chenbao needs Python {}.{} or newer, and this is {}.{}".format(
                *OLDEST_PYTHON, *version[:2]
            )
        )
    for name in ("venv", "ensurepip"):
        if not has_module[name]:
            raise SetupError(
                f"this Python has no {name} module, which makes virtual environments; "
                "on Debian and Ubuntu: apt install python3-venv"
            )


def script(venv: Path, name: str, os_name: str = os.name) -> Path:
    """Where an environment keeps a program."""
    return venv / "Scripts" / f"{name}.exe" if os_name == "nt" else venv / "bin" / name


def make_stamp(root: Path, *, dev: bool) -> dict[str, object]:
    """What an installation depends on: the project's files, its place, the Python."""
    digest = hashlib.sha256()
    for path in (Path("pyproject.toml"), CONSTRAINTS):
        digest.update((root / path).read_bytes())
    return {
        "project": str(root),
        "files": digest.hexdigest(),
        "python": sys.version.split()[0],
        "dev": dev,
    }


def is_installed(venv: Path, wanted: dict[str, object]) -> bool:
    """Whether an earlier run installed what is wanted, or that and the tests' needs."""
    try:
        found = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found in (wanted, {**wanted, "dev": True}) and script(venv, "python").exists()


def make_venv(venv: Path) -> None:
    """Make the environment, or make it anew where its Python or pip is gone; nothing else goes."""
    is_venv = (venv / "pyvenv.cfg").is_file()
    if not is_venv and venv.exists() and (not venv.is_dir() or any(venv.iterdir())):
        raise SetupError(f"{venv} is there and is no virtual environment; choose another --venv")
    if not (is_venv and has_pip(venv)):
        run_quietly([sys.executable, "-m", "venv", "--clear", str(venv)])


def has_pip(venv: Path) -> bool:
    """Whether the environment's Python still works and can install."""
    python = script(venv, "python")
    if not python.exists():
        return False
    asked = [str(python), "-m", "pip", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def run_quietly(command: list[str]) -> None:
    """Run a command whose output matters only if it fails."""
    done = subprocess.run(
        command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        raise SetupError(f"this did not work (its output is above): {' '.join(command)}")


def install(venv: Path, *, dev: bool) -> None:
    """Bring the environment up to date, if it is not."""
    wanted = make_stamp(ROOT, dev=dev)
    if is_installed(venv, wanted):
        return
    sys.stderr.write(f"Setting up in {venv} (once, about a minute) …\n")
    make_venv(venv)
    what = ".[dev]" if dev else "."
    pip = [str(script(venv, "python")), "-m", "pip", "install", "--disable-pip-version-check"]
    run_quietly([*pip, "-c", str(CONSTRAINTS), "-e", what])
    (venv / STAMP).write_text(json.dumps(wanted), encoding="utf-8")


def run(plan: Plan) -> int:
    """Run what was asked for; its exit code."""
    environ = {name: value for name, value in os.environ.items() if name != "CHENBAO_VENV"}
    environ.setdefault("PYTHONUTF8", "1")
    if plan.is_test:
        # A process for each core: the suite is long, and its tests do not know each other. Who is
        # done takes from the others, so that all end together.
        pytest = [str(script(plan.venv, "python")), "-m", "pytest", "-n", "auto"]
        command = [*pytest, "--dist", "worksteal", *plan.rest]
        return subprocess.call(command, cwd=str(ROOT), env=environ)
    return subprocess.call([str(script(plan.venv, "chenbao")), "demo", *plan.rest], env=environ)


def main(arguments: list[str]) -> int:
    """Set up, run, and say in one line what is in the way."""
    modules = {name: importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip")}
    try:
        check_python(sys.version_info[:3], modules)
        plan = read_arguments(arguments, dict(os.environ))
        install(plan.venv, dev=plan.is_test)
        return run(plan)
    except (SetupError, OSError) as error:
        sys.stderr.write(f"deploy/try.py: {error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
