"""What the gateway tells of each thing that happens."""

from tests.servers.discord import shapes
from tests.servers.discord.hub import Hub
from tests.servers.discord.model import Channel, Guild, Interaction, Json, Message
from tests.servers.discord.permissions import TOLD_IN_DIRECT, Permission, in_channel
from tests.servers.discord.sessions import Intent, Session

_HIDDEN = ("content", "embeds", "attachments", "components")


def tell_message(hub: Hub, message: Message, name: str = "MESSAGE_CREATE") -> None:
    """A message came or changed; only to a bot that sees the channel."""
    if not hub.gateway.sessions or message.ephemeral:
        return
    channel = message.channel
    if not in_channel(channel, hub.world.bot) & Permission.VIEW_CHANNEL:
        return
    intent = Intent.GUILD_MESSAGES if channel.guild else Intent.DIRECT_MESSAGES
    whole = shapes.message(message, hub.world.application_id) | _scene(message)
    hub.gateway.dispatch(
        name, lambda session: _as_seen(whole, message, session, hub), channel.guild, intent
    )


def _scene(message: Message) -> Json:
    """What the event says beyond the message: the guild and the author's membership."""
    guild = message.channel.guild
    if guild is None:
        return {}
    scene: Json = {"guild_id": str(guild.id)}
    member = guild.members.get(message.author.id)
    return scene if member is None else scene | {"member": shapes.member(member, with_user=False)}


def _as_seen(whole: Json, message: Message, session: Session, hub: Hub) -> Json:
    """The event without its content, unless the bot wrote it, is addressed, or may read all."""
    bot = hub.world.bot
    addressed = message.channel.guild is None or bot.mention in message.content
    if addressed or message.author is bot or session.intents & Intent.MESSAGE_CONTENT:
        return whole
    return whole | {name: "" if name == "content" else [] for name in _HIDDEN}


def tell_message_gone(hub: Hub, message: Message) -> None:
    """A message was deleted."""
    guild = message.channel.guild
    data = {"id": str(message.id), "channel_id": str(message.channel.id)}
    if guild is not None:
        data["guild_id"] = str(guild.id)
    intent = Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES
    hub.gateway.dispatch("MESSAGE_DELETE", data, guild, intent)


def tell_channel(hub: Hub, channel: Channel, happened: str) -> None:
    """A channel or a thread was created, updated or deleted: "CREATE", "UPDATE", "DELETE"."""
    if channel.guild is not None and hub.world.bot.id not in channel.guild.members:
        return
    kind = "THREAD" if channel.is_thread else "CHANNEL"
    data = shapes.channel(channel, hub.world.bot)
    if (kind, happened) == ("THREAD", "CREATE"):
        data["newly_created"] = True
    hub.gateway.dispatch(f"{kind}_{happened}", data, channel.guild, Intent.GUILDS)


def tell_guild(hub: Hub, guild: Guild, *, joined: bool) -> None:
    """The bot has come to a guild, or it is available again."""
    hub.gateway.dispatch(
        "GUILD_CREATE",
        lambda session: hub.gateway.guild_create(guild, session, joined=joined),
        guild,
        Intent.GUILDS,
    )


def tell_guild_gone(hub: Hub, guild: Guild, *, outage: bool) -> None:
    """The bot was removed from a guild, or the guild has an outage."""
    data: Json = {"id": str(guild.id)}
    if outage:
        data["unavailable"] = True
    hub.gateway.dispatch("GUILD_DELETE", data, guild, Intent.GUILDS)


def tell_role(hub: Hub, guild: Guild, role_id: int, happened: str = "UPDATE") -> None:
    """A role was created, or its permissions have changed: "CREATE", "UPDATE"."""
    data = {"guild_id": str(guild.id), "role": shapes.role(guild.roles[role_id])}
    hub.gateway.dispatch(f"GUILD_ROLE_{happened}", data, guild, Intent.GUILDS)


def tell_member(hub: Hub, guild: Guild, user_id: int) -> None:
    """A member's roles have changed; the bot hears of itself without a privileged intent."""
    intent = Intent.GUILDS if user_id == hub.world.bot.id else Intent.GUILD_MEMBERS
    data = {"guild_id": str(guild.id), **shapes.member(guild.members[user_id])}
    hub.gateway.dispatch("GUILD_MEMBER_UPDATE", data, guild, intent)


def tell_interaction(hub: Hub, interaction: Interaction) -> None:
    """A user has done something with the app; needs no intent."""
    data = interaction_shape(hub, interaction)
    guild = interaction.channel.guild
    hub.gateway.dispatch("INTERACTION_CREATE", data, guild, 0)


def interaction_shape(hub: Hub, interaction: Interaction) -> Json:
    """An interaction object, as the app receives it."""
    channel, user = interaction.channel, interaction.user
    app = TOLD_IN_DIRECT if channel.guild is None else in_channel(channel, hub.world.bot)
    shape: Json = {
        "id": str(interaction.id),
        "application_id": str(hub.world.application_id),
        "type": int(interaction.kind),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": shapes.channel(channel) | {"permissions": _bits(in_channel(channel, user))},
        "locale": user.locale,
        "app_permissions": _bits(app),
        "entitlements": [],
        "attachment_size_limit": 10 * 1024 * 1024,
        "context": 1 if channel.guild is None else 0,
        "authorizing_integration_owners": _owners(interaction, channel),
    }
    if interaction.message is not None:
        shape["message"] = shapes.message(interaction.message, hub.world.application_id)
    if channel.guild is None:
        return shape | {"user": shapes.user(user)}
    member = shapes.member(channel.guild.members[user.id])
    return shape | {
        "guild_id": str(channel.guild.id),
        "guild_locale": channel.guild.locale,
        "guild": {"id": str(channel.guild.id), "locale": channel.guild.locale, "features": []},
        "member": member | {"permissions": _bits(in_channel(channel, user))},
    }


def _owners(interaction: Interaction, channel: Channel) -> Json:
    """Who let the app in: the guild (0), the user (1), or both."""
    owners: Json = {}
    if not interaction.user_only:
        owners["0"] = "0" if channel.guild is None else str(channel.guild.id)
    if interaction.user.installed:
        owners["1"] = str(interaction.user.id)
    return owners


def _bits(permission: int) -> str:
    return str(permission)
