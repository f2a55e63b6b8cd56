"""Who speaks, and where, from what Telegram says of a message or a pressed button."""

import re
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from telegram import Bot, Chat, ChatMember, MaybeInaccessibleMessage, Message, User
from telegram.constants import ChatID
from telegram.error import TelegramError

from adapters.telegram.admins import Admins
from adapters.telegram.markup import WORD_JOINER
from bot.commands.call import Request, everybody
from bot.commands.dispatch import parse_line, read_lines
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.surroundings import Surroundings
from bot.views.texts import nearest_language

_KINDS = {
    Chat.PRIVATE: ChatKind.PRIVATE,
    Chat.GROUP: ChatKind.GROUP,
    Chat.SUPERGROUP: ChatKind.GROUP,
    Chat.CHANNEL: ChatKind.CHANNEL,
}
#: `/subscribe @our_channel 医学图像`: in private, about another chat.
_REMOTE = re.compile(
    r"(?P<command>[/／]\w+)(?:@\w+)?\s+(?P<target>@[A-Za-z]\w{3,31}|-\d{5,16})(?:\s+(?P<rest>.*))?",
    re.S,
)
_ADDRESSED = re.compile(r"/\w+@(?P<bot>\w+)")


def to_address(message: Message) -> ChatAddress:
    """Where a message stands. In groups that are no forums a thread is but a chain of replies."""
    thread = message.message_thread_id if message.is_topic_message else None
    return ChatAddress(platform="telegram", chat_id=message.chat.id, thread_id=thread or 0)


def chained_to(message: MaybeInaccessibleMessage) -> int | None:
    """What an answer has to reply to so that it stands where `message` stands: the message, where
    it is a comment on a channel's post, or another link of a chain; None anywhere else."""
    if not isinstance(message, Message) or message.is_topic_message:
        return None
    return message.message_id if message.message_thread_id else None


def private_of(user: User) -> ChatAddress:
    """The private chat with a person: it has their number."""
    return ChatAddress(platform="telegram", chat_id=user.id)


def to_kind(chat: Chat) -> ChatKind:
    """What sort of place it is."""
    return _KINDS.get(chat.type, ChatKind.GROUP)


def is_in(member: ChatMember) -> bool:
    """Whether somebody is in a chat, as far as a member can be described."""
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


def why_silent(member: ChatMember, *, is_private: bool) -> str | None:
    """Why the bot cannot write there any more; None where it can."""
    if member.status in (ChatMember.BANNED, ChatMember.LEFT):
        return "the bot was blocked" if is_private else "the bot was removed"
    # Of an administrator only channels say so, of a restricted member only groups.
    for right in ("can_post_messages", "can_send_messages"):
        if getattr(member, right, None) is False:
            return "the bot may not write there"
    return None


def is_for_another(text: str, username: str) -> bool:
    """Whether it is a command to another bot."""
    addressed = _ADDRESSED.match(text)
    return addressed is not None and addressed["bot"].casefold() != username.casefold()


def is_ours_to_hear(message: Message) -> bool:
    """Whether a person, or a chat as such, says it: no other bot, no channel's post once more."""
    if message.is_automatic_forward or message.via_bot is not None:
        return False
    speaker = message.from_user
    if speaker is None or message.sender_chat is not None:
        return True
    return not speaker.is_bot and speaker.id != ChatID.SERVICE_CHAT


def split_by_place(request: Request) -> list[Request]:
    """Commands that were pasted at once, those of them together that are about one chat."""
    lines = read_lines(request)
    if request.kind is not ChatKind.PRIVATE or len(lines) == 1:
        return [request]
    by_place = groupby(lines, key=lambda line: _read_remote(line)[0])
    return [replace(request, text="\n".join(some)) for _, some in by_place]


