"""The one file that runs before anything is installed."""

import importlib.util
import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def setup():
    """`deploy/try.py`, which is no module of a package."""
    spec = importlib.util.spec_from_file_location("chenbao_try", ROOT / "deploy" / "try.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def installed(setup, tmp_path):
    """An environment as a finished installation leaves it, and what it was made for."""
    wanted = setup.make_stamp(ROOT, dev=False)
    python = setup.script(tmp_path, "python")
    python.parent.mkdir()
    python.touch()
    (tmp_path / setup.STAMP).write_text(json.dumps(wanted), encoding="utf-8")
    return tmp_path, wanted


COMPLETE = {"venv": True, "ensurepip": True}


def test_without_arguments_the_demonstration_runs_in_dot_venv(setup):
    plan = setup.read_arguments([], {})
    assert (plan.job, plan.rest, plan.is_test) == ("demo", [], False)
    assert plan.venv == ROOT / ".venv"


@pytest.mark.parametrize(
    ("arguments", "rest"),
    [
        (["test"], []),
        (["test", "-q", "-k", "schedule and not zone"], ["-q", "-k", "schedule and not zone"]),
        (["test", "tests/domain", "--maxfail=1"], ["tests/domain", "--maxfail=1"]),
    ],
)
def test_what_follows_test_is_passed_on_to_pytest(setup, arguments, rest):
    plan = setup.read_arguments(arguments, {})
    assert plan.is_test
    assert plan.rest == rest


def test_the_folder_comes_from_the_option_before_the_environment(setup, tmp_path):
    environ = {"CHENBAO_VENV": str(tmp_path / "a")}
    assert setup.read_arguments(["test"], environ).venv == tmp_path / "a"
    plan = setup.read_arguments(["--venv", str(tmp_path / "b"), "test", "-x"], environ)
    assert (plan.venv, plan.job, plan.rest) == (tmp_path / "b", "test", ["-x"])


def test_a_relative_folder_is_one_of_where_the_command_was_given(setup, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert setup.read_arguments(["--venv", "here"], {}).venv == tmp_path / "here"


def test_an_unknown_job_is_a_usage_error(setup, capsys):
    with pytest.raises(SystemExit, match="2"):
        setup.read_arguments(["tset"], {})
    assert "tset" in capsys.readouterr().err


def test_the_oldest_python_is_the_one_that_the_project_names(setup):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*setup.OLDEST_PYTHON)


@pytest.mark.parametrize("version", [(3, 8, 20), (3, 10, 14), (2, 7, 18)])
def test_an_old_python_is_told_which_one_is_needed(setup, version):
    with pytest.raises(
        setup.SetupError, match=rf"needs Python 3\.11.*is {version[0]}\.{version[1]}$"
    ):
        setup.check_python(version, COMPLETE)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_new_python_will_do(setup, version):
    setup.check_python(version, COMPLETE)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_environments_is_told_what_to_install(setup, missing):
    with pytest.raises(setup.SetupError, match=f"no {missing} module.*apt install python3-venv"):
        setup.check_python((3, 11, 7), {**COMPLETE, missing: False})


@pytest.mark.parametrize(
    ("system", "expected"), [("posix", "bin/chenbao"), ("nt", "Scripts/chenbao.exe")]
)
def test_programs_stand_where_the_system_keeps_them(setup, system, expected):
    assert setup.script(Path("env"), "chenbao", system) == Path("env", expected)


def test_nothing_is_installed_twice(setup, installed):
    venv, wanted = installed
    assert setup.is_installed(venv, wanted)


def test_the_tests_need_more_than_the_demonstration_and_not_the_reverse(setup, installed):
    venv, wanted = installed
    assert not setup.is_installed(venv, {**wanted, "dev": True})
    (venv / setup.STAMP).write_text(json.dumps({**wanted, "dev": True}), encoding="utf-8")
    assert setup.is_installed(venv, wanted)


@pytest.mark.parametrize("what", ["project", "files", "python"])
def test_a_change_of_what_was_installed_installs_anew(setup, installed, what):
    venv, wanted = installed
    assert not setup.is_installed(venv, {**wanted, what: "another"})


def test_an_environment_that_lost_its_python_is_installed_anew(setup, installed):
    venv, wanted = installed
    setup.script(venv, "python").unlink()
    assert not setup.is_installed(venv, wanted)
    assert not setup.has_pip(venv)


@pytest.mark.parametrize("stamp", ["", "{", "[]", '"dev"', "{}"])
def test_a_damaged_stamp_installs_anew(setup, installed, stamp):
    venv, wanted = installed
    (venv / setup.STAMP).write_text(stamp, encoding="utf-8")
    assert not setup.is_installed(venv, wanted)


def test_the_stamp_changes_with_the_constraints(setup, tmp_path):
    (tmp_path / "deploy").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]", encoding="utf-8")
    (tmp_path / setup.CONSTRAINTS).write_text("a==1", encoding="utf-8")
    before = setup.make_stamp(tmp_path, dev=False)
    assert setup.make_stamp(tmp_path, dev=False) == before
    (tmp_path / setup.CONSTRAINTS).write_text("a==2", encoding="utf-8")
    assert setup.make_stamp(tmp_path, dev=False) != before


def test_a_folder_that_is_no_environment_is_left_alone(setup, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(setup.SetupError, match="no virtual environment"):
        setup.make_venv(tmp_path)
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "years of work"


def test_a_command_that_fails_shows_its_output(setup, capsys):
    program = "import sys; print('what went wrong'); sys.exit(3)"
    with pytest.raises(setup.SetupError, match="did not work"):
        setup.run_quietly([setup.sys.executable, "-c", program])
    assert "what went wrong" in capsys.readouterr().err


def test_a_command_that_works_is_silent(setup, capfd):
    setup.run_quietly([setup.sys.executable, "-c", "print('Collecting everything')"])
    assert capfd.readouterr() == ("", "")
