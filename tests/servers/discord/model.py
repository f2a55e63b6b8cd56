"""What there is in this Discord: users, guilds, channels, messages, interactions. Plain data."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

#: JSON of a request or an answer.
Json = dict[str, Any]


class ChannelKind(IntEnum):
    """Channel types, with Discord's numbers."""

    TEXT = 0
    DIRECT = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = frozenset(
    {
        ChannelKind.ANNOUNCEMENT_THREAD,
        ChannelKind.PUBLIC_THREAD,
        ChannelKind.PRIVATE_THREAD,
    }
)


class InteractionKind(IntEnum):
    """Interaction types, with Discord's numbers."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class MessageFlag:
    """The bits of a message's `flags` that this server knows."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(eq=False)
class User:
    """An account.

    Attributes:
        installed: has the app installed for themselves, so that it works for them everywhere.
        takes_direct: lets the bot write to them.
    """

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    installed: bool = False
    takes_direct: bool = True

    @property
    def mention(self) -> str:
        """How the user is named in a message's text."""
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    """A role; the one with the guild's id is everybody's."""

    id: int
    name: str
    permissions: int
    position: int = 1


@dataclass(eq=False)
class Overwrite:
    """What a channel allows and denies to one role or one member."""

    allow: int = 0
    deny: int = 0
    of_member: bool = False


@dataclass(eq=False)
class Member:
    """A user in a guild."""

    user: User
    joined_at: float
    roles: list[Role] = field(default_factory=list)


@dataclass(eq=False)
class Guild:
    """A guild; `available` is False while it has an outage."""

    id: int
    name: str
    locale: str
    owner: User
    everyone: Role
    created_at: float
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)
    available: bool = True
    system_channel: "Channel | None" = None


@dataclass(eq=False)
class Channel:
    """A channel, a thread or a direct message.

    Attributes:
        parent: the channel a thread hangs on.
        recipient, bot: the two ends of a direct message.
        tags: those of a forum, id to name; `applied_tags` are those of one of its threads.
    """

    id: int
    kind: ChannelKind
    name: str
    created_at: float
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    bot: User | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    topic: str | None = None
    tags: dict[int, str] = field(default_factory=dict)
    requires_tag: bool = False
    applied_tags: list[int] = field(default_factory=list)
    owner_id: int | None = None
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0
    auto_archive_minutes: int = 1440
    thread_members: set[int] = field(default_factory=set)
    messages: "dict[int, Message]" = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread of any kind."""
        return self.kind in THREADS

    @property
    def parent_or_self(self) -> "Channel":
        """The channel whose permissions count here."""
        return self.parent if self.parent is not None else self

    @property
    def mention(self) -> str:
        """How the channel is named in a message's text."""
        return f"<#{self.id}>"


@dataclass(eq=False)
class Message:
    """A message, as it stands; `versions` are the bodies it had before.

    Attributes:
        allowed_mentions: as the author gave them; None if not at all.
        pings: the ids of those who were notified; "everyone" and "here" by name.
        previews: the links whose preview a client shows under the text.
        interaction: what it answers, if anything.
    """

    id: int
    channel: Channel
    author: User
    created_at: float
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    allowed_mentions: Json | None = None
    pings: frozenset[int | str] = frozenset()
    previews: list[str] = field(default_factory=list)
    reference: Json | None = None
    interaction: "Interaction | None" = None
    edited_at: float | None = None
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Whether one user alone sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def silent(self) -> bool:
        """Whether it notifies nobody."""
        return bool(self.flags & MessageFlag.SUPPRESS_NOTIFICATIONS)

    @property
    def text(self) -> str:
        """Everything a reader sees: the content and every text of every embed, a line each."""
        parts: list[str | None] = [self.content]
        for embed in self.embeds:
            parts += [embed.get("author", {}).get("name"), embed.get("title")]
            parts.append(embed.get("description"))
            for entry in embed.get("fields", []):
                parts += [entry["name"], entry["value"]]
            parts.append(embed.get("footer", {}).get("text"))
        return "\n".join(part for part in parts if part)

    @property
    def controls(self) -> list[Json]:
        """Its buttons and selects, in order."""
        rows = [row for row in self.components if row.get("type") == 1]
        return [control for row in rows for control in row["components"]]


@dataclass(eq=False)
class Interaction:
    """What a user did with the app, and what the app made of it.

    Attributes:
        data: as sent to the app.
        user_only: the app is here by the user's installation alone.
        callback: the type of the first answer; None until there is one.
        original: the first answer, once it is a message, or the message that was updated.
        followups: further messages.
        choices, modal: an answer that is not a message.
    """

    id: int
    token: str
    kind: InteractionKind
    user: User
    channel: Channel
    created_at: float
    data: Json
    user_only: bool = False
    message: Message | None = None
    callback: int | None = None
    original: Message | None = None
    original_deleted: bool = False
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None

    @property
    def answered(self) -> bool:
        """Whether the user has seen more than a loading sign."""
        if self.choices is not None or self.modal is not None or self.followups:
            return True
        if self.original is None:
            return self.callback == 6
        return not self.original.flags & MessageFlag.LOADING

    @property
    def messages(self) -> list[Message]:
        """Every message that answers it."""
        first = [self.original] if self.original is not None else []
        return first + self.followups

    @property
    def text(self) -> str:
        """The text of every message that answers it."""
        return "\n".join(message.text for message in self.messages)
