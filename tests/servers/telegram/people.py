"""Users, chats and what they are to each other."""

from dataclasses import dataclass, field
from typing import Any, Literal

ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

#: Ids the platform uses for senders who are no persons.
ANONYMOUS_ADMIN = 1087968824
CHANNEL_AS_SENDER = 136817688
SERVICE = 777000

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(slots=True)
class User:
    """A person or a bot.

    Args:
        started: has written to our bot, which may therefore write to them.
        blocked: has blocked our bot.
        deactivated: the account is deleted.
    """

    id: int
    first_name: str = "Someone"
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def json(self) -> dict[str, Any]:
        optional = {"username": self.username, "language_code": self.language_code}
        given = {name: value for name, value in optional.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **given}


@dataclass(slots=True)
class Member:
    """What somebody is in a chat, and what an administrator or restricted member may not."""

    user: User
    status: Status = "member"
    denied: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        return self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        if self.status == "administrator":
            return right not in self.denied
        return self.status == "creator"

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"user": self.user.json(), "status": self.status}
        if self.status == "administrator":
            rights = {right: right not in self.denied for right in _RIGHTS}
            body |= {"can_be_edited": False, "is_anonymous": False, **rights}
        elif self.status == "creator":
            body["is_anonymous"] = False
        elif self.status == "kicked":
            body["until_date"] = 0
        elif self.status == "restricted":
            body |= _restrictions(self.denied)
        return body


def _restrictions(denied: frozenset[str]) -> dict[str, Any]:
    names = ["can_send_messages", "can_send_polls", "can_send_other_messages"]
    names += ["can_add_web_page_previews", "can_change_info", "can_invite_users"]
    names += ["can_pin_messages", "can_manage_topics", "can_edit_tag", "can_react_to_messages"]
    kinds = ("audios", "documents", "photos", "videos", "video_notes", "voice_notes")
    names += [f"can_send_{kind}" for kind in kinds]
    return {"is_member": True, "until_date": 0} | {name: name not in denied for name in names}


@dataclass(slots=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Message:
    """A message that exists in a chat; `body` is what the bot would receive of it now."""

    chat_id: int
    message_id: int
    body: dict[str, Any]
    by_bot: bool = False
    at: float = 0.0
    #: Options that a Message object does not show but an edit is compared with.
    preview: Any = None

    @property
    def text(self) -> str:
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def buttons(self) -> list[list[dict[str, Any]]]:
        markup = self.body.get("reply_markup") or {}
        keyboard: list[list[dict[str, Any]]] = markup.get("inline_keyboard", [])
        return keyboard


@dataclass(slots=True)
class Chat:
    """A place for messages.

    Args:
        bot: what our bot is here (private chats: the user decides, see `User.blocked`).
        upgraded_to: the supergroup this group became.
        other_bot_spoke_last: with privacy mode on, a bare command goes to that bot then.
    """

    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    bot: Member | None = None
    user: User | None = None
    general_closed: bool = False
    deleted: bool = False
    upgraded_to: int | None = None
    linked_chat_id: int | None = None
    other_bot_spoke_last: bool = False
    last_message_id: int = 0

    @property
    def kind(self) -> str:
        """As error messages call it."""
        return f"{self.type} chat"

    def json(self) -> dict[str, Any]:
        if self.user is not None:
            body = {"id": self.id, "type": "private", "first_name": self.user.first_name}
            return body | ({"username": self.user.username} if self.user.username else {})
        body = {"id": self.id, "type": self.type, "title": self.title}
        if self.username:
            body["username"] = self.username
        return body | ({"is_forum": True} if self.is_forum else {})
