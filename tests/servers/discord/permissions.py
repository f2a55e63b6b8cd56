"""Who may do what where.

The order of the steps is that of Discord's documentation, topic Permissions, "Permission
Overwrites" and "Inherited Permissions (Threads)".
"""

from tests.servers.discord.model import Channel, Guild, Overwrite, User


class Permission:
    """The permissions that this server knows: bits, plain numbers for their speed."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


ALL: int = sum(value for name, value in vars(Permission).items() if name.isupper())
NONE = 0

#: What everybody may do in a new guild.
EVERYONE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.USE_EXTERNAL_APPS
)

#: What a direct message allows; there are no roles in one.
DIRECT = EVERYONE | Permission.MENTION_EVERYONE

#: What an interaction says that the app may do in a direct message with its bot ("Receiving and
#: Responding", `app_permissions`).
TOLD_IN_DIRECT = (
    Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
)

#: Worth nothing to somebody who may not send.
_NEEDS_SENDING = (
    Permission.MENTION_EVERYONE
    | Permission.SEND_TTS_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
)


def in_guild(guild: Guild, user: User) -> int:
    """What `user` may do in `guild` before any channel is looked at."""
    member = guild.members.get(user.id)
    if member is None:
        return NONE
    if guild.owner is user:
        return ALL
    granted: int = guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    return ALL if granted & Permission.ADMINISTRATOR else granted


def in_channel(channel: Channel, user: User) -> int:
    """What `user` may do in `channel`; a thread inherits from the channel it hangs on."""
    if channel.guild is None:
        return DIRECT if user in (channel.recipient, channel.bot) else NONE
    granted = in_guild(channel.guild, user)
    if granted in (ALL, NONE):
        return granted
    place = channel.parent_or_self
    for overwrite in _overwrites(channel.guild, place, user) if place.overwrites else []:
        granted = (granted & ~overwrite.deny) | overwrite.allow
    return _with_implications(granted)


def _overwrites(guild: Guild, channel: Channel, user: User) -> list[Overwrite]:
    """The overwrites that concern `user`, weakest first; those of all roles count as one."""
    found = channel.overwrites
    roles = [found[role.id] for role in guild.members[user.id].roles if role.id in found]
    joined = Overwrite()
    for overwrite in roles:
        joined.allow |= overwrite.allow
        joined.deny |= overwrite.deny
    return [found.get(guild.id, Overwrite()), joined, found.get(user.id, Overwrite())]


def _with_implications(granted: int) -> int:
    """Drop what is worth nothing without seeing the channel, or without sending to it."""
    if not granted & Permission.VIEW_CHANNEL:
        return NONE
    sending = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS
    return granted if granted & sending else granted & ~_NEEDS_SENDING
