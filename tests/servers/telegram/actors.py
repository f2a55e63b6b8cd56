"""What people do: the side of the platform that a bot only sees as updates."""

from typing import Any, Protocol

from tests.servers.telegram.people import (
    ANONYMOUS_ADMIN,
    CHANNEL_AS_SENDER,
    SERVICE,
    Chat,
    Member,
    Message,
    Status,
    User,
)
from tests.servers.telegram.text import cut_utf16, find_entities
from tests.servers.telegram.world import Query, World


class Placed(Protocol):
    """Anything that is at a place in a chat: a Message, a Sent."""

    @property
    def chat_id(self) -> int: ...
    @property
    def message_id(self) -> int: ...


class Person:
    """A user, who acts. Every method tells the bot of it as the platform would."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def chat(self) -> Chat:
        """The private chat with the bot; its id is that of the user."""
        return self._world.chats[self.user.id]

    def say(self, text: str, *, reply_to: Placed | None = None) -> Message:
        """Write to the bot in private."""
        return self.send(self.chat, text, reply_to=reply_to)

    def send(
        self,
        chat: Chat,
        text: str,
        *,
        thread_id: int | None = None,
        reply_to: Placed | None = None,
    ) -> Message:
        """Write into `chat`; into General of a forum without a `thread_id`."""
        if chat.user is not None:
            if self.user.blocked:
                raise ValueError(f"user {self.id} has blocked the bot and cannot write to it")
            self.user.started = True
        return write(
            self._world, chat, text, sender=self.user, thread_id=thread_id, reply_to=reply_to
        )

    def send_anonymously(self, chat: Chat, text: str, *, thread_id: int | None = None) -> Message:
        """Write as the group itself: what an administrator who stays anonymous does."""
        sender = User(ANONYMOUS_ADMIN, "Group", "GroupAnonymousBot", is_bot=True)
        return write(self._world, chat, text, sender=sender, thread_id=thread_id, sender_chat=chat)

    def send_as(self, chat: Chat, channel: Chat, text: str) -> Message:
        """Write into a group in the name of a channel."""
        sender = User(CHANNEL_AS_SENDER, "Channel", "Channel_Bot", is_bot=True)
        return write(self._world, chat, text, sender=sender, sender_chat=channel)

    def edit(self, message: Message, text: str) -> Message:
        """Change what one wrote; the bot gets an edited_message (or edited_channel_post)."""
        message.body.pop("entities", None)
        message.body |= _typed(text) | {"edit_date": self._world.date()}
        chat = self._world.chats[message.chat_id]
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        tell(self._world, chat, kind, message.body)
        return message

    def press(self, message: Placed, button: str) -> Query:
        """Press the button with this text or this callback data.

        Raises: ValueError: the message has no such button now; says which it has.
        """
        shown = self._world.chats[message.chat_id].messages[message.message_id]
        buttons = [each for row in shown.buttons for each in row]
        for each in buttons:
            if button in (each["text"], each.get("callback_data")) and "callback_data" in each:
                return self._callback(shown, each["callback_data"])
        raise ValueError(f"no button {button!r} to press among {buttons}")

    def _callback(self, message: Message, data: str) -> Query:
        body = {
            "from": self.user.json(),
            "message": message.body,
            "chat_instance": str(message.chat_id),
            "data": data,
        }
        return self._world.new_query("callback_query", body)

    def ask_inline(self, text: str, offset: str = "") -> Query:
        """Type "@bot text" somewhere."""
        body = {"from": self.user.json(), "query": text, "offset": offset, "chat_type": "sender"}
        return self._world.new_query("inline_query", body)

    def block(self) -> None:
        self.user.blocked = True
        self._changed_bot(self.chat, "member", "kicked")

    def unblock(self) -> None:
        self.user.blocked = False
        self._changed_bot(self.chat, "kicked", "member")

    def deactivate(self) -> None:
        """Delete the account; nobody tells the bot."""
        self.user.deactivated = True

    def add_bot(self, chat: Chat, status: Status = "member") -> None:
        """Let the bot in (again)."""
        self._set_bot(chat, status)
        if chat.type != "channel":
            content = {"new_chat_members": [self._world.bot.json()]}
            body = self._world.new_message(chat, content, sender=self.user).body
            tell(self._world, chat, "message", body)

    def set_bot(self, chat: Chat, status: Status, *, denied: frozenset[str] = frozenset()) -> None:
        """Promote, demote, restrict."""
        self._set_bot(chat, status, denied)

    def kick_bot(self, chat: Chat) -> None:
        self._set_bot(chat, "kicked")

    def _set_bot(self, chat: Chat, status: Status, denied: frozenset[str] = frozenset()) -> None:
        assert chat.bot is not None
        before = chat.bot.json()
        chat.bot = Member(self._world.bot, status, denied)
        self._tell_membership(chat, before, chat.bot.json())

    def _changed_bot(self, chat: Chat, before: Status, after: Status) -> None:
        old, new = (Member(self._world.bot, status).json() for status in (before, after))
        self._tell_membership(chat, old, new)

    def _tell_membership(self, chat: Chat, old: dict[str, Any], new: dict[str, Any]) -> None:
        body = {
            "chat": chat.json(),
            "from": self.user.json(),
            "date": self._world.date(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self._world.updates.add("my_chat_member", body)


def write(
    world: World,
    chat: Chat,
    text: str,
    *,
    sender: User | None,
    thread_id: int | None = None,
    reply_to: Placed | None = None,
    sender_chat: Chat | None = None,
) -> Message:
    """Put a text into `chat` and tell the bot, if it may see it."""
    content = _typed(text)
    if thread_id is not None:
        if thread_id not in chat.topics:
            raise ValueError(f"chat {chat.id} has no topic {thread_id}")
        content |= {"message_thread_id": thread_id, "is_topic_message": True}
    if reply_to is not None:
        content["reply_to_message"] = chat.messages[reply_to.message_id].body
    if sender_chat is not None:
        content["sender_chat"] = sender_chat.json()
    message = world.new_message(chat, content, sender=sender)
    kind = "channel_post" if chat.type == "channel" else "message"
    tell(world, chat, kind, message.body)
    return message


def post(world: World, channel: Chat, text: str) -> Message:
    """A post of a channel; the chat linked to it receives it as an automatic forward."""
    message = write(world, channel, text, sender=None, sender_chat=channel)
    linked = world.chats.get(channel.linked_chat_id or 0)
    if linked is not None:
        content = _typed(text) | {
            "sender_chat": channel.json(),
            "is_automatic_forward": True,
            "forward_origin": {
                "type": "channel",
                "chat": channel.json(),
                "message_id": message.message_id,
                "date": world.date(),
            },
        }
        forward = world.new_message(linked, content, sender=User(SERVICE, "Telegram"))
        tell(world, linked, "message", forward.body)
    return message


def _typed(text: str) -> dict[str, Any]:
    entities = find_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def tell(world: World, chat: Chat, kind: str, body: dict[str, Any]) -> None:
    """Queue an update about a message, if the bot sees it."""
    if chat.user is not None or _sees(world, chat, body):
        world.updates.add(kind, dict(body))


def _sees(world: World, chat: Chat, body: dict[str, Any]) -> bool:
    """Privacy mode, as bots/features describes it."""
    assert chat.bot is not None
    if not chat.bot.is_in or chat.bot.is_admin or not world.privacy_mode:
        return chat.bot.is_in
    if "text" not in body:
        return True
    replied = body.get("reply_to_message", {}).get("from", {})
    return replied.get("id") == world.bot.id or _is_for_us(world, chat, body)


def _is_for_us(world: World, chat: Chat, body: dict[str, Any]) -> bool:
    for entity in body.get("entities", []):
        if entity["type"] == "bot_command":
            command = cut_utf16(body["text"], entity["offset"], entity["length"])
            _, at, bot = command.partition("@")
            if bot.lower() == world.bot.username.lower() or not (at or chat.other_bot_spoke_last):
                return True
    return False
