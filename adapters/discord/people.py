"""Who asks, and where, from what Discord says of an interaction."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from adapters.discord.asked import read_target
from adapters.discord.places import Permission, needed
from bot.commands.call import Request
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.surroundings import Managers, Surroundings
from bot.views.texts import nearest_language

SURROUNDINGS = Surroundings(reaches_people=True, managers=Managers.CHANNEL_MANAGERS)
#: So many direct channels are remembered.
_REMEMBERED = 10_000
#: https://discord.com/developers/docs/resources/channel#channel-object-channel-types
_THREADS = frozenset({10, 11, 12})
#: What the bot may do in a direct chat, of which Discord counts but a few things.
_EVERYTHING = Permission(sum(Permission))
_MANAGING = Permission.MANAGE_CHANNELS | Permission.ADMINISTRATOR

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where somebody asks.

    Attributes:
        asked_by: who asks and where, without the text.
        whispers: an answer can be shown to the one who asks alone.
        granted: what the bot may do there; None where it is not a member and cannot write.
    """

    asked_by: Request
    whispers: bool
    granted: Permission | None

    @property
    def lacking(self) -> list[str] | None:
        """The permissions that pushes would need here; None where there are no pushes."""
        if self.granted is None:
            return None
        in_thread = bool(self.asked_by.address.thread_id)
        return (needed({"embeds": ()}, in_thread=in_thread) & ~self.granted).names


def to_address(channel_id: int, thread_id: int = 0) -> ChatAddress:
    """A channel, or a thread in it."""
    return ChatAddress(platform="discord", chat_id=channel_id, thread_id=thread_id)


def to_language(locale: object) -> str:
    """The language of ours that is nearest to a reader's."""
    return nearest_language(str(locale))


def language_of(guild: discord.Guild, default: str | None) -> str:
    """The language of a server, of which those alone that are communities say it: English is what
    Discord takes any other for."""
    said = to_language(guild.preferred_locale)
    return said if said != "en" or "COMMUNITY" in guild.features else default or "zh"


def whispers(interaction: Interaction) -> bool:
    """Whether an answer can be shown to the one who asks alone: not where nobody else is."""
    return not interaction.context.dm_channel


def to_request(message: discord.Message, language: str | None) -> Request:
    """Who wrote a message, and where."""
    channel, is_private = message.channel, message.guild is None
    address = _address_of(channel)
    return Request(
        address=address,
        kind=ChatKind.PRIVATE if is_private else ChatKind.GROUP,
        text=message.content,
        language=language or "zh",
        asker=to_address(message.author.id),
        surroundings=SURROUNDINGS,
        sent_at=message.created_at,
    )


class People:
    """Tells who asks.

    Args:
        open_direct: opens the direct channel with a person; its id.
    """

    def __init__(self, open_direct: Callable[[int], Awaitable[int]]) -> None:
        self._open_direct = open_direct
        self._direct: OrderedDict[int, ChatAddress] = OrderedDict()

    async def find_here(self, interaction: Interaction) -> Here:
        """Where an interaction comes from.

        A server that let the bot in is asked about the channel where somebody is, or about the one
        that they named. Everywhere else the app is there for the person alone, and what they ask
        for concerns their direct channel with the bot.

        Raises:
            DeliveryError: there can be no direct channel with this person.
        """
        target = read_target(interaction.data or {})
        if target is not None:
            return Here(asked_by=_elsewhere(interaction, target), whispers=True, granted=None)
        granted = Permission(interaction.app_permissions.value & sum(Permission))
        channel, user_id = interaction.channel, interaction.user.id
        if _is_of_server(interaction) and channel is not None:
            asked_by = self._in_server(interaction, _address_of(channel))
            return Here(asked_by=asked_by, whispers=True, granted=granted)
        if interaction.context.dm_channel and channel is not None:
            asked_by = _in_private(interaction, self._remember(user_id, _address_of(channel)))
            return Here(asked_by=asked_by, whispers=False, granted=_EVERYTHING)
        asked_by = _in_private(interaction, await self.open_private(user_id))
        return Here(asked_by=asked_by, whispers=True, granted=None)

    async def open_private(self, user_id: int) -> ChatAddress:
        """The direct channel with a person.

        Raises:
            DeliveryError: there can be none.
        """
        known = self._direct.get(user_id)
        return known or self._remember(user_id, to_address(await self._open_direct(user_id)))

    def _remember(self, user_id: int, address: ChatAddress) -> ChatAddress:
        self._direct[user_id] = address
        self._direct.move_to_end(user_id)
        while len(self._direct) > _REMEMBERED:
            self._direct.popitem(last=False)
        return address

    def _in_server(self, interaction: Interaction, address: ChatAddress) -> Request:
        user_id, rights = interaction.user.id, interaction.permissions.value

        async def manages() -> bool:
            # Discord says so with each interaction, whatever its menus showed.
            return bool(rights & _MANAGING)

        return Request(
            address=address,
            kind=ChatKind.GROUP,
            language=to_language(interaction.locale),
            asker=to_address(user_id),
            open_private=partial(self.open_private, user_id),
            manages=manages,
            surroundings=SURROUNDINGS,
        )


def _is_of_server(interaction: Interaction) -> bool:
    """Whether the server let the bot in, and not only the person who asks."""
    by_person = interaction.is_user_integration() and not interaction.is_guild_integration()
    return interaction.guild_id is not None and not by_person


def _elsewhere(interaction: Interaction, channel: Mapping[str, Any]) -> Request:
    """A command about another channel of the server."""
    channel_id, parent_id = int(channel["id"]), int(channel.get("parent_id") or 0)
    is_thread = channel["type"] in _THREADS
    manages_it = _is_of_server(interaction) and int(channel["permissions"]) & _MANAGING

    async def manages() -> bool:
        return bool(manages_it)

    return Request(
        address=to_address(parent_id, channel_id) if is_thread else to_address(channel_id),
        kind=ChatKind.GROUP,
        language=to_language(interaction.locale),
        manages=manages,
        surroundings=SURROUNDINGS,
        remote=True,
        typed_by=to_address(interaction.user.id),
    )


def _in_private(interaction: Interaction, address: ChatAddress) -> Request:
    return Request(
        address=address,
        kind=ChatKind.PRIVATE,
        language=to_language(interaction.locale),
        asker=to_address(interaction.user.id),
        surroundings=SURROUNDINGS,
    )


def _address_of(channel: Any) -> ChatAddress:
    if isinstance(channel, discord.Thread):
        return to_address(channel.parent_id, channel.id)
    return to_address(channel.id)
