"""What an embed may hold, one by one and all of a message together."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.servers.discord.errors import Problems
from tests.servers.discord.model import Json

EMBEDS_MAX = 10
FIELDS_MAX = 25
TOTAL_MAX = 6000
#: The texts of an embed: where they are, and how long they may be.
TEXTS: dict[str, int] = {
    "title": 256,
    "description": 4096,
    "footer.text": 2048,
    "author.name": 256,
}
FIELD_TEXTS: dict[str, int] = {"name": 256, "value": 1024}
#: Where an embed has an address.
LINKS = frozenset(
    {"url", "image.url", "thumbnail.url", "author.url", "author.icon_url", "footer.icon_url"}
)

_SCHEMES = ("http", "https")
_MEDIA_SCHEMES = (*_SCHEMES, "attachment")
_SPACE = re.compile(r"\s")


def check_embeds(value: Any, problems: Problems) -> list[Json] | None:
    """The embeds with their texts trimmed; notes what is wrong with them."""
    if value is None:
        return None
    if not isinstance(value, list):
        problems.add("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return None
    problems.check_length("embeds", value, EMBEDS_MAX)
    trimmed: list[Json] = []
    total = 0
    for position, embed in enumerate(value):
        kept, length = _check(embed, f"embeds.{position}", problems)
        trimmed.append(kept)
        total += length
    if total > TOTAL_MAX:
        problems.add(
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {TOTAL_MAX}",
        )
    return trimmed


def find_repeated_urls(embeds: list[Json]) -> list[str]:
    """The addresses that more than one embed carries; a client shows but the first of them."""
    counts = Counter(embed["url"] for embed in embeds if embed.get("url"))
    return [url for url, count in counts.items() if count > 1]


def _check(embed: Any, path: str, problems: Problems) -> tuple[Json, int]:
    """The embed, trimmed, and how many code points of it count towards the sum of a message."""
    if not isinstance(embed, dict):
        problems.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return {}, 0
    trimmed: Json = {**_trim(embed), "type": "rich"}
    total = 0
    for name, value in _leaves(trimmed):
        if name in TEXTS:
            total += _check_text(value, f"{path}.{name}", problems, TEXTS[name])
        elif name in LINKS:
            _check_link(value, f"{path}.{name}", problems, media=name != "url")
    entries = trimmed.get("fields") or []
    problems.check_length(f"{path}.fields", entries, FIELDS_MAX)
    for position, entry in enumerate(entries):
        for name, most in FIELD_TEXTS.items():
            text = entry.get(name)
            if problems.is_text(f"{path}.fields.{position}.{name}", text, most):
                total += len(text)
    _check_rest(trimmed, path, problems)
    return trimmed, total


def _leaves(embed: Json) -> Iterator[tuple[str, Any]]:
    """The values of an embed and of the objects in it, by path ("footer.text")."""
    for name, value in embed.items():
        if isinstance(value, dict):
            for inner, leaf in value.items():
                yield f"{name}.{inner}", leaf
        else:
            yield name, value


def _check_text(value: Any, path: str, problems: Problems, most: int) -> int:
    """Note what is wrong with a text; returns its length."""
    if value is None:
        return 0
    if not isinstance(value, str):
        problems.add(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        return 0
    problems.check_length(path, value, most)
    return len(value)


def _check_link(value: Any, path: str, problems: Problems, *, media: bool) -> None:
    if not value:
        return
    scheme, separator, rest = str(value).partition(":")
    allowed = _MEDIA_SCHEMES if media else _SCHEMES
    if separator and scheme not in allowed:
        problems.add(
            path,
            "URL_TYPE_INVALID_SCHEME",
            f'Scheme "{scheme}" is not supported. Scheme must be one of {allowed}.',
        )
    elif len(rest) < 3 or not rest.startswith("//") or _SPACE.search(rest):
        problems.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _check_rest(embed: Json, path: str, problems: Problems) -> None:
    shown = ("title", "description", "fields", "author", "footer", "image", "thumbnail")
    if not any(embed.get(name) for name in shown):
        problems.required(f"{path}.description")
    color = embed.get("color")
    if color is not None and not (isinstance(color, int) and 0 <= color <= 0xFFFFFF):
        problems.add(
            f"{path}.color",
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 16777215.",
        )
    if embed.get("timestamp") is not None and not _is_time(embed["timestamp"]):
        problems.add(
            f"{path}.timestamp",
            "DATE_TIME_TYPE_PARSE",
            f"Could not parse {embed['timestamp']}. Should be ISO8601.",
        )


def _is_time(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _trim(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: _trim(inner) for key, inner in value.items()}
    return [_trim(inner) for inner in value] if isinstance(value, list) else value
