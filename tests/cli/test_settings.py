"""Settings as the command line meets them: in a file, in the environment, as secrets, and wrong."""

from pathlib import Path

import pytest

from bot.cli import run
from bot.config import load_settings

pytestmark = pytest.mark.usefixtures("own_settings")


def test_doctor_says_what_to_mend(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHENBAO_ZONE", "Mars/Olympus")
    assert run(["doctor"]) == 1
    assert "zone" in capsys.readouterr().out


def test_a_wrong_setting_ends_every_command_with_two_and_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("langauge: en\n", encoding="utf-8")
    assert run(["--config", str(config), "paper", "2403.15603"]) == 2
    said = capsys.readouterr().err
    assert "langauge" in said
    assert len(said.splitlines()) == 1


def test_a_secret_can_stand_in_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "url"
    secret.write_text(f"sqlite:///{tmp_path / 'from-file.db'}\n", encoding="utf-8")
    monkeypatch.setenv("CHENBAO_DATABASE_URL_FILE", str(secret))
    assert run(["doctor"]) == 0
    assert (tmp_path / "from-file.db").exists()


def test_a_secret_of_a_part_can_stand_in_a_file_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:abc\n", encoding="utf-8")
    monkeypatch.setenv("CHENBAO_TELEGRAM__TOKEN_FILE", str(secret))
    assert load_settings().telegram.token.get_secret_value() == "123:abc"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CHENBAO_DATABASE_URL_FILE", "/nowhere/url", "CHENBAO_DATABASE_URL_FILE names a file"),
        ("CHENBAO_PROXY", "proxy.example:8080", "proxy: write it as http://host:port"),
        ("CHENBAO_TELEGRAM__TOKN", "x", "telegram.tokn: there is no such setting"),
    ],
)
def test_a_mistake_in_the_environment_is_one_line(
    variable: str,
    value: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    assert run(["paper", "2403.15603"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_configuration_that_is_no_yaml_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("zone: [\n", encoding="utf-8")
    assert run(["--config", str(config), "paper", "2403.15603"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "is not YAML" in line


def test_doctor_finds_a_misspelt_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHENBAO_LANGAUGE", "en")
    assert run(["doctor"]) == 1
    assert "CHENBAO_LANGAUGE is no setting" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:sec@ret@127.0.0.1/name",
        "postgresql://user:secret@[::1/name",
        "postgresql://user:secret@127.0.0.1:port/name",
        "mysql://user:secret@127.0.0.1/name",
    ],
)
def test_no_password_is_repeated(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--database-url", url, "paper", "2403.15603"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "database_url" in line
    assert "ret" not in line


def test_a_database_that_cannot_be_named_so_is_a_mistake(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--database-url", "nonsense", "search", "x"]) == 2
    assert "write sqlite:///file.db or postgresql://host/name" in capsys.readouterr().err
