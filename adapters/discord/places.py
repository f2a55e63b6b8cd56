"""What kind of channel a chat is, and what the bot may do there."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

from discord.http import Route

from adapters.discord.api import PromptClient

Json = Mapping[str, Any]

#: https://discord.com/developers/docs/resources/channel#channel-object-channel-types
ANNOUNCEMENT = 5
FORUMS = frozenset({15, 16})
_REQUIRE_TAG = 1 << 4
#: So many channels are remembered; the one asked for longest ago goes first.
_REMEMBERED = 10_000


class Permission(IntFlag):
    """What a push needs, and what those have who manage a channel.

    https://discord.com/developers/docs/topics/permissions
    """

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    SEND_MESSAGES_IN_THREADS = 1 << 38

    @property
    def names(self) -> list[str]:
        """As the settings of a server call them."""
        held = [one.name or "" for one in Permission if one in self]
        return [name.replace("_", " ").title().replace(" In ", " in ") for name in held]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel.

    Attributes:
        kind: Discord's number of its type.
        guild_id: None in a direct message.
        tags: of a forum, those that everybody may use.
        overwrites: what it allows and denies to roles and members, as Discord has it.
        granted: what the bot may do there, where that is known without asking.
    """

    id: int
    kind: int
    guild_id: int | None = None
    needs_tag: bool = False
    tags: tuple[str, ...] = ()
    overwrites: tuple[Json, ...] = ()
    granted: Permission | None = None

    @property
    def is_forum(self) -> bool:
        """It takes posts only."""
        return self.kind in FORUMS


#: What is known of a channel without asking, such as by the gateway.
Find = Callable[[int], Place | None]


def to_place(channel: Json) -> Place:
    """A place from a channel object."""
    guild_id = channel.get("guild_id")
    tags = channel.get("available_tags", ())
    return Place(
        id=int(channel["id"]),
        kind=channel["type"],
        guild_id=None if guild_id is None else int(guild_id),
        needs_tag=bool(channel.get("flags", 0) & _REQUIRE_TAG),
        tags=tuple(tag["id"] for tag in tags if not tag["moderated"]),
        overwrites=tuple(channel.get("permission_overwrites", ())),
    )


def granted(place: Place, roles: Collection[Json], member: Json) -> Permission:
    """What a member may do in a channel of a guild with these roles.

    The order of the steps is that of Discord's documentation, "Permission Overwrites".
    """
    own = {str(place.guild_id), *member["roles"]}
    bits = 0
    for role in roles:
        bits |= int(role["permissions"]) if role["id"] in own else 0
    if bits & Permission.ADMINISTRATOR:
        return ~Permission(0)
    concerning = (
        {str(place.guild_id)},
        set(member["roles"]),
        {member["user"]["id"]},
    )
    for ids in concerning:
        found = [each for each in place.overwrites if each["id"] in ids]
        for each in found:
            bits &= ~int(each["deny"])
        for each in found:
            bits |= int(each["allow"])
    return Permission(bits & sum(Permission))


def needed(body: Json, *, in_thread: bool) -> Permission:
    """What sending this message takes."""
    bits = Permission.VIEW_CHANNEL
    bits |= Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
    return bits | Permission.EMBED_LINKS if "embeds" in body else bits


class Places:
    """Channels, asked for once.

    Attributes:
        find: asked first.
    """

    def __init__(self, http: PromptClient, find: Find | None = None) -> None:
        self._http = http
        self.find = find
        self._known: OrderedDict[int, Place] = OrderedDict()

    async def get(self, channel_id: int) -> Place:
        """The channel with this id.

        Raises:
            HTTPException, RateLimited, DeliveryError: it cannot be read.
        """
        if self.find is not None and (found := self.find(channel_id)) is not None:
            return found
        place = self._known.get(channel_id)
        if place is None:
            route = Route("GET", "/channels/{channel_id}", channel_id=channel_id)
            place = self._known[channel_id] = to_place(await self._http.request(route))
        self._known.move_to_end(channel_id)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return place

    def forget(self, channel_id: int) -> None:
        """Ask for this channel anew: it has changed."""
        self._known.pop(channel_id, None)

    async def get_granted(self, place: Place, user_id: str) -> Permission:
        """What the bot may do in a channel of a guild.

        Raises:
            HTTPException, RateLimited, DeliveryError: it cannot be read.
        """
        guild_id = place.guild_id
        roles = await self._http.request(
            Route("GET", "/guilds/{guild_id}/roles", guild_id=guild_id)
        )
        member = await self._http.request(
            Route(
                "GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild_id, user_id=user_id
            )
        )
        return granted(place, roles, member)
