"""Methods that change, mark or remove messages."""

from typing import Any

from tests.servers.telegram import access
from tests.servers.telegram.call import Call
from tests.servers.telegram.content import Formatted, caption_of, preview_disabled, text_of
from tests.servers.telegram.errors import NOT_MODIFIED, bad_request
from tests.servers.telegram.keyboards import reply_markup
from tests.servers.telegram.people import Chat, Message
from tests.servers.telegram.world import Sent, World

#: Seconds after which a message can no longer be deleted for everybody.
_DELETABLE = 48 * 3600.0


def edit_message_text(world: World, call: Call) -> Any:
    formatted = text_of(world, call)
    message = _editable(world, call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _change(world, call, message, formatted, ("text", "entities"))


def edit_message_caption(world: World, call: Call) -> Any:
    formatted = caption_of(world, call)
    message = _editable(world, call)
    if "text" in message.body:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, call, message, formatted, ("caption", "caption_entities"))


def edit_message_reply_markup(world: World, call: Call) -> Any:
    message = _editable(world, call)
    kept = Formatted(message.text, message.body.get("entities", []), "")
    return _change(world, call, message, kept, ())


def _editable(world: World, call: Call) -> Message:
    if call.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = access.to_edit(world, call)
    world.gate.check_parked(chat.id, call.at)
    message = _existing(chat, call, "message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _existing(chat: Chat, call: Call, otherwise: str) -> Message:
    number = call.integer("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(otherwise)
    return message


def _change(
    world: World, call: Call, message: Message, formatted: Formatted, fields: tuple[str, ...]
) -> dict[str, Any]:
    """Replace the text (`fields` say where it is) and the keyboard, or say that nothing changes.

    A keyboard that is not given again is gone.
    """
    body = dict(message.body)
    for name, value in zip(fields, (formatted.text, formatted.entities), strict=False):
        body[name] = value
    body["reply_markup"] = reply_markup(world, call)
    body = {name: value for name, value in body.items() if value not in (None, [], "")}
    preview = preview_disabled(call) if "text" in fields else message.preview
    if (body, preview) == (message.body, message.preview):
        raise bad_request(NOT_MODIFIED)
    message.body = body | {"edit_date": world.date()}
    message.preview = preview
    call.message_ids.append(message.message_id)
    world.edits.add(_edited(call, message, formatted))
    return message.body


def _edited(call: Call, message: Message, formatted: Formatted) -> Sent:
    return Sent(
        at=call.at,
        chat_id=message.chat_id,
        message_id=message.message_id,
        thread_id=message.body.get("message_thread_id"),
        kind="edit",
        text=formatted.text,
        entities=formatted.entities,
        source=formatted.source,
        buttons=message.buttons,
        silent=True,
        preview_disabled=message.preview,
        reply_to=None,
        files=[],
        call=call,
    )


def delete_message(world: World, call: Call) -> Any:
    chat = access.to_edit(world, call)
    message = _existing(chat, call, "message to delete not found")
    foreign = not message.by_bot and chat.user is None
    if foreign and not access.bot_in(chat).may("can_delete_messages"):
        raise bad_request("message can't be deleted")
    if world.clock() - message.at > _DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message.message_id]
    return True


def pin_chat_message(world: World, call: Call) -> Any:
    chat = access.to_edit(world, call)
    _may_pin(chat)
    message = _existing(chat, call, "message to pin not found")
    chat.pinned.append(message.message_id)
    return True


def unpin_chat_message(world: World, call: Call) -> Any:
    chat = access.to_edit(world, call)
    _may_pin(chat)
    number = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def _may_pin(chat: Chat) -> None:
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.user is None and not access.bot_in(chat).may(right):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def set_message_reaction(world: World, call: Call) -> Any:
    chat = access.to_edit(world, call)
    _existing(chat, call, "message to react not found")
    call.structure("reaction", "reaction types")
    return True
