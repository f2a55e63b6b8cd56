"""How things look on the wire: objects to JSON, with the fields of API version 10."""

from tests.servers.discord.clock import iso
from tests.servers.discord.model import (
    Channel,
    ChannelKind,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    Overwrite,
    Role,
    User,
)

#: What a forum's `flags` holds when a post needs a tag.
REQUIRE_TAG = 1 << 4


def user(of: User) -> Json:
    """A user object."""
    return {
        "id": str(of.id),
        "username": of.name,
        "global_name": None if of.bot else of.name,
        "discriminator": "0",
        "avatar": None,
        "bot": of.bot,
        "public_flags": 0,
    }


def role(of: Role) -> Json:
    """A role object."""
    return {
        "id": str(of.id),
        "name": of.name,
        "permissions": str(int(of.permissions)),
        "position": of.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def member(of: Member, *, with_user: bool = True) -> Json:
    """A guild member object."""
    shape: Json = {
        "roles": [str(role.id) for role in of.roles],
        "joined_at": iso(of.joined_at),
        "nick": None,
        "avatar": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    return {**shape, "user": user(of.user)} if with_user else shape


def overwrite(target_id: int, of: Overwrite) -> Json:
    """A permission overwrite object."""
    return {
        "id": str(target_id),
        "type": int(of.of_member),
        "allow": str(int(of.allow)),
        "deny": str(int(of.deny)),
    }


def channel(of: Channel, bot: User | None = None) -> Json:
    """A channel object: a direct message, a thread or a channel of a guild."""
    last = str(next(reversed(of.messages))) if of.messages else None
    shape: Json = {"id": str(of.id), "type": int(of.kind), "last_message_id": last, "flags": 0}
    if of.kind is ChannelKind.DIRECT:
        assert of.recipient is not None
        return {**shape, "recipients": [user(of.recipient)]}
    assert of.guild is not None
    shape |= {"name": of.name, "guild_id": str(of.guild.id), "rate_limit_per_user": 0}
    return shape | (_thread_part(of, bot) if of.is_thread else _guild_part(of))


def _guild_part(of: Channel) -> Json:
    shape: Json = {
        "position": 0,
        "parent_id": None,
        "topic": of.topic,
        "nsfw": False,
        "permission_overwrites": [overwrite(key, over) for key, over in of.overwrites.items()],
    }
    if of.kind is ChannelKind.FORUM:
        shape |= {
            "flags": REQUIRE_TAG if of.requires_tag else 0,
            "available_tags": [_tag(key, name) for key, name in of.tags.items()],
            "default_forum_layout": 0,
            "default_sort_order": None,
            "default_reaction_emoji": None,
        }
    return shape


def _tag(key: int, name: str) -> Json:
    return {
        "id": str(key),
        "name": name,
        "moderated": False,
        "emoji_id": None,
        "emoji_name": None,
    }


def _thread_part(of: Channel, bot: User | None) -> Json:
    assert of.parent is not None
    shape: Json = {
        "parent_id": str(of.parent.id),
        "owner_id": str(of.owner_id),
        "message_count": len(of.messages),
        "total_message_sent": len(of.messages),
        "member_count": len(of.thread_members),
        "applied_tags": [str(key) for key in of.applied_tags],
        "thread_metadata": {
            "archived": of.archived,
            "locked": of.locked,
            "auto_archive_duration": of.auto_archive_minutes,
            "archive_timestamp": iso(of.archived_at),
            "create_timestamp": iso(of.created_at),
        },
    }
    if bot is not None and bot.id in of.thread_members:
        shape["member"] = thread_member(of, bot.id)
    return shape


def thread_member(of: Channel, user_id: int) -> Json:
    """A thread member object."""
    return {
        "id": str(of.id),
        "user_id": str(user_id),
        "join_timestamp": iso(of.created_at),
        "flags": 0,
    }


def guild(of: Guild) -> Json:
    """A guild object, as the REST API gives it."""
    return {
        "id": str(of.id),
        "name": of.name,
        "icon": None,
        "splash": None,
        "owner_id": str(of.owner.id),
        "preferred_locale": of.locale,
        "features": [],
        "roles": [role(each) for each in of.roles.values()],
        "emojis": [],
        "stickers": [],
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "system_channel_id": of.system_channel and str(of.system_channel.id),
        "system_channel_flags": 0,
        "afk_channel_id": None,
        "afk_timeout": 300,
    }


def guild_create(of: Guild, bot: User, *, members: bool) -> Json:
    """The event that shows the bot a guild; only its own member where `members` is False."""
    threads = [each for each in of.channels.values() if each.is_thread]
    shown = of.members.values() if members else [of.members[bot.id]]
    return guild(of) | {
        "joined_at": iso(of.members[bot.id].joined_at),
        "large": False,
        "member_count": len(of.members),
        "members": [member(each) for each in shown],
        "channels": [channel(each) for each in of.channels.values() if not each.is_thread],
        "threads": [channel(each, bot) for each in threads if not each.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(of: Message, application_id: int) -> Json:
    """A message object; `application_id` is the webhook of what answers an interaction."""
    shape: Json = {
        "id": str(of.id),
        "channel_id": str(of.channel.id),
        "type": 0,
        "author": user(of.author),
        "content": of.content,
        "timestamp": iso(of.created_at),
        "edited_timestamp": None if of.edited_at is None else iso(of.edited_at),
        "tts": False,
        "mention_everyone": "everyone" in of.pings,
        "mentions": [],
        "mention_roles": [],
        "attachments": of.attachments,
        "embeds": of.embeds,
        "components": of.components,
        "pinned": False,
        "flags": of.flags,
    }
    if of.nonce is not None:
        shape["nonce"] = of.nonce
    if of.reference is not None:
        shape |= {"type": 19, "message_reference": of.reference}
    if of.interaction is not None:
        shape |= _answer_part(of.interaction, application_id)
    return shape


def _answer_part(of: Interaction, application_id: int) -> Json:
    identity = {"id": str(of.id), "type": int(of.kind), "user": user(of.user)}
    owners = {"1": str(of.user.id)} if of.user_only else {"0": "0"}
    return {
        "type": 20 if "name" in of.data else 19,
        "application_id": str(application_id),
        "webhook_id": str(application_id),
        "interaction_metadata": {**identity, "authorizing_integration_owners": owners},
    }
