"""Messages of channels: send, read, edit, delete, publish."""

from tests.servers.discord import posting, shapes
from tests.servers.discord.errors import refused
from tests.servers.discord.events import tell_message
from tests.servers.discord.model import ChannelKind, Json, Message, MessageFlag
from tests.servers.discord.permissions import Permission, in_channel
from tests.servers.discord.rest.call import NO_CONTENT, Answer, Call

READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def show(call: Call, message: Message) -> Json:
    """A message as this API tells it."""
    return shapes.message(message, call.hub.world.application_id)


def create(call: Call) -> Answer:
    """POST a message. With `enforce_nonce` the one that this nonce has made is returned.

    A nonce whose message was deleted makes no new one (discord-api-docs, pull request 6647).
    """
    channel = call.any_channel()
    draft = call.draft()
    posting.check_may_post(call.hub, channel, call.bot, draft)
    if draft.enforce_nonce and draft.nonce is not None:
        found = call.hub.nonces.find(call.bot.id, draft.nonce)
        if found is not None and found.deleted:
            raise refused(10008)
        if found is not None:
            call.made(found, repeated=True)
            return Answer(200, show(call, found))
    message = posting.post(call.hub, channel, call.bot, draft)
    call.hub.nonces.remember(message)
    call.made(message)
    return Answer(200, show(call, message))


def read(call: Call) -> Answer:
    """GET one message."""
    return Answer(200, show(call, call.message(call.channel(READ))))


def read_many(call: Call) -> Answer:
    """GET messages, newest first: those next to `after`, else the last ones.

    Nothing where the bot may not read what was said.
    """
    channel = call.channel()
    if not in_channel(channel, call.bot) & Permission.READ_MESSAGE_HISTORY:
        return Answer(200, [])
    query = call.request.query
    limit = int(query.get("limit", 50))
    after, before = int(query.get("after", 0)), int(query.get("before", 1 << 63))
    found = [each for key, each in channel.messages.items() if after < key < before]
    nearest = found[:limit] if "after" in query else found[-limit:]
    return Answer(200, [show(call, each) for each in reversed(nearest)])


def edit(call: Call) -> Answer:
    """PATCH a message of the bot's own; of others' it may hide the embeds."""
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.bot:
        raise refused(50005)
    posting.check_thread_open(channel, call.bot, unarchives=False)
    draft = call.draft()
    call.made(message, repeated=True)
    return Answer(200, show(call, posting.edit(call.hub, message, draft, frozenset(call.payload))))


def delete(call: Call) -> Answer:
    """DELETE a message; others' with MANAGE_MESSAGES."""
    channel = call.channel()
    message = call.message(channel)
    may = in_channel(channel, call.bot) & Permission.MANAGE_MESSAGES
    if message.author is not call.bot and not may:
        raise refused(50003 if channel.guild is None else 50013)
    posting.delete(call.hub, message)
    return NO_CONTENT


def crosspost(call: Call) -> Answer:
    """Publish a message of an announcement channel to those who follow it, once."""
    channel = call.channel(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    if channel.kind is not ChannelKind.ANNOUNCEMENT:
        raise refused(50024)
    message = call.message(channel)
    if message.flags & MessageFlag.CROSSPOSTED:
        raise refused(40033)
    message.flags |= MessageFlag.CROSSPOSTED
    tell_message(call.hub, message, "MESSAGE_UPDATE")
    return Answer(200, show(call, message))


def typing(call: Call) -> Answer:
    """Show that the bot is writing."""
    channel = call.channel()
    needed = Permission.SEND_MESSAGES
    if channel.is_thread:
        needed = Permission.SEND_MESSAGES_IN_THREADS
    if needed & ~in_channel(channel, call.bot):
        raise refused(50013)
    return NO_CONTENT
