"""Settings: a YAML file, the environment, and secrets in files; checked at start, then frozen.

Order, the first that names a setting wins: command line, environment (`CHENBAO_DATABASE_URL`,
levels apart by `__`), files named in the environment (`CHENBAO_DATABASE_URL_FILE`), the YAML file,
the defaults below.
"""

import os
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from yaml import YAMLError, safe_load

from bot.config.values import Category, ClockTime, Owners, Proxy, Zone
from bot.errors import ConfigError

_PREFIX, _LEVEL, _IN_FILE = "CHENBAO_", "__", "_FILE"
#: Variables that are no settings: where they are read, and those of setting up and of the tests.
_OTHER_VARIABLES = frozenset({"config", "venv", "test_database_url"})
#: pydantic's words, where a person would not use them.
_MESSAGES = {"extra_forbidden": "there is no such setting"}


def _default_data_dir() -> Path:
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "chenbao"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TelegramSettings(_Part):
    """The bot on Telegram.

    Attributes:
        token: from @BotFather; empty means that there is no such bot.
        base_url: of a Bot API server of one's own; empty for the official one.
        proxy: for Telegram alone; empty for that of all requests.
        webhook_url: where Telegram brings its updates, by a reverse proxy to `http_port`; empty
            lets them be fetched.
        webhook_secret: proves that it is Telegram; empty for one made of the token.
    """

    token: SecretStr = SecretStr("")
    base_url: str = ""
    proxy: Proxy = ""
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")


class DiscordSettings(_Part):
    """The bot on Discord.

    Attributes:
        token: from the Developer Portal; empty means that there is no such bot.
        api_base: of a REST proxy; empty for the official address. It names the gateway, too.
        proxy: for Discord alone; empty for that of all requests.
        message_content: show cards for links in channels; Discord has to grant it.
    """

    token: SecretStr = SecretStr("")
    api_base: str = ""
    proxy: Proxy = ""
    message_content: bool = False


class HostSettings(_Part):
    """Where the services are; other addresses than the official ones are for mirrors and tests."""

    arxiv: str = "https://arxiv.org"
    api: str = "https://export.arxiv.org"
    rss: str = "https://rss.arxiv.org"
    oai: str = "https://oaipmh.arxiv.org"
    huggingface: str = "https://huggingface.co"


class SourceSettings(_Part):
    """What arrives by itself.

    Attributes:
        categories: arXiv's, such as cs.CV; none at first.
        huggingface: whether Hugging Face's daily papers are fetched.
        digests: paths, globs, URLs and git repositories (git+https://…#GLOB) of published digests
            that are looked at every hour.
        contact: an address or a page of whoever runs this, which arXiv asks for.
        holidays: Eastern dates on whose evenings arXiv announces nothing, beside those known.
    """

    categories: tuple[Category, ...] = ()
    huggingface: bool = False
    digests: tuple[str, ...] = ()
    contact: str = ""
    holidays: tuple[date, ...] = ()
    hosts: HostSettings = HostSettings()


class Settings(BaseSettings):
    """Everything that can be set; see deploy/config.example.yaml."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter=_LEVEL, frozen=True, extra="forbid"
    )

    #: Where the database and everything else that is kept lie.
    data_dir: Path = Field(default_factory=_default_data_dir)
    #: SQLAlchemy's form; empty means a SQLite file in `data_dir`.
    database_url: str = ""
    #: The language of chats that have not chosen one.
    language: Literal["zh", "zh-hant", "en"] = "zh"
    #: Zone and hour of chats that have not chosen them.
    zone: Zone = "Asia/Shanghai"
    push_at: ClockTime = time(9, 30)
    log_format: Literal["text", "json"] = "text"
    #: For all requests that leave: an http, https or socks5 URL; empty for none.
    proxy: Proxy = ""
    telegram: TelegramSettings = TelegramSettings()
    discord: DiscordSettings = DiscordSettings()
    sources: SourceSettings = SourceSettings()
    #: Where /livez, /readyz, /healthz and /metrics answer; port 0 means nowhere.
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=0, ge=0, le=65535)
    #: Who runs the bot and may ask it for /status: `telegram:` or `discord:` and a person's number.
    owners: Owners = ()
    #: Nothing is taken in or sent while less than this is free where the data lie.
    min_free_mb: int = Field(default=200, ge=0)
    #: A folder for a backup every night (SQLite); empty for none.
    backup_dir: str = ""
    #: Understand topics and papers with a sentence encoder too, where `chenbao[semantic]` is
    #: installed.
    semantic: bool = True
    #: Let `chenbao import URL` fetch from private networks.
    allow_private_addresses: bool = False

    @property
    def url(self) -> str:
        """The database's URL, the default one where none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'chenbao.db'}"

    @property
    def data_folder(self) -> Path:
        """Where the data lie: beside a SQLite file, else `data_dir`."""
        path = self.url.removeprefix("sqlite:///")
        is_file = self.url.startswith("sqlite:///") and path not in ("", ":memory:")
        return Path(path).parent if is_file else self.data_dir

    @property
    def learned_folder(self) -> Path:
        """Where lies what this installation learned by itself."""
        return self.data_folder / "learned"

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
        files, yaml = given.pop("files", {}), given.pop("yaml", {})
        return (
            InitSettingsSource(settings_cls, given),
            _Environment(settings_cls),
            InitSettingsSource(settings_cls, files),
            InitSettingsSource(settings_cls, yaml),
        )


class _Environment(EnvSettingsSource):
    """The variables that hold values, without those that name files."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        in_file = _IN_FILE.lower()
        self.env_vars = {
            name: value for name, value in self.env_vars.items() if not name.endswith(in_file)
        }


def _read_files() -> dict[str, Any]:
    """Settings whose variable, with `_FILE` behind it, names a file that holds the value."""
    found: dict[str, Any] = {}
    for variable, path in os.environ.items():
        if not (variable.startswith(_PREFIX) and variable.endswith(_IN_FILE) and path):
            continue
        *levels, name = variable[len(_PREFIX) : -len(_IN_FILE)].lower().split(_LEVEL)
        group = found
        for level in levels:
            group = group.setdefault(level, {})
        try:
            group[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{variable} names a file that cannot be read: {_reason(error)}"
            ) from error
    return found


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration {path} cannot be read: {_reason(error)}") from error
    except YAMLError as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"the configuration {path} is not YAML: {reason}") from error
    if not isinstance(content or {}, dict):
        raise ConfigError(f"the configuration {path} is not a list of names and values")
    return content or {}


def _reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return error.strerror or str(error)


def list_unknown_variables() -> list[str]:
    """Variables of the environment that look like settings and are none, such as misspelt ones."""
    known = {*Settings.model_fields, *_OTHER_VARIABLES}
    return sorted(
        variable
        for variable in os.environ
        if variable.startswith(_PREFIX)
        and variable[len(_PREFIX) :].removesuffix(_IN_FILE).lower().partition(_LEVEL)[0]
        not in known
    )


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
        return Settings(**{**said, "files": _read_files(), "yaml": yaml})
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {_MESSAGES.get(one['type'], one['msg'])}"
            for one in error.errors(include_input=False, include_url=False)
        ).replace("Value error, ", "")
        raise ConfigError(f"the settings are wrong: {wrong}") from error
