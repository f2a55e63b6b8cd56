"""What happens to chats as a whole, as the platform tells the bot of it."""

from tests.servers.telegram.actors import tell
from tests.servers.telegram.people import Chat, Member, Topic, User
from tests.servers.telegram.world import World


def migrate(world: World, group: Chat, *, announce: bool = True) -> Chat:
    """Make a supergroup of `group`. Without `announce` the bot missed the service messages."""
    assert group.bot is not None
    new = world.add_chat(
        "supergroup", title=group.title, bot=group.bot, members=group.members.values()
    )
    group.upgraded_to = new.id
    group.bot = Member(world.bot, "left")
    if announce:
        by = next(iter(group.members.values())).user if group.members else world.bot
        for chat, content in (
            (group, {"migrate_to_chat_id": new.id}),
            (new, {"migrate_from_chat_id": group.id}),
        ):
            message = world.new_message(chat, content, sender=by)
            world.updates.add("message", message.body)
    return new


def open_topic(world: World, forum: Chat, name: str, by: User) -> Topic:
    """A person makes a topic."""
    content = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    message = world.new_message(forum, content, sender=by)
    topic = Topic(message.message_id, name)
    forum.topics[topic.id] = topic
    thread = {"message_thread_id": topic.id, "is_topic_message": True}
    message.body |= thread
    tell(world, forum, "message", message.body)
    return topic


def close_topic(world: World, forum: Chat, topic_id: int, by: User) -> None:
    """A person closes a topic; those who may not manage topics cannot write there any more."""
    forum.topics[topic_id].closed = True
    content = {
        "message_thread_id": topic_id,
        "is_topic_message": True,
        "forum_topic_closed": {},
    }
    tell(world, forum, "message", world.new_message(forum, content, sender=by).body)


def delete_topic(forum: Chat, topic_id: int) -> None:
    """A person deletes a topic; nobody tells the bot."""
    del forum.topics[topic_id]
