"""Posts in forums: an issue is a post, its further parts are messages in it.

Starting a post knows no nonce, so that an existing one is looked for first.
https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
"""

from collections.abc import Callable, Mapping
from typing import Any

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

    async def find(self, forum: Place, name: str) -> int | None:
        """The bot's own open post of this name, if it is recent."""
        route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=forum.guild_id)
        for thread in (await self._http.request(route))["threads"]:
            is_same = (thread["parent_id"], thread["name"]) == (str(forum.id), name)
            if is_same and thread["owner_id"] == self._author_id and self._is_recent(thread):
                return int(thread["id"])
        return None

    def _is_recent(self, thread: Mapping[str, Any]) -> bool:
        made_at = ((int(thread["id"]) >> 22) + _EPOCH_MS) / 1000
        return self._now() - made_at < SAME_POST_SECONDS

    async def start(self, forum: Place, payload: Payload) -> str:
        """Start a post; returns the id of its first message, which is also the thread's.

        Raises:
            DeliveryError: CLOSED, where a tag is needed and there is none.
        """
        form: dict[str, Any] = {"name": payload["name"], "message": payload["message"]}
        if forum.needs_tag:
            if not forum.tags:
                raise DeliveryError(NO_TAG, fate=Fate.CLOSED)
            form["applied_tags"] = list(forum.tags[:1])
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id)
        return str((await self._http.request(route, json=form))["id"])
