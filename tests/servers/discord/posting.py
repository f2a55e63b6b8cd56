"""Puts messages into channels, changes them and takes them away."""

from typing import Any

from tests.servers.discord.errors import Problems, refused
from tests.servers.discord.events import tell_channel, tell_message, tell_message_gone
from tests.servers.discord.hub import Hub
from tests.servers.discord.model import (
    Channel,
    ChannelKind,
    Interaction,
    Json,
    Message,
    MessageFlag,
    User,
)
from tests.servers.discord.permissions import Permission, in_channel
from tests.servers.discord.rules.embeds import find_repeated_urls
from tests.servers.discord.rules.mentions import find_pings
from tests.servers.discord.rules.messages import Draft, find_previews


def check_may_post(hub: Hub, channel: Channel, author: User, draft: Draft) -> None:
    """Refuse what `author` may not send to `channel`.

    Raises:
        ApiError: 50007, 50278, 50001, 50008, 50013, 50083, 160005; in the order in which the
            real server asks.
    """
    if channel.kind is ChannelKind.DIRECT:
        _check_direct(hub, channel)
        return
    granted = in_channel(channel, author)
    if not granted & Permission.VIEW_CHANNEL:
        raise refused(50001)
    if channel.kind is ChannelKind.FORUM:
        raise refused(50008)
    needed = Permission.SEND_MESSAGES
    if channel.is_thread:
        needed = Permission.SEND_MESSAGES_IN_THREADS
    if draft.embeds:
        needed |= Permission.EMBED_LINKS
    if draft.files:
        needed |= Permission.ATTACH_FILES
    if needed & ~granted:
        raise refused(50013)
    check_thread_open(channel, author)


def check_thread_open(thread: Channel, user: User, *, unarchives: bool = True) -> None:
    """Refuse what a locked thread does not take, or an archived one where nothing opens it.

    Raises:
        ApiError: 50083 where it is archived, 160005 where it is locked and not archived.
    """
    if in_channel(thread, user) & Permission.MANAGE_THREADS:
        return
    if thread.archived and (thread.locked or not unarchives):
        raise refused(50083)
    if thread.locked:
        raise refused(160005)


def _check_direct(hub: Hub, channel: Channel) -> None:
    user = channel.recipient
    assert user is not None
    if not user.takes_direct:
        raise refused(50007)
    if not (user.installed or hub.world.shares_guild(user)):
        raise refused(50278)


def post(
    hub: Hub,
    channel: Channel,
    author: User,
    draft: Draft,
    *,
    interaction: Interaction | None = None,
    tell: bool = True,
) -> Message:
    """Make a message of `draft`, put it where it belongs, and tell the gateway.

    What one user alone sees is kept with its interaction, not in the channel.

    Raises:
        ApiError: 50006 where a reader would see nothing; 50035 where it replies to nothing.
    """
    if draft.is_empty and not draft.flags & MessageFlag.LOADING:
        raise refused(50006)
    message = Message(
        id=hub.world.ids.next(),
        channel=channel,
        author=author,
        created_at=hub.clock(),
        flags=draft.flags,
        nonce=draft.nonce,
        reference=_reference(channel, draft.reference),
        interaction=interaction,
    )
    _fill(hub, message, draft)
    if not message.ephemeral:
        if channel.archived:
            set_thread(hub, channel, archived=False)
        channel.messages[message.id] = message
    if tell:
        tell_message(hub, message)
    hub.changed()
    return message


def edit(hub: Hub, message: Message, draft: Draft, given: frozenset[str]) -> Message:
    """Change those fields of a message that were given; the old ones stay in `versions`.

    Raises:
        ApiError: 50006 where nothing would be left.
    """
    kept = Draft(
        content=draft.content if "content" in given else message.content,
        embeds=draft.embeds if "embeds" in given else message.embeds,
        components=draft.components if "components" in given else message.components,
        flags=draft.flags if "flags" in given else message.flags,
        allowed_mentions=draft.allowed_mentions,
        files=draft.files,
    )
    if kept.is_empty and not message.attachments:
        raise refused(50006)
    message.versions.append(
        {
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
            "at": message.edited_at or message.created_at,
        }
    )
    lasting = MessageFlag.EPHEMERAL | MessageFlag.CROSSPOSTED | MessageFlag.SUPPRESS_NOTIFICATIONS
    was_loading = bool(message.flags & MessageFlag.LOADING)
    message.flags = (message.flags & lasting) | (kept.flags & ~(lasting | MessageFlag.LOADING))
    if not was_loading:
        message.edited_at = hub.clock()
    pings = message.pings
    _fill(hub, message, kept)
    if not was_loading:
        message.pings = pings
    tell_message(hub, message, "MESSAGE_UPDATE")
    hub.changed()
    return message


def delete(hub: Hub, message: Message) -> None:
    """Take a message away; what refers to it finds it deleted."""
    message.deleted = True
    message.channel.messages.pop(message.id, None)
    if not message.ephemeral:
        tell_message_gone(hub, message)
    hub.changed()


def set_thread(hub: Hub, thread: Channel, **changes: Any) -> None:
    """Archive, open, lock, unlock or rename a thread."""
    if "archived" in changes and changes["archived"] != thread.archived:
        thread.archived_at = hub.clock()
    for name, value in changes.items():
        setattr(thread, name, value)
    tell_channel(hub, thread, "UPDATE")


def _fill(hub: Hub, message: Message, draft: Draft) -> None:
    """Write the text of `draft` into `message`, and work out whom it reaches and how it looks."""
    message.content = draft.content or ""
    message.embeds = draft.embeds or []
    message.components = draft.components or []
    message.attachments += [_attachment(hub, file.name, file.size) for file in draft.files]
    message.allowed_mentions = draft.allowed_mentions
    silent = message.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    channel, author = message.channel, message.author
    if message.content:
        found = find_pings(message.content, draft.allowed_mentions, channel, author)
        message.pings = frozenset() if silent else found
        message.previews = find_previews(message.content, message.flags)
    if message.embeds and message.flags & MessageFlag.SUPPRESS_EMBEDS:
        hub.violations.append(f"message {message.id}: a flag hides its embeds")
    for url in find_repeated_urls(message.embeds):
        hub.violations.append(f"message {message.id}: more than one embed with the url {url}")


def _attachment(hub: Hub, name: str, size: int) -> Json:
    file_id = hub.world.ids.next()
    url = f"https://cdn.discordapp.com/attachments/{file_id}/{name}"
    return {"id": str(file_id), "filename": name, "size": size, "url": url, "proxy_url": url}


def _reference(channel: Channel, wanted: Json | None) -> Json | None:
    if not wanted:
        return None
    message_id = int(wanted.get("message_id") or 0)
    if message_id in channel.messages:
        return {"message_id": str(message_id), "channel_id": str(channel.id), "type": 0}
    if not wanted.get("fail_if_not_exists", True):
        return None
    problems = Problems()
    problems.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    problems.raise_if_any()
    return None
