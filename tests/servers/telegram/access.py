"""Who may do what where; the refusals are the real server's (Client.cpp, check_chat_access)."""

from tests.servers.telegram.call import Call
from tests.servers.telegram.errors import bad_request, forbidden
from tests.servers.telegram.people import Chat, Member, Message
from tests.servers.telegram.world import World


def to_read(world: World, call: Call) -> Chat:
    """The chat of `call`, where the bot may look."""
    chat = world.find_chat(call.string("chat_id"))
    if chat.type in ("supergroup", "channel"):
        _check_membership(chat)
    return chat


def to_edit(world: World, call: Call) -> Chat:
    """The chat of `call`, where the bot may change its own messages."""
    chat = world.find_chat(call.string("chat_id"))
    if chat.user is not None:
        if chat.user.deactivated:
            raise forbidden("user is deactivated")
        return chat
    if chat.type == "group":
        _check_active(chat)
    _check_membership(chat)
    return chat


def to_write(world: World, call: Call) -> Chat:
    """The chat of `call`, where the bot may send."""
    chat = to_edit(world, call)
    if chat.user is not None:
        _check_private(chat)
    elif chat.type == "channel" and not bot_in(chat).may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    elif bot_in(chat).status == "restricted" and "can_send_messages" in bot_in(chat).denied:
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def bot_in(chat: Chat) -> Member:
    assert chat.bot is not None
    return chat.bot


def _check_private(chat: Chat) -> None:
    assert chat.user is not None
    if chat.user.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.user.is_bot:
        raise forbidden("bot can't send messages to bots")
    if not chat.user.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_active(chat: Chat) -> None:
    if chat.upgraded_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.upgraded_to
        )
    if chat.deleted:
        raise forbidden("the group chat was deleted")


def _check_membership(chat: Chat) -> None:
    status = bot_in(chat).status
    if chat.deleted:
        raise bad_request("chat not found")
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind}")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind}")


def thread_of(chat: Chat, call: Call, reply_to: Message | None) -> int | None:
    """The topic a message goes to; None is the chat itself, or General in a forum.

    General is thread 1, but to name it is an error: tdlib/telegram-bot-api issue 798.
    """
    asked = call.integer("message_thread_id")
    if not asked and reply_to is not None and chat.is_forum:
        asked = reply_to.body.get("message_thread_id", 0)
    if not asked:
        if chat.is_forum and chat.general_closed and not bot_in(chat).may("can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(asked) if chat.is_forum else None
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not bot_in(chat).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic.id


def replied_message(chat: Chat, call: Call) -> Message | None:
    """The message of `reply_parameters`, None without it or where that is allowed."""
    options = call.structure("reply_parameters", "reply parameters") or {}
    number = int(options.get("message_id", 0)) or call.integer("reply_to_message_id")
    if not number:
        return None
    message = chat.messages.get(number)
    lenient = options.get("allow_sending_without_reply") or call.flag(
        "allow_sending_without_reply"
    )
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return message
