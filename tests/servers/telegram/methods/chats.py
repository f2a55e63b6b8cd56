"""Methods about chats, their members and their topics."""

from typing import Any

from tests.servers.telegram import access
from tests.servers.telegram.call import Call
from tests.servers.telegram.errors import bad_request, forbidden
from tests.servers.telegram.people import Chat, Member, Topic, User
from tests.servers.telegram.world import World


def get_chat(world: World, call: Call) -> Any:
    chat = access.to_read(world, call)
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.linked_chat_id is not None:
        full["linked_chat_id"] = chat.linked_chat_id
    return chat.json() | full


def _members(world: World, chat: Chat) -> dict[int, Member]:
    """Everybody of a chat, our bot among them."""
    if chat.user is not None:
        return {user.id: Member(user) for user in (chat.user, world.bot)}
    return {**chat.members, world.bot.id: access.bot_in(chat)}


def _listable(world: World, call: Call) -> Chat:
    """The chat of `call` whose members the bot may see (not in dead groups, not from outside)."""
    chat = access.to_edit(world, call)
    if chat.type == "channel" and not access.bot_in(chat).is_admin:
        raise bad_request("member list is inaccessible")
    return chat


def get_chat_member(world: World, call: Call) -> Any:
    chat = _listable(world, call)
    user_id = call.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    member = _members(world, chat).get(user_id)
    if member is None and user_id not in world.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return (member or Member(world.users[user_id], "left")).json()


def get_chat_administrators(world: World, call: Call) -> Any:
    chat = _listable(world, call)
    if chat.user is not None:
        raise bad_request("there are no administrators in the private chat")
    return [member.json() for member in _members(world, chat).values() if member.is_admin]


def get_chat_member_count(world: World, call: Call) -> Any:
    chat = _listable(world, call)
    return sum(member.is_in for member in _members(world, chat).values())


def leave_chat(world: World, call: Call) -> Any:
    chat = access.to_edit(world, call)
    if chat.user is not None:
        raise bad_request("chat member status can't be changed in private chats")
    access.bot_in(chat).status = "left"
    return True


def _forum(world: World, call: Call) -> Chat:
    chat = access.to_edit(world, call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not access.bot_in(chat).may("can_manage_topics"):
        raise bad_request("not enough rights to manage topics")
    return chat


def _topic(world: World, call: Call) -> tuple[Chat, Topic]:
    chat = _forum(world, call)
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def create_forum_topic(world: World, call: Call) -> Any:
    chat = _forum(world, call)
    name = call.string("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    message = world.new_message(chat, service, sender=world.bot, by_bot=True)
    chat.topics[message.message_id] = Topic(message.message_id, name)
    return {"message_thread_id": message.message_id, "name": name, "icon_color": 7322096}


def edit_forum_topic(world: World, call: Call) -> Any:
    _, topic = _topic(world, call)
    if topic.name == call.string("name"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = call.string("name") or topic.name
    return True


def close_forum_topic(world: World, call: Call) -> Any:
    return _set_closed(world, call, closed=True)


def reopen_forum_topic(world: World, call: Call) -> Any:
    return _set_closed(world, call, closed=False)


def _set_closed(world: World, call: Call, *, closed: bool) -> bool:
    _, topic = _topic(world, call)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


def delete_forum_topic(world: World, call: Call) -> Any:
    chat, topic = _topic(world, call)
    del chat.topics[topic.id]
    return True


def get_user_profile_photos(world: World, call: Call) -> Any:
    user: User | None = world.users.get(call.integer("user_id"))
    if user is None:
        raise bad_request("user not found")
    if user.deactivated:
        raise forbidden("user is deactivated")
    return {"total_count": 0, "photos": []}
