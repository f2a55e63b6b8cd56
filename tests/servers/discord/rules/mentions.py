"""Who a message notifies."""

import re
from typing import Any

from tests.servers.discord.errors import Problems
from tests.servers.discord.model import Channel, Json, User
from tests.servers.discord.permissions import Permission, in_channel

KINDS = ("users", "roles", "everyone")
NAMED_MAX = 100

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def check_allowed_mentions(value: Any, problems: Problems) -> None:
    """Note what is wrong with an `allowed_mentions` object."""
    if not isinstance(value, dict):
        return
    parse = value.get("parse") or []
    for position, kind in enumerate(parse):
        if kind not in KINDS:
            problems.not_one_of(f"allowed_mentions.parse.{position}", KINDS)
    for kind in ("users", "roles"):
        named = value.get(kind) or []
        problems.check_length(f"allowed_mentions.{kind}", named, NAMED_MAX)
        if named and kind in parse:
            problems.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def find_pings(
    content: str, allowed: Json | None, channel: Channel, author: User
) -> frozenset[int | str]:
    """The ids that `content` notifies, and "everyone" or "here"; embeds notify nobody.

    Without `allowed` everything named is notified: that is what an app must guard against.
    """
    found: set[int | str] = set()
    users = {int(key) for key in _USER.findall(content)}
    roles = {int(key) for key in _ROLE.findall(content)}
    found |= _permitted(users, allowed, "users") | _permitted(roles, allowed, "roles")
    everyone = allowed is None or "everyone" in (allowed.get("parse") or [])
    if everyone and in_channel(channel, author) & Permission.MENTION_EVERYONE:
        found |= set(_EVERYONE.findall(content))
    return frozenset(found)


def _permitted(named: set[int], allowed: Json | None, kind: str) -> set[int]:
    if allowed is None or kind in (allowed.get("parse") or []):
        return named
    return named & {int(key) for key in allowed.get(kind) or []}
