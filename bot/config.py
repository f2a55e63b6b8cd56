"""Settings: a YAML file, the environment, and secrets in files; checked at start, then frozen.

Order, the first that names a setting wins: command line, environment (`CHENBAO_DATABASE_URL`,
levels apart by `__`), files named in the environment (`CHENBAO_DATABASE_URL_FILE`), the YAML file,
the defaults below.
"""

import os
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from yaml import YAMLError, safe_load

from bot.domain.schedule import get_zone
from bot.errors import ConfigError, UsageError

_PREFIX = "CHENBAO_"


def _default_data_dir() -> Path:
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "chenbao"


def _checked_zone(name: str) -> str:
    try:
        get_zone(name)
    except UsageError as error:
        raise ValueError(str(error)) from error
    return name


def _clock_time(value: object) -> object:
    # YAML reads an unquoted 09:30 as the base-60 number 570.
    return time(*divmod(value, 60)) if isinstance(value, int) and 0 <= value < 1440 else value


class Settings(BaseSettings):
    """Everything that can be set; see deploy/config.example.yaml."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    #: Where the database and everything else that is kept lie.
    data_dir: Path = Field(default_factory=_default_data_dir)
    #: SQLAlchemy's form; empty means a SQLite file in `data_dir`.
    database_url: str = ""
    #: The language of chats that have not chosen one.
    language: Literal["zh", "en"] = "zh"
    #: Zone and hour of chats that have not chosen them.
    zone: Annotated[str, AfterValidator(_checked_zone)] = "Asia/Shanghai"
    push_at: Annotated[time, BeforeValidator(_clock_time)] = time(9, 30)
    log_format: Literal["text", "json"] = "text"
    #: For all requests that leave: an http, https or socks5 URL; empty for none.
    proxy: str = ""
    #: Let `chenbao import URL` fetch from private networks.
    allow_private_addresses: bool = False

    @property
    def url(self) -> str:
        """The database's URL, the default one where none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'chenbao.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line, environment, secrets in files, YAML."""
        if not isinstance(init_settings, InitSettingsSource):  # pragma: no cover
            return (init_settings, env_settings)
        given = dict(init_settings.init_kwargs)
        yaml = given.pop("yaml", {})
        return (
            InitSettingsSource(settings_cls, given),
            env_settings,
            _FileSource(settings_cls),
            InitSettingsSource(settings_cls, yaml),
        )


class _FileSource(EnvSettingsSource):
    """Settings whose variable, with `_FILE` behind it, names a file that holds the value."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{_PREFIX}{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise ConfigError(
                f"{_PREFIX}{field_name.upper()}_FILE names a file that cannot be read: "
                f"{error.strerror or error}"
            ) from error


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration {path} cannot be read: {error}") from error
    except YAMLError as error:
        raise ConfigError(f"the configuration {path} is not YAML: {error}") from error
    if not isinstance(content or {}, dict):
        raise ConfigError(f"the configuration {path} is not a list of names and values")
    return content or {}


def load_settings(config: Path | None = None, **given: Any) -> Settings:
    """Read the settings.

    Args:
        config: a YAML file; without it `CHENBAO_CONFIG` is asked.
        given: what the command line said; None counts as not said.

    Raises:
        ConfigError: a setting is wrong; the message names it.
    """
    named = os.environ.get(f"{_PREFIX}CONFIG")
    path = config or (Path(named) if named else None)
    yaml = _read_yaml(path) if path else {}
    said = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**{**said, "yaml": yaml})
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False, include_url=False)
        )
        raise ConfigError(f"the settings are wrong: {wrong}") from error
