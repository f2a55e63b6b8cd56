"""The methods of the Bot API that this server knows, in one table.

A method takes the world and a call, changes the one, and returns the `result` of the answer.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.servers.telegram.call import Call
from tests.servers.telegram.methods import chats, editing, profile, queries, sending, updating
from tests.servers.telegram.world import World

Method = Callable[[World, Call], Any | Awaitable[Any]]

_FUNCTIONS: tuple[Method, ...] = (
    profile.get_me,
    profile.log_out,
    profile.close,
    profile.set_my_commands,
    profile.get_my_commands,
    profile.delete_my_commands,
    profile.set_my_name,
    profile.get_my_name,
    profile.set_my_description,
    profile.get_my_description,
    profile.set_my_short_description,
    profile.get_my_short_description,
    updating.get_updates,
    updating.set_webhook,
    updating.delete_webhook,
    updating.get_webhook_info,
    sending.send_message,
    sending.send_photo,
    sending.send_document,
    sending.send_media_group,
    sending.send_chat_action,
    editing.edit_message_text,
    editing.edit_message_caption,
    editing.edit_message_reply_markup,
    editing.delete_message,
    editing.pin_chat_message,
    editing.unpin_chat_message,
    editing.set_message_reaction,
    queries.answer_callback_query,
    queries.answer_inline_query,
    chats.get_chat,
    chats.get_chat_member,
    chats.get_chat_administrators,
    chats.get_chat_member_count,
    chats.leave_chat,
    chats.create_forum_topic,
    chats.edit_forum_topic,
    chats.close_forum_topic,
    chats.reopen_forum_topic,
    chats.delete_forum_topic,
    chats.get_user_profile_photos,
)

#: By name in lower case: the platform does not mind the case. `send_message` is sendMessage.
METHODS = {function.__name__.replace("_", ""): function for function in _FUNCTIONS}
