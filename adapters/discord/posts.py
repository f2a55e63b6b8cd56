"""Posts in forums: an issue is a post, its further parts are messages in it.

Starting a post knows no nonce, so that an existing one is looked for first.
https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
"""

from collections.abc import Callable, Mapping
from typing import Any

from discord import Forbidden, NotFound
from discord.http import Route

from adapters.discord.api import PromptClient
from adapters.discord.places import Place
from adapters.discord.refusals import NO_TAG
from bot.domain.delivery import Payload
from bot.errors import DeliveryError, Fate

#: A post of the same name that is older than this is another one, such as last year's.
SAME_POST_SECONDS = 20 * 60 * 60
#: Discord's ids count milliseconds from the first second of 2015.
_EPOCH_MS = 1_420_070_400_000


class Posts:
    """Makes and finds posts.

    Args:
        author_id: the bot's own.
        now: seconds since 1970.
    """

    def __init__(self, http: PromptClient, author_id: str, now: Callable[[], float]) -> None:
        self._http = http
        self._author_id = author_id
        self._now = now

    async def find(self, forum: Place, payload: Payload) -> tuple[int, str] | None:
        """The bot's own open post that this payload belongs to: its id, and its first message's.

        A first part must be found in it word for word: to take another post of the same name for
        it would be to lose it. For a further part the newest of the name will do.
        """
        route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=forum.guild_id)
        for thread in (await self._http.request(route))["threads"]:
            is_ours = thread["owner_id"] == self._author_id and self._is_recent(thread)
            is_same = (thread["parent_id"], thread["name"]) == (str(forum.id), payload["name"])
            if not (is_ours and is_same):
                continue
            first = await self._read_first(thread["id"])
            if payload["part"] > 1 or _words(first) == _words(payload["message"]):
                return int(thread["id"]), first.get("id", thread["id"])
        return None

    def _is_recent(self, thread: Mapping[str, Any]) -> bool:
        made_at = ((int(thread["id"]) >> 22) + _EPOCH_MS) / 1000
        return self._now() - made_at < SAME_POST_SECONDS

    async def _read_first(self, post_id: str) -> Mapping[str, Any]:
        """The first message of a post; empty where it is gone or may not be read.

        What cannot be read is posted again rather than lost.
        """
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=post_id)
        try:
            messages = await self._http.request(route, params={"after": 0, "limit": 1})
        except (Forbidden, NotFound):
            return {}
        return messages[0] if messages else {}

    async def start(self, forum: Place, payload: Payload) -> str:
        """Start a post; returns the id of its first message.

        Raises:
            DeliveryError: CLOSED, where a tag is needed and there is none.
        """
        form: dict[str, Any] = {"name": payload["name"], "message": payload["message"]}
        if forum.needs_tag:
            if not forum.tags:
                raise DeliveryError(NO_TAG, fate=Fate.CLOSED)
            form["applied_tags"] = list(forum.tags[:1])
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id)
        return str((await self._http.request(route, json=form))["message"]["id"])


def _words(message: Mapping[str, Any]) -> list[str]:
    """What a message says, as Discord keeps it."""
    embeds = message.get("embeds", [])
    texts = [message.get("content", "")]
    texts += [embed.get(name, "") for embed in embeds for name in ("title", "description")]
    return [text.strip() for text in texts]
