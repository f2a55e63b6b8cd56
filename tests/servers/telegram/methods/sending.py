"""Methods that put messages into chats."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.telegram import access
from tests.servers.telegram.call import Call, Upload
from tests.servers.telegram.content import (
    Formatted,
    MediaKind,
    caption_of,
    checked_caption,
    media,
    media_of,
    preview_disabled,
    text_of,
)
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.keyboards import reply_markup
from tests.servers.telegram.people import Chat, Message
from tests.servers.telegram.world import Sent, World

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


@dataclass(slots=True)
class _Draft:
    """One message before it is delivered."""

    kind: str
    formatted: Formatted
    content: dict[str, Any]
    uploads: list[Upload] = field(default_factory=list)


def send_message(world: World, call: Call) -> Any:
    formatted = text_of(world, call)
    content: dict[str, Any] = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = formatted.entities
    return _deliver(world, call, [_Draft("text", formatted, content)])[0]


def send_photo(world: World, call: Call) -> Any:
    return _deliver(world, call, [_file_draft(world, call, "photo")])[0]


def send_document(world: World, call: Call) -> Any:
    return _deliver(world, call, [_file_draft(world, call, "document")])[0]


def _file_draft(world: World, call: Call, kind: MediaKind) -> _Draft:
    content, uploads = media_of(call, kind)
    return _captioned(kind, caption_of(world, call), content, uploads)


def _captioned(
    kind: str, caption: Formatted, content: dict[str, Any], uploads: list[Upload]
) -> _Draft:
    if caption.text:
        content["caption"] = caption.text
    if caption.entities:
        content["caption_entities"] = caption.entities
    return _Draft(kind, caption, content, uploads)


def send_media_group(world: World, call: Call) -> Any:
    items = call.structure("media", "media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no media in the request")
    if not 2 <= len(items) <= 10:
        raise bad_request("wrong number of media in the album: 2-10 are expected")
    drafts = []
    for item in items:
        kind = item.get("type")
        if kind not in ("photo", "document"):
            raise bad_request("can't parse InputMedia: Media type must be photo or document")
        content, uploads = media(call, kind, item.get("media", ""))
        source, mode = item.get("caption", ""), item.get("parse_mode", "")
        caption = checked_caption(world, call, source, mode)
        drafts.append(
            _captioned(kind, caption, content | {"media_group_id": f"album{call.number}"}, uploads)
        )
    return _deliver(world, call, drafts)


def _deliver(world: World, call: Call, drafts: list[_Draft]) -> list[dict[str, Any]]:
    """Check everything that can be refused, then make all the messages, and note them."""
    markup = reply_markup(world, call)
    chat = access.to_write(world, call)
    reply_to = access.replied_message(chat, call)
    thread = access.thread_of(chat, call, reply_to)
    world.gate.admit(chat.id, call.at, len(drafts))
    common = _common(chat, reply_to, thread, markup)
    for draft in drafts:
        message = world.new_message(
            chat, common | draft.content, sender=_sender(world, chat), by_bot=True
        )
        message.preview = preview_disabled(call)
        _note(world, call, draft, message)
    return [chat.messages[number].body for number in call.message_ids]


def _sender(world: World, chat: Chat) -> Any:
    return None if chat.type == "channel" else world.bot


def _common(
    chat: Chat, reply_to: Message | None, thread: int | None, markup: dict[str, Any] | None
) -> dict[str, Any]:
    common: dict[str, Any] = {}
    if chat.type == "channel":
        common["sender_chat"] = chat.json()
    if thread is not None:
        common |= {"message_thread_id": thread, "is_topic_message": True}
    if reply_to is not None:
        known = {key: value for key, value in reply_to.body.items() if key != "reply_to_message"}
        common["reply_to_message"] = known
    if markup is not None:
        common["reply_markup"] = markup
    return common


def _note(world: World, call: Call, draft: _Draft, message: Message) -> None:
    call.message_ids.append(message.message_id)
    world.meter.count(message.chat_id, call.at)
    reply = message.body.get("reply_to_message")
    world.sent.add(
        Sent(
            at=call.at,
            chat_id=message.chat_id,
            message_id=message.message_id,
            thread_id=message.body.get("message_thread_id"),
            kind=draft.kind,
            text=draft.formatted.text,
            entities=draft.formatted.entities,
            source=draft.formatted.source,
            buttons=message.buttons,
            silent=call.flag("disable_notification"),
            preview_disabled=message.preview,
            reply_to=reply["message_id"] if reply else None,
            files=draft.uploads,
            call=call,
        )
    )


def send_chat_action(world: World, call: Call) -> Any:
    if call.string("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = access.to_write(world, call)
    access.thread_of(chat, call, None)
    return True
