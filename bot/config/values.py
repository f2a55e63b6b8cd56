"""Values as people write them in settings; each is checked, and the message says how it is written."""

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from bot.domain.schedule import get_zone
from bot.errors import UsageError
from bot.parsers.provenance import is_category

_OWNER = re.compile(r"(?:telegram|discord):[1-9]\d{0,19}")
_PROXY = re.compile(r"(?:https?|socks5h?)://[^\s/]+/?")


def _checked_zone(name: str) -> str:
    try:
        get_zone(name)
    except UsageError as error:
        raise ValueError(str(error)) from error
    return name


def _checked_proxy(url: str) -> str:
    # The text is not repeated: it may hold a password.
    if url and not _PROXY.fullmatch(url):
        raise ValueError("write it as http://host:port, https://host:port or socks5://host:port")
    return url


def _checked_category(name: str) -> str:
    if not is_category(name):
        raise ValueError("write arXiv's categories as cs.CV, eess.IV or quant-ph")
    return name


def _checked_owner(name: str) -> str:
    if not _OWNER.fullmatch(name):
        raise ValueError("write owners as telegram:123456789 or discord:123456789012345678")
    return name


def _in_one_line(value: object) -> object:
    # The environment has but one line for a list.
    if not isinstance(value, str):
        return value
    return [one.strip() for one in value.split(",") if one.strip()]


def _clock_time(value: object) -> object:
    # YAML reads an unquoted 09:30 as the base-60 number 570.
    return time(*divmod(value, 60)) if isinstance(value, int) and 0 <= value < 1440 else value


#: An IANA name, or an offset such as UTC+05:30.
Zone = Annotated[str, AfterValidator(_checked_zone)]
#: An http, https or socks5 URL, or nothing.
Proxy = Annotated[str, AfterValidator(_checked_proxy)]
#: One of arXiv's.
Category = Annotated[str, AfterValidator(_checked_category)]
#: People, each with the platform's number.
Owners = Annotated[
    tuple[Annotated[str, AfterValidator(_checked_owner)], ...],
    NoDecode,
    BeforeValidator(_in_one_line),
]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