def _read_remote(text: str) -> tuple[str, str]:
    """The other chat that a line is about, as it is named there, and the line as it would be typed
    in that chat; no name where it is about none."""
    # As this bot writes names, so that nobody is called by them.
    named = _REMOTE.fullmatch(text.replace(WORD_JOINER, "").strip())
    if named is None:
        return "", text
    there = f"{named['command']} {named['rest'] or ''}".strip()
    line = parse_line(there)
    if line is None or line.command is None or line.command.looks_up:
        return "", text
    return named["target"], there


class People:
    """Makes requests of what Telegram tells.

    Args:
        language: of those of whom Telegram does not say it.
    """

    def __init__(self, bot: Bot, admins: Admins, *, language: str) -> None:
        self._bot = bot
        self._admins = admins
        self._language = language
        self._surroundings = Surroundings(start_url=f"https://t.me/{bot.username}?start=")

    @property
    def start_url(self) -> str:
        """Opens the private chat."""
        return self._surroundings.start_url

    def language_of(self, user: User | None) -> str:
        """The language of ours that is nearest to a reader's."""
        code = user.language_code if user is not None else None
        if not code:
            return self._language
        return nearest_language(code)

    def of_message(self, message: Message, text: str) -> Request:
        """What somebody typed."""
        chat, speaks_for = message.chat, message.sender_chat
        asked = Request(
            address=to_address(message),
            kind=to_kind(chat),
            text=text,
            language=self.language_of(message.from_user),
            surroundings=self._surroundings,
            sent_at=_aware(message.date),
        )
        if speaks_for is not None:
            # The chat itself: its post, or an administrator who stays anonymous. Or another one.
            is_itself = speaks_for.id == chat.id
            return asked if is_itself else replace(asked, manages=_nobody)
        if message.from_user is None:
            return asked
        return self._of(asked, chat, message.from_user)

    def of_press(self, chat: Chat, address: ChatAddress, user: User) -> Request:
        """Whoever pressed a button."""
        asked = Request(
            address=address,
            kind=to_kind(chat),
            language=self.language_of(user),
            surroundings=self._surroundings,
        )
        return self._of(asked, chat, user)

    def _of(self, asked: Request, chat: Chat, user: User) -> Request:
        async def manages() -> bool:
            return await self._admins.is_admin(chat.id, user.id)

        is_private = asked.kind is ChatKind.PRIVATE
        return replace(asked, asker=private_of(user), manages=everybody if is_private else manages)

    async def from_afar(self, request: Request) -> tuple[Request, str] | None:
        """In private, commands about another chat: the same as if they were typed there, and how
        that chat was named; None where they are none.

        Args:
            request: as `split_by_place` gives it.
        """
        lines = [_read_remote(line) for line in read_lines(request)]
        named = [(target, line) for target, line in lines if target]
        if not named or request.kind is not ChatKind.PRIVATE or request.asker is None:
            return None
        target, text = named[0][0], "\n".join(line for _, line in named)
        chat_id, kind = await self._find_chat(target)
        person = request.asker.chat_id

        async def manages() -> bool:
            # Ours first: of a chat that the bot is not in, nobody is told anything.
            return (
                chat_id != 0
                and await self._admins.is_admin(chat_id, self._bot.id)
                and await self._admins.is_admin(chat_id, person)
            )

        there = replace(
            request,
            address=ChatAddress(platform="telegram", chat_id=chat_id),
            kind=kind,
            text=text,
            manages=manages,
            remote=True,
            typed_by=request.asker,
            asker=None,
        )
        return there, target

    async def _find_chat(self, target: str) -> tuple[int, ChatKind]:
        """The number of a chat, 0 where the bot does not see it, and what it is."""
        try:
            chat = await self._bot.get_chat(target if target[0] == "@" else int(target))
        except TelegramError:
            return 0, ChatKind.CHANNEL
        return chat.id, _KINDS.get(chat.type, ChatKind.GROUP)


async def _nobody() -> bool:
    return False


def _aware(date: datetime | None) -> datetime | None:
    """The time of a message; of one that is too old to be shown there is none."""
    return date if date is not None and date.timestamp() > 0 else None
