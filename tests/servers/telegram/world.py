"""The state of the platform: everything that exists, and everything that happened."""

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.log import Journal
from tests.servers.telegram.call import Call, Upload
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.people import Chat, ChatType, Member, Message, Topic, User
from tests.servers.telegram.rates import Gate, Limits, Meter
from tests.servers.telegram.text import Entity
from tests.servers.telegram.updates import Updates

_FIRST_SUPERGROUP = -1_002_000_000_000


@dataclass(slots=True)
class Sent:
    """One message of the bot, as a reader of the chat has it.

    Args:
        at: when it was delivered, by the server's clock.
        text: after parsing; the caption of a photo or document.
        entities: offsets in UTF-16 units.
        source: what the bot wrote (HTML).
        preview_disabled: of links; None where the bot said nothing.
    """

    at: float
    chat_id: int
    message_id: int
    thread_id: int | None
    kind: str
    text: str
    entities: list[Entity]
    source: str
    buttons: list[list[dict[str, Any]]]
    silent: bool
    preview_disabled: bool | None
    reply_to: int | None
    files: list[Upload]
    call: Call = field(repr=False)


@dataclass(frozen=True, slots=True)
class Violation:
    """Something the platform lets pass, or mends in silence, and a good bot does not do."""

    call: Call
    what: str


@dataclass(slots=True)
class Query:
    """A button pressed or an inline query typed; `answer` is what the bot said to it."""

    id: str
    at: float
    body: dict[str, Any]
    answer: dict[str, Any] | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed; no `url`: nowhere."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class World:
    """Users, chats, messages, updates. Its methods are the platform's own doings.

    Args:
        token: the bot's.
        clock: seconds, never backwards.
        limits: of the pace; None does not enforce any.
        privacy_mode: whether the bot sees only what is meant for it in groups.
        open_world: whether a chat comes into being when the bot first writes to its id.
        started_at: the Unix time of the beginning; the present one where it is not given.
    """

    def __init__(
        self,
        token: str,
        *,
        username: str = "chenbao_bot",
        clock: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        privacy_mode: bool = True,
        open_world: bool = False,
        started_at: float | None = None,
    ) -> None:
        bot_id = int(token.partition(":")[0])
        self.token = token
        self.clock = clock
        self.privacy_mode = privacy_mode
        self.open_world = open_world
        self.bot = User(bot_id, "Chenbao", username, is_bot=True)
        self.users: dict[int, User] = {bot_id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates(clock)
        self.webhook = Webhook()
        self.gate = Gate(limits)
        self.meter = Meter()
        self.calls: Journal[Call] = Journal()
        self.sent: Journal[Sent] = Journal()
        self.edits: Journal[Sent] = Journal()
        self.violations: list[Violation] = []
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.logged_out = False
        self._started = (time.time() if started_at is None else started_at, clock())
        self._supergroups = itertools.count(_FIRST_SUPERGROUP, -1)
        self._groups = itertools.count(-4_000_001, -1)
        self._query_ids = itertools.count(8_800_000_000_000_000_001)

    def date(self) -> int:
        """Now, as Unix time; it goes with the server's clock."""
        wall, clock = self._started
        return int(wall + self.clock() - clock)

    def forget(self) -> None:
        """Empty the records of what the bot did."""
        self.meter = Meter()
        for journal in (self.calls, self.sent, self.edits):
            journal.entries.clear()
        self.violations.clear()

    def note(self, call: Call, what: str) -> None:
        self.violations.append(Violation(call, what))

    def add_user(self, user: User) -> User:
        """Make `user` known, with the private chat they could have with the bot."""
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", user=user)
        return user

    def add_chat(
        self,
        type: ChatType,
        *,
        id: int | None = None,
        title: str = "",
        username: str = "",
        bot: Member | None = None,
        members: Iterable[Member] = (),
        topics: Iterable[int] = (),
        is_forum: bool = False,
    ) -> Chat:
        """Make a group, supergroup or channel; our bot is a member where nothing else is said."""
        numbers = self._groups if type == "group" else self._supergroups
        chat = Chat(id or next(numbers), type, title or type.capitalize(), username)
        chat.bot = bot or Member(self.bot, "administrator" if type == "channel" else "member")
        chat.members = {member.user.id: member for member in members}
        chat.topics = {number: Topic(number, f"Topic {number}") for number in topics}
        chat.is_forum = is_forum or bool(chat.topics)
        chat.last_message_id = max(chat.topics, default=0)
        self.chats[chat.id] = chat
        return chat

    def find_chat(self, reference: str) -> Chat:
        """The chat of a `chat_id` parameter: a number or @username.

        Raises: ApiError 400.
        """
        if not reference:
            raise bad_request("chat_id is empty")
        if reference.startswith("@"):
            name = reference[1:].lower()
            named = (chat for chat in self.chats.values() if chat.username.lower() == name)
            chat = next(named, None)
        else:
            number = int(reference) if reference.removeprefix("-").isdecimal() else 0
            chat = self.chats.get(number) or (self._create(number) if self.open_world else None)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def _create(self, number: int) -> Chat | None:
        if number > 0:
            user = self.add_user(User(number, f"User {number}", started=True))
            return self.chats[user.id]
        if number < 0:
            kind: ChatType = "supergroup" if number <= -(10**12) else "group"
            return self.add_chat(kind, id=number)
        return None

    def new_message(
        self, chat: Chat, content: dict[str, Any], *, sender: User | None, by_bot: bool = False
    ) -> Message:
        """Put a message into `chat`."""
        chat.last_message_id += 1
        body = {"message_id": chat.last_message_id, "date": self.date(), "chat": chat.json()}
        if sender is not None:
            body["from"] = sender.json()
        body |= content
        message = Message(chat.id, chat.last_message_id, body, by_bot, self.clock())
        chat.messages[message.message_id] = message
        return message

    def new_query(self, kind: str, body: dict[str, Any]) -> Query:
        """Tell the bot of a button or an inline query, and keep it until it is answered."""
        query = Query(str(next(self._query_ids)), self.clock(), {})
        query.body = {"id": query.id, **body}
        self.queries[query.id] = query
        self.updates.add(kind, query.body)
        return query
