"""discord.py's client, on the messenger's connections: events in, nothing out.

What is said goes over REST (`client`, `replies`), so that the library's caches need to hold little:
no members but the bot itself, no messages.
"""

import logging
from typing import Any

import discord

from adapters.discord.api import PromptClient

_log = logging.getLogger(__name__)


def intents(*, reads_messages: bool) -> discord.Intents:
    """What Discord tells of: servers and channels, and what people write to the bot alone.

    Args:
        reads_messages: what is written in channels too, which Discord has to grant.
    """
    return discord.Intents(
        guilds=True,
        dm_messages=True,
        guild_messages=reads_messages,
        message_content=reads_messages,
    )


class Gateway(discord.AutoShardedClient):
    """The connection, or as many as Discord asks for.

    Args:
        http: logged in; it stays open when this connection ends.

    Attributes:
        settle_seconds: no server told for so long after the connection: all were told.
    """

    settle_seconds = 2.0

    def __init__(self, http: PromptClient, *, reads_messages: bool) -> None:
        # There are no voices here; without this each start warns of what they would need.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._shared = http
        super().__init__(
            intents=intents(reads_messages=reads_messages),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=self.settle_seconds,
        )

    def _get_state(self, **options: Any) -> Any:
        # Called by the library's constructor, once it has made a client of its own.
        self.http = self._shared
        return super()._get_state(**options)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """An event could not be dealt with; the library would print it."""
        _log.exception("%s could not be dealt with", event_method)
