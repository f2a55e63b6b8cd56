"""Every version that was tested is pinned, and it is those versions that the tests run on."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [
    Requirement(line)
    for lines in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in lines
]
LINES = [
    line
    for line in (ROOT / "deploy" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
PINNED = {
    canonicalize_name(name): Version(pin) for name, pin in (one.split("==") for one in LINES)
}
#: What the tests do without, by extra, where the registry has none of it.
LEFT_OUT = "semantic"
#: What every environment has before anything is installed.
BASE = {"pip", "setuptools", "wheel", "chenbao"}


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def absent() -> set[str]:
    """What is not here of the extra that may be left out."""
    lines = map(Requirement, PROJECT["optional-dependencies"][LEFT_OUT])
    return {canonicalize_name(one.name) for one in lines if not is_installed(one.name)}


def left_out() -> set[str]:
    """The same with all that it alone needs: what that is it cannot say while it is not here, but
    it is pinned, not here either, and nothing that is here needs it."""
    if not absent():
        return set()
    return absent() | {name for name in set(PINNED) - set(needed()) if not is_installed(name)}


def needed() -> dict[str, set[str]]:
    """Everything that the declared requirements need in turn, by who needs it."""
    found: dict[str, set[str]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(requirement, "pyproject.toml") for requirement in DECLARED]
    while waiting:
        requirement, by = waiting.pop()
        name = canonicalize_name(requirement.name)
        found.setdefault(name, set()).add(by)
        extras = frozenset({"", *requirement.extras})
        if (name, extras) not in seen and name not in absent():
            seen.add((name, extras))
            waiting += [
                (inner, name)
                for inner in map(Requirement, distribution(name).requires or ())
                if applies(inner.marker, extras)
            ]
    return found


def applies(marker: Marker | None, extras: frozenset[str]) -> bool:
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def test_the_constraints_are_sorted_plain_pins():
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", line) for line in LINES)
    assert sorted(LINES, key=str.lower) == LINES
    assert len(PINNED) == len(LINES)


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_every_dependency_is_pinned_to_a_version_that_it_allows(requirement):
    assert requirement.specifier.contains(PINNED[canonicalize_name(requirement.name)])


def test_what_the_dependencies_need_is_pinned_too_and_nothing_else():
    assert (set(needed()) | left_out()) - BASE == set(PINNED)


def test_the_versions_installed_are_the_versions_pinned():
    installed = {canonicalize_name(one.name): Version(one.version) for one in distributions()}
    expected = {
        name: pin for name, pin in PINNED.items() if name not in left_out() - set(installed)
    }
    assert {name: installed.get(name) for name in expected} == expected
