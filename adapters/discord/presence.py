"""Where the bot may write no longer, and where it may again, as the gateway tells it.

A server with an outage is not one that the bot was removed from: nothing changes there.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import discord
from discord.abc import GuildChannel

from adapters.discord.people import to_address
from adapters.discord.places import Permission, Place, Places, granted
from bot.domain.chat import Chat, ChatAddress
from bot.errors import StorageError
from bot.ports import Transaction
from bot.services.core import Core
from bot.services.presence import let_in, shut_out

_log = logging.getLogger(__name__)

_REMOVED = "the bot was removed from the server"
_CHANNEL_DELETED = "the channel was deleted"
_THREAD_DELETED = "the thread was deleted"
#: What pushes take, whatever they show.
_WRITING = Permission.VIEW_CHANNEL | Permission.EMBED_LINKS
_SPEAKING = _WRITING | Permission.SEND_MESSAGES


def find_place(client: discord.Client, channel_id: int) -> Place | None:
    """What the gateway has told of a channel of a server, and of what the bot may do there."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, GuildChannel) or channel.guild.unavailable:
        return None
    return replace(_place_of(channel), granted=granted_to(channel))


def granted_to(channel: GuildChannel) -> Permission:
    """What the bot may do in a channel.

    The library's own answer takes what is worth nothing without Send Messages away, which is wrong
    for threads.
    """
    me = channel.guild.me
    roles = [{"id": str(role.id), "permissions": role.permissions.value} for role in me.roles]
    member = {"roles": [role["id"] for role in roles], "user": {"id": str(me.id)}}
    return granted(_place_of(channel), roles, member)


def _overwrites(channel: GuildChannel) -> Iterator[dict[str, Any]]:
    for target, overwrite in channel.overwrites.items():
        allowed, denied = overwrite.pair()
        yield {"id": str(target.id), "allow": allowed.value, "deny": denied.value}


def _place_of(channel: GuildChannel) -> Place:
    """A channel as the gateway has told it."""
    tags: tuple[str, ...] = ()
    needs_tag = False
    if isinstance(channel, discord.ForumChannel):
        tags = tuple(str(tag.id) for tag in channel.available_tags if not tag.moderated)
        needs_tag = channel.flags.require_tag
    return Place(
        id=channel.id,
        kind=channel.type.value,
        guild_id=channel.guild.id,
        needs_tag=needs_tag,
        tags=tags,
        overwrites=tuple(_overwrites(channel)),
    )


class Presence:
    """The events of servers and channels; each is called by the gateway under its own name.

    Args:
        greet: says hello in the channel that a server has for that.
    """

    def __init__(
        self, core: Core, places: Places, greet: Callable[[GuildChannel], Awaitable[None]]
    ) -> None:
        self._core = core
        self._places = places
        self._greet = greet

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was thrown out, or the server is gone."""
        await self._shut_out((to_address(channel.id) for channel in guild.channels), _REMOVED)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot has come to a server, perhaps again."""
        await self._let_in(guild.channels)
        channel = guild.system_channel
        if channel is not None and not _SPEAKING & ~granted_to(channel):
            await self._greet(channel)

    async def on_guild_channel_delete(self, channel: GuildChannel) -> None:
        """A channel was deleted, and its threads with it."""
        await self._shut_out([to_address(channel.id)], _CHANNEL_DELETED)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted."""
        await self._shut_out([to_address(thread.parent_id, thread.thread_id)], _THREAD_DELETED)

    async def on_guild_channel_update(self, before: GuildChannel, after: GuildChannel) -> None:
        """What is allowed in a channel may have changed."""
        self._places.forget(after.id)
        if before.overwrites != after.overwrites:
            await self._let_in([after])

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread may have been unlocked."""
        if before.locked and not after.locked and after.parent is not None:
            await self._let_in([after.parent])

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """What a role may do has changed."""
        if before.permissions != after.permissions and after in after.guild.me.roles:
            await self._let_in(after.guild.channels)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot's own roles have changed; of others nothing is told."""
        if after.id == after.guild.me.id and before.roles != after.roles:
            await self._let_in(after.guild.channels)

    async def _shut_out(self, addresses: Iterable[ChatAddress], reason: str) -> None:
        def work(tx: Transaction) -> int:
            now = self._core.clock.now()
            return sum(shut_out(tx, address, reason, now) for address in addresses)

        await self._transact(work, reason)

    async def _let_in(self, channels: Iterable[GuildChannel]) -> None:
        found = [(to_address(channel.id), _may_write(channel)) for channel in channels]

        def work(tx: Transaction) -> int:
            now = self._core.clock.now()
            return sum(
                let_in(tx, address, now, may_write=may_write) for address, may_write in found
            )

        await self._transact(work, "the bot may write there again")

    async def _transact(self, work: Callable[[Transaction], int], reason: str) -> None:
        try:
            count = await self._core.store.transact(work)
        except StorageError as error:
            # The next push finds out by itself.
            _log.warning("not noted that %s: %s", reason, error)
        else:
            if count:
                _log.info("%s: %d chats", reason, count)


def _may_write(channel: GuildChannel) -> Callable[[Chat], bool]:
    """Whether pushes to a chat in this channel can arrive, as far as the gateway knows."""
    granted = granted_to(channel)

    def may_write(chat: Chat) -> bool:
        needed = _SPEAKING
        if chat.address.thread_id:
            thread = channel.guild.get_thread(chat.address.thread_id)
            if thread is None or thread.locked:
                return False
            needed = _WRITING | Permission.SEND_MESSAGES_IN_THREADS
        return not needed & ~granted

    return may_write
