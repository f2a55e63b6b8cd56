"""What moderators and the platform do to the world; the gateway is told of each."""

from tests.servers.discord import posting
from tests.servers.discord.events import (
    tell_channel,
    tell_guild,
    tell_guild_gone,
    tell_member,
    tell_role,
)
from tests.servers.discord.hub import Hub
from tests.servers.discord.model import Channel, ChannelKind, Guild, Overwrite, Role, User
from tests.servers.discord.permissions import EVERYONE


class Shaping(Hub):
    """Makes and unmakes users, guilds and channels."""

    def add_user(self, name: str, *, locale: str = "en-US", installed: bool = False) -> User:
        """A new user; `installed` lets them use the app everywhere."""
        user = self.world.add_user(name, locale=locale)
        user.installed = installed
        return user

    def add_guild(
        self,
        name: str,
        *members: User,
        locale: str = "en-US",
        owner: User | None = None,
        with_bot: bool = True,
    ) -> Guild:
        """A new guild with `members`, and with the bot unless it is not wanted."""
        guild = self.world.add_guild(name, locale=locale, owner=owner)
        for user in members:
            self.world.add_member(guild, user)
        if with_bot:
            self.invite_bot(guild)
        return guild

    def invite_bot(self, guild: Guild) -> None:
        """Let the bot in, with a role of its own and the permissions of everybody."""
        role = self.world.add_role(guild, self.world.bot.name, EVERYONE)
        self.world.add_member(guild, self.world.bot, [role])
        tell_guild(self, guild, joined=True)

    def remove_bot(self, guild: Guild) -> None:
        """Throw the bot out."""
        del guild.members[self.world.bot.id]
        tell_guild_gone(self, guild, outage=False)

    def begin_outage(self, guild: Guild) -> None:
        """Make a guild unavailable, as in a failure of the platform; nobody has left."""
        guild.available = False
        tell_guild_gone(self, guild, outage=True)

    def end_outage(self, guild: Guild) -> None:
        """Make it available again."""
        guild.available = True
        tell_guild(self, guild, joined=False)

    def add_channel(
        self, guild: Guild, name: str, kind: ChannelKind = ChannelKind.TEXT
    ) -> Channel:
        """A new text or announcement channel."""
        channel = self.world.add_channel(guild, name, kind)
        tell_channel(self, channel, "CREATE")
        return channel

    def add_forum(
        self, guild: Guild, name: str, *, tags: tuple[str, ...] = (), requires_tag: bool = False
    ) -> Channel:
        """A new forum with tags of these names."""
        forum = self.world.add_channel(guild, name, ChannelKind.FORUM)
        forum.tags = {self.world.ids.next(): tag for tag in tags}
        forum.requires_tag = requires_tag
        tell_channel(self, forum, "CREATE")
        return forum

    def add_thread(self, parent: Channel, name: str, owner: User | None = None) -> Channel:
        """A new public thread, opened by its owner (the guild's, if none is given)."""
        assert parent.guild is not None
        thread = self.world.add_thread(parent, name, owner or parent.guild.owner)
        tell_channel(self, thread, "CREATE")
        return thread

    def direct(self, user: User) -> Channel:
        """The direct message of the bot with `user`."""
        return self.world.direct(user)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or a thread."""
        for gone in [*self.world.drop_channel(channel), channel]:
            tell_channel(self, gone, "DELETE")

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread, and lock it if wanted."""
        posting.set_thread(self, thread, archived=True, locked=locked)

    def lock(self, thread: Channel) -> None:
        """Lock a thread and leave it open."""
        posting.set_thread(self, thread, locked=True)

    def reopen(self, thread: Channel) -> None:
        """Open a thread and unlock it."""
        posting.set_thread(self, thread, archived=False, locked=False)

    def close_direct(self, user: User) -> None:
        """The user takes no more direct messages from the bot."""
        user.takes_direct = False

    def open_direct(self, user: User) -> None:
        """The user takes direct messages again."""
        user.takes_direct = True

    def deny(self, channel: Channel, who: User | Role, permission: int) -> None:
        """Take a permission from somebody in a channel, whatever else grants it."""
        self._overwrite(channel, who, allow=0, deny=permission)

    def allow(self, channel: Channel, who: User | Role, permission: int) -> None:
        """Give somebody a permission in a channel."""
        self._overwrite(channel, who, allow=permission, deny=0)

    def _overwrite(self, channel: Channel, who: User | Role, *, allow: int, deny: int) -> None:
        fresh = Overwrite(of_member=isinstance(who, User))
        overwrite = channel.overwrites.setdefault(who.id, fresh)
        overwrite.allow = (overwrite.allow & ~deny) | allow
        overwrite.deny = (overwrite.deny & ~allow) | deny
        tell_channel(self, channel, "UPDATE")

    def set_role(self, guild: Guild, role: Role, permissions: int) -> None:
        """Change what a role may do (`guild.everyone` is the one of everybody)."""
        role.permissions = permissions
        tell_role(self, guild, role.id)

    def give_role(self, guild: Guild, user: User, permissions: int) -> Role:
        """Give a member a new role with `permissions`."""
        role = self.world.add_role(guild, f"role of {user.name}", permissions)
        self.world.add_member(guild, user, [role])
        tell_role(self, guild, role.id, "CREATE")
        tell_member(self, guild, user.id)
        return role
