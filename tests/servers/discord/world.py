"""Builds and keeps what there is. It tells nobody; `shaping` does that."""

from collections.abc import Iterable

from tests.servers.discord.clock import Clock, Snowflakes
from tests.servers.discord.model import (
    Channel,
    ChannelKind,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    Role,
    User,
)
from tests.servers.discord.permissions import EVERYONE


class World:
    """Users, guilds, channels and interactions by id."""

    def __init__(self, clock: Clock, bot_name: str = "晨报") -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self._directs: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        #: Commands by the guild they are registered in; None for those of everywhere.
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.application_id = self.ids.next()
        self.bot = self.add_user(bot_name, bot=True)
        self.owner = self.add_user("owner")

    def add_user(self, name: str, *, locale: str = "en-US", bot: bool = False) -> User:
        """A new account."""
        user = User(id=self.ids.next(), name=name, locale=locale, bot=bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, locale: str = "en-US", owner: User | None = None) -> Guild:
        """A new guild, of its owner alone."""
        guild_id = self.ids.next_apart()
        everyone = Role(id=guild_id, name="@everyone", permissions=EVERYONE, position=0)
        now = self.clock()
        guild = Guild(
            id=guild_id,
            name=name,
            locale=locale,
            owner=owner or self.owner,
            everyone=everyone,
            created_at=now,
            roles={guild_id: everyone},
        )
        self.guilds[guild.id] = guild
        self.add_member(guild, guild.owner)
        return guild

    def add_member(self, guild: Guild, user: User, roles: Iterable[Role] = ()) -> Member:
        """Let `user` into `guild`; nothing happens to one who is in it."""
        member = guild.members.get(user.id)
        if member is None:
            member = Member(user=user, joined_at=self.clock())
            guild.members[user.id] = member
        member.roles += [role for role in roles if role not in member.roles]
        return member

    def add_role(self, guild: Guild, name: str, permissions: int) -> Role:
        """A new role that nobody has yet."""
        role = Role(
            id=self.ids.next(), name=name, permissions=permissions, position=len(guild.roles)
        )
        guild.roles[role.id] = role
        return role

    def add_channel(
        self, guild: Guild, name: str, kind: ChannelKind = ChannelKind.TEXT
    ) -> Channel:
        """A new channel of `guild`."""
        channel = Channel(
            id=self.ids.next(), kind=kind, name=name, created_at=self.clock(), guild=guild
        )
        guild.channels[channel.id] = channel
        self.channels[channel.id] = channel
        return channel

    def add_thread(
        self, parent: Channel, name: str, owner: User, *, thread_id: int | None = None
    ) -> Channel:
        """A new public thread under `parent`; one made from a message has the message's id."""
        assert parent.guild is not None
        announces = parent.kind is ChannelKind.ANNOUNCEMENT
        kind = ChannelKind.ANNOUNCEMENT_THREAD if announces else ChannelKind.PUBLIC_THREAD
        thread = Channel(
            id=thread_id or self.ids.next(),
            kind=kind,
            name=name,
            created_at=self.clock(),
            archived_at=self.clock(),
            guild=parent.guild,
            parent=parent,
            owner_id=owner.id,
            thread_members={owner.id},
        )
        parent.guild.channels[thread.id] = thread
        self.channels[thread.id] = thread
        return thread

    def direct(self, user: User) -> Channel:
        """The direct message of the bot with `user`, made when first asked for."""
        if user.id in self._directs:
            return self._directs[user.id]
        channel = Channel(
            id=self.ids.next(),
            kind=ChannelKind.DIRECT,
            name="",
            created_at=self.clock(),
            recipient=user,
            bot=self.bot,
        )
        self.channels[channel.id] = self._directs[user.id] = channel
        return channel

    def drop_channel(self, channel: Channel) -> list[Channel]:
        """Forget `channel`; returns its threads, which go with it."""
        threads = [other for other in self.channels.values() if other.parent is channel]
        for gone in [channel, *threads]:
            del self.channels[gone.id]
            if gone.guild is not None:
                del gone.guild.channels[gone.id]
        return threads

    def shares_guild(self, user: User) -> bool:
        """Whether the bot and `user` have a guild in common."""
        return any(
            user.id in guild.members and self.bot.id in guild.members
            for guild in self.guilds.values()
        )

    @property
    def bot_guilds(self) -> list[Guild]:
        """The guilds the bot is in."""
        return [guild for guild in self.guilds.values() if self.bot.id in guild.members]

    @property
    def messages(self) -> list[Message]:
        """Every message that is still there, oldest first; what one user alone sees is not."""
        found = [
            message
            for channel in self.channels.values()
            for message in channel.messages.values()
            if not message.deleted
        ]
        return sorted(found, key=lambda message: message.id)
