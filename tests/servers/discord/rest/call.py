"""One request on its way through the API: what a handler is given, and what it gives back."""

from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from tests.servers.discord.errors import Problems, broken, refused
from tests.servers.discord.hub import Hub
from tests.servers.discord.model import Channel, Guild, Message, User
from tests.servers.discord.permissions import Permission, in_channel
from tests.servers.discord.record import Request
from tests.servers.discord.rules.messages import SETTABLE, Draft, File, read_draft


class Answer(NamedTuple):
    """A status and what is told with it; no content where that is None."""

    status: int
    body: Any = None


NO_CONTENT = Answer(204)


@dataclass
class Call:
    """A request, with the world it is about."""

    hub: Hub
    request: Request
    files: list[File]

    @property
    def payload(self) -> Any:
        """The JSON of the body; None without one."""
        return self.request.payload

    @property
    def bot(self) -> User:
        """Who asks."""
        return self.hub.world.bot

    def number(self, name: str) -> int:
        """An id of the path.

        Raises:
            ApiError: 50035, it is none.
        """
        value = self.request.params[name]
        if not value.isdigit():
            not_a_snowflake(name, value)
        return int(value)

    def draft(self, payload: Any = None, *, settable: int = SETTABLE) -> Draft:
        """The message in the body, or in `payload`, a part of it."""
        return read_draft(
            self.payload if payload is None else payload, self.files, settable=settable
        )

    def guild(self) -> Guild:
        """The guild of the path.

        Raises:
            ApiError: 10004 for one the bot is not in; 500 while it has an outage.
        """
        guild = self.hub.world.guilds.get(self.number("guild_id"))
        if guild is None or self.bot.id not in guild.members:
            raise refused(10004)
        if not guild.available:
            raise broken()
        return guild

    def channel(self, needed: int = Permission.VIEW_CHANNEL) -> Channel:
        """The channel of the path, where the bot may do all that is `needed`.

        Raises:
            ApiError: 10003 for one that is gone; 50001 for one it does not see; 50013 where it
                lacks a permission; 500 while the guild has an outage.
        """
        channel = self.any_channel()
        granted = in_channel(channel, self.bot)
        if not granted & Permission.VIEW_CHANNEL:
            raise refused(50001)
        if needed & ~granted:
            raise refused(50013)
        return channel

    def any_channel(self) -> Channel:
        """The channel of the path, whether the bot may see it or not."""
        channel = self.hub.world.channels.get(self.number("channel_id"))
        if channel is None:
            raise refused(10003)
        if channel.guild is not None and not channel.guild.available:
            raise broken()
        return channel

    def message(self, channel: Channel) -> Message:
        """The message of the path.

        Raises:
            ApiError: 10008.
        """
        message = channel.messages.get(self.number("message_id"))
        if message is None:
            raise refused(10008)
        return message

    def made(self, message: Message, *, repeated: bool = False) -> None:
        """Note in the log which message came of the request."""
        self.request.message_id = message.id
        self.request.repeated = repeated


def not_a_snowflake(name: str, value: str) -> NoReturn:
    """Refuse a path or a field that holds no id."""
    problems = Problems()
    problems.add(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    problems.raise_if_any()
    raise AssertionError
