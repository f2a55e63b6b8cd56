"""Channels and threads: read, open, change."""

from typing import Any

from tests.servers.discord import posting, shapes
from tests.servers.discord.clock import iso
from tests.servers.discord.errors import Problems, refused
from tests.servers.discord.events import tell_channel, tell_message
from tests.servers.discord.model import Channel, ChannelKind, Json
from tests.servers.discord.permissions import Permission, in_channel
from tests.servers.discord.rest.call import NO_CONTENT, Answer, Call
from tests.servers.discord.rest.messages import show

NAME_MAX = 100
TAGS_MAX = 5
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


def read(call: Call) -> Answer:
    """GET a channel or a thread."""
    return Answer(200, shapes.channel(call.channel(), call.bot))


def edit(call: Call) -> Answer:
    """PATCH a thread; channels are not the bot's to change here."""
    channel = call.channel()
    if not channel.is_thread:
        raise refused(50013)
    changes = dict(call.payload or {})
    wanted = {key: changes[key] for key in ("archived", "locked", "name") if key in changes}
    _check_thread_form(changes, named=False)
    _check_may_change(call, channel, wanted)
    if "applied_tags" in changes:
        wanted["applied_tags"] = [int(key) for key in changes["applied_tags"]]
    posting.set_thread(call.hub, channel, **wanted)
    return Answer(200, shapes.channel(channel, call.bot))


def _check_may_change(call: Call, thread: Channel, wanted: Json) -> None:
    """Apply the rules of "Editing & Deleting Threads" in Discord's documentation, topic Threads."""
    if in_channel(thread, call.bot) & Permission.MANAGE_THREADS:
        return
    if "locked" in wanted or thread.locked:
        raise refused(50013)
    opens = wanted.get("archived") is False
    if opens and set(wanted) == {"archived"}:
        return
    if thread.owner_id != call.bot.id:
        raise refused(50013)
    if thread.archived and not opens:
        raise refused(50083)


def start_thread(call: Call) -> Answer:
    """Open a thread: a post in a forum, or one without a message elsewhere."""
    parent = call.channel()
    if parent.kind is ChannelKind.FORUM:
        return _start_post(call, parent)
    if Permission.CREATE_PUBLIC_THREADS & ~in_channel(parent, call.bot):
        raise refused(50013)
    if parent.kind not in (ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT):
        raise refused(50024)
    _check_thread_form(call.payload, named=True)
    return Answer(201, shapes.channel(_open(call, parent), call.bot))


def _start_post(call: Call, forum: Channel) -> Answer:
    """A post: its thread and its first message at once. This route knows no nonce."""
    if Permission.SEND_MESSAGES & ~in_channel(forum, call.bot):
        raise refused(50013)
    tags = _check_thread_form(call.payload, named=True, forum=forum)
    draft = call.draft((call.payload or {}).get("message"))
    if draft.embeds and Permission.EMBED_LINKS & ~in_channel(forum, call.bot):
        raise refused(50013)
    if forum.requires_tag and not tags:
        raise refused(40067)
    if draft.is_empty:
        raise refused(50006)
    thread = _open(call, forum, tags=tags, tell=False)
    message = posting.post(call.hub, thread, call.bot, draft, tell=False)
    tell_channel(call.hub, thread, "CREATE")
    tell_message(call.hub, message)
    call.made(message)
    return Answer(201, shapes.channel(thread, call.bot) | {"message": show(call, message)})


def start_thread_from_message(call: Call) -> Answer:
    """Open a thread under a message, with the message's id."""
    parent = call.channel(Permission.VIEW_CHANNEL | Permission.CREATE_PUBLIC_THREADS)
    message = call.message(parent)
    _check_thread_form(call.payload, named=True)
    if message.id in call.hub.world.channels:
        raise refused(160004)
    return Answer(201, shapes.channel(_open(call, parent, thread_id=message.id), call.bot))


def _open(
    call: Call,
    parent: Channel,
    *,
    tags: list[int] | None = None,
    thread_id: int | None = None,
    tell: bool = True,
) -> Channel:
    name = call.payload["name"].strip()
    thread = call.hub.world.add_thread(parent, name, call.bot, thread_id=thread_id)
    thread.applied_tags = tags or []
    thread.auto_archive_minutes = call.payload.get("auto_archive_duration") or 1440
    if tell:
        tell_channel(call.hub, thread, "CREATE")
    return thread


def _check_thread_form(payload: Any, *, named: bool, forum: Channel | None = None) -> list[int]:
    """The tags of a thread's form; refuses what is wrong with it."""
    problems = Problems()
    form: Json = payload if isinstance(payload, dict) else {}
    if named or "name" in form:
        problems.is_text("name", (form.get("name") or "").strip(), NAME_MAX)
    minutes = form.get("auto_archive_duration")
    if minutes is not None and minutes not in ARCHIVE_MINUTES:
        problems.not_one_of("auto_archive_duration", ARCHIVE_MINUTES)
    tags = [int(key) if str(key).isdigit() else 0 for key in form.get("applied_tags") or []]
    problems.check_length("applied_tags", tags, TAGS_MAX)
    if forum is not None:
        if not isinstance(form.get("message"), dict):
            problems.required("message")
        for position, tag in enumerate(tags):
            if tag not in forum.tags:
                problems.add(f"applied_tags.{position}", "FORUM_TAG_UNKNOWN", "Unknown tag")
    problems.raise_if_any()
    return tags


def list_active_threads(call: Call) -> Answer:
    """The open threads of a guild that the bot sees, newest first."""
    guild = call.guild()
    found = [each for each in guild.channels.values() if each.is_thread and not each.archived]
    return Answer(200, _threads(call, sorted(found, key=lambda each: -each.id)))


def list_archived_threads(call: Call) -> Answer:
    """The archived public threads of a channel, last archived first, a page at a time."""
    parent = call.channel(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
    assert parent.guild is not None
    before = call.request.query.get("before", "9999")
    found = [
        each
        for each in parent.guild.channels.values()
        if each.parent is parent and each.archived and iso(each.archived_at) < before
    ]
    found.sort(key=lambda each: -each.archived_at)
    limit = int(call.request.query.get("limit", 50))
    return Answer(200, _threads(call, found[:limit]) | {"has_more": len(found) > limit})


def _threads(call: Call, found: list[Channel]) -> Json:
    seen = [each for each in found if in_channel(each, call.bot) & Permission.VIEW_CHANNEL]
    mine = [each for each in seen if call.bot.id in each.thread_members]
    return {
        "threads": [shapes.channel(each, call.bot) for each in seen],
        "members": [shapes.thread_member(each, call.bot.id) for each in mine],
    }


def join_thread(call: Call) -> Answer:
    """The bot joins a thread."""
    thread = call.channel()
    posting.check_thread_open(thread, call.bot, unarchives=False)
    thread.thread_members.add(call.bot.id)
    return NO_CONTENT


def leave_thread(call: Call) -> Answer:
    """The bot leaves a thread."""
    call.channel().thread_members.discard(call.bot.id)
    return NO_CONTENT


def delete(call: Call) -> Answer:
    """DELETE a thread, which needs MANAGE_THREADS, or close a direct message."""
    channel = call.channel()
    if channel.kind is ChannelKind.DIRECT:
        return Answer(200, shapes.channel(channel))
    needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
    if needed & ~in_channel(channel, call.bot):
        raise refused(50013)
    call.hub.world.drop_channel(channel)
    tell_channel(call.hub, channel, "DELETE")
    return Answer(200, shapes.channel(channel))
