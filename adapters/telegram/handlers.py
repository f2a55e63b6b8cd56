"""What Telegram tells, given to the conversations, and what they answer, given to the voice."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, Protocol

from telegram import (
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    Update,
)
from telegram.error import TelegramError

from adapters.telegram.admins import Admins
from adapters.telegram.inline import to_line, to_results
from adapters.telegram.lanes import Lanes
from adapters.telegram.people import (
    People,
    chained_to,
    is_for_another,
    is_in,
    is_ours_to_hear,
    private_of,
    split_by_place,
    to_address,
    to_kind,
    why_silent,
)
from adapters.telegram.polling import Raw
from adapters.telegram.refusals import explain
from adapters.telegram.voice import Artist, Voice
from bot.commands.call import Request
from bot.commands.conversations import Conversations
from bot.commands.dispatch import parse_line
from bot.commands.offers import find_offers
from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.message import Message as Said
from bot.views.errors import too_many, too_old, trouble
from bot.views.texts import get_texts

log = logging.getLogger(__name__)

#: Updates that are known again when they come twice.
_REMEMBERED = 1_000
#: Seconds that Telegram may give the same person the same inline answer.
_INLINE_KEPT_FOR = 60
#: Seconds for answers under way when the bot is told to stop.
_GRACE = 5.0


class Handlers:
    """Handles the updates of one bot; `take` is given each as it came.

    Attributes:
        button_wait: seconds after which a button stops to show that it works, though its answer is
            not there yet.
    """

    button_wait = 2.0

    def __init__(
        self, bot: Bot, conversations: Conversations, artist: "Draughtsman", *, language: str
    ) -> None:
        self._bot = bot
        self._conversations = conversations
        self._artist = artist
        self._admins = Admins(bot)
        self._people = People(bot, self._admins, language=language)
        self._voice = Voice(bot, artist, conversations.move)
        self._lanes = Lanes()
        self._seen: OrderedDict[int, None] = OrderedDict()
        #: Everything that is asked for (`polling.KINDS`); an update is of one kind.
        self._kinds: Mapping[str, Callable[[Any], Awaitable[None]]] = {
            "message": self._hear,
            "channel_post": self._hear,
            "callback_query": self._press,
            "my_chat_member": self._note_membership,
            "inline_query": self._offer,
        }

    def take(self, raw: Raw) -> None:
        """Handle an update behind those of its lane; one that came before, or that nobody can
        read, is left alone."""
        try:
            update = Update.de_json(raw, self._bot)
            lane = _lane_of(update) if self._concerns_us(update) else None
        except Exception as error:
            # What is not an update must neither stop the others nor be sent again and again.
            log.warning("an update cannot be read: %s", type(error).__name__, exc_info=True)
            return
        if lane is None or update.update_id in self._seen:
            return
        self._seen[update.update_id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        self._lanes.put(lane, self._handle(update))

    async def idle(self) -> None:
        """Until everything taken so far is handled."""
        await self._lanes.idle()

    async def finish(self) -> None:
        """Let what is under way end."""
        await self._lanes.finish(_GRACE)

    async def _handle(self, update: Update) -> None:
        try:
            for kind, handle in self._kinds.items():
                if (told := getattr(update, kind)) is not None:
                    await handle(told)
        except Exception:
            trouble_id = secrets.token_hex(3)
            log.exception("an update could not be handled, trouble id %s", trouble_id)
            await self._say_trouble(update, trouble_id)

    def _concerns_us(self, update: Update | None) -> bool:
        """Whether anything could come of it: what people say to each other takes nobody's place in
        a lane."""
        message = update and (update.message or update.channel_post)
        if not message or message.migrate_to_chat_id or message.forum_topic_reopened:
            return True
        text = message.text or message.caption or ""
        if not is_ours_to_hear(message) or is_for_another(text, self._bot.username):
            return False
        return parse_line(text, to_kind(message.chat)) is not None or bool(ArxivId.find_all(text))

    async def _hear(self, message: Message) -> None:
        if message.migrate_to_chat_id is not None:
            await self._conversations.move(to_address(message), message.migrate_to_chat_id)
        if message.forum_topic_reopened is not None:
            await self._conversations.let_in(to_address(message))
        text = message.text or message.caption or ""
        if not text:
            return
        request = self._people.of_message(message, text)
        if parse_line(text, request.kind) is not None:
            await self._answer(request, message)
        elif (card := await self._conversations.overhear(request)) is not None:
            await self._say(request, card, reply_to=message.message_id)

    async def _answer(self, request: Request, message: Message) -> None:
        # In private it is plain to whom the bot speaks.
        reply_to = None if request.kind is ChatKind.PRIVATE else message.message_id
        async with self._voice.at_work(request.address):
            for part in split_by_place(request):
                asked, mention = await self._find_there(part)
                async for answer in self._conversations.answer(asked):
                    await self._voice.say(
                        request.address,
                        answer,
                        mention=mention,
                        reply_to=reply_to,
                        chained=chained_to(message),
                    )

    async def _find_there(self, request: Request) -> tuple[Request, str]:
        """What is asked, of whichever chat it is about, and what stands behind commands there."""
        # Telegram soon refuses a bot that looks up many names.
        if self._conversations.has_patience(request):
            there = await self._people.from_afar(request)
            if there is not None:
                return there[0], f" {there[1]}"
        return request, self._mention(request)

    async def _press(self, query: CallbackQuery) -> None:
        on = query.message
        if on is None:
            # Inline: the message is in a chat that the bot does not see.
            await self._voice.acknowledge(query)
            return
        if not on.is_accessible and on.chat.is_forum:
            # Nobody says in which topic it stood: whatever is done would be done in General.
            texts = get_texts(self._people.language_of(query.from_user))
            await self._voice.whisper(query, too_old(texts))
            return
        address = (
            to_address(on)
            if isinstance(on, Message)
            else ChatAddress(platform="telegram", chat_id=on.chat.id)
        )
        request = self._people.of_press(on.chat, address, query.from_user)
        async with asyncio.TaskGroup() as group:
            pressed = self._conversations.press(request, query.data or "")
            pressing = group.create_task(pressed)
            await asyncio.wait({pressing}, timeout=self.button_wait)
            is_answered = not pressing.done() and await self._voice.acknowledge(query)
        reply = pressing.result()
        if not is_answered:
            if reply.message.personal and await self._voice.whisper(query, reply.message):
                return
            await self._voice.acknowledge(query)
        if reply.message.personal and request.kind is ChatKind.CHANNEL:
            # Its readers are not to see it, and it matters to none but the one who pressed.
            return
        if reply.in_place and on.is_accessible:
            await self._voice.put_in_place(
                address,
                on.message_id,
                reply.message,
                mention=self._mention(request),
                chained=chained_to(on),
            )
        else:
            await self._say(request, reply.message, chained=chained_to(on))

    async def _note_membership(self, changed: ChatMemberUpdated) -> None:
        chat = changed.chat
        self._admins.forget(chat.id)
        address = ChatAddress(platform="telegram", chat_id=chat.id)
        is_private = to_kind(chat) is ChatKind.PRIVATE
        reason = why_silent(changed.new_chat_member, is_private=is_private)
        if reason is not None:
            await self._conversations.shut_out(address, reason)
            return
        await self._conversations.let_in(address)
        if to_kind(chat) is ChatKind.GROUP and not is_in(changed.old_chat_member):
            language = self._people.language_of(changed.from_user)
            if (hello := await self._conversations.greet(address, language)) is not None:
                await self._voice.say(address, hello, mention=self._artist.mention)

    async def _offer(self, query: InlineQuery) -> None:
        person, language = query.from_user, self._people.language_of(query.from_user)
        if self._conversations.may_type_on(private_of(person)):
            offers = await find_offers(
                self._conversations.core,
                private_of(person),
                query.query,
                language=language,
                start_url=self._people.start_url,
            )
            given: dict[str, Any] = {"results": to_results(offers, self._artist)}
            kept_for = _INLINE_KEPT_FOR
        else:
            given, kept_for = to_line(too_many(get_texts(language))), 0
        try:
            await self._bot.answer_inline_query(
                query.id, [], cache_time=kept_for, is_personal=True, api_kwargs=given
            )
        except TelegramError as error:
            log.info("an inline query could not be answered: %s", explain(error))

    def _mention(self, request: Request) -> str:
        return self._artist.mention if request.kind is ChatKind.GROUP else ""

    async def _say(self, request: Request, message: Said, **where: int | None) -> None:
        await self._voice.say(request.address, message, mention=self._mention(request), **where)

    async def _say_trouble(self, update: Update, trouble_id: str) -> None:
        """To those who asked for something; to others it is none of theirs."""
        message = update.effective_message
        if not isinstance(message, Message):
            return
        text = message.text or message.caption or ""
        if update.callback_query is None and parse_line(text, to_kind(message.chat)) is None:
            return
        texts = get_texts(self._people.language_of(update.effective_user))
        await self._voice.say(to_address(message), trouble(texts, trouble_id))


class Draughtsman(Artist, Protocol):
    """Draws messages, and knows what stands behind commands in groups."""

    @property
    def mention(self) -> str:
        """What stands behind a command in a group."""


def _lane_of(update: Update | None) -> Hashable | None:
    """What keeps its order: what one person does in one chat, or types inline; what becomes of a
    chat. None for what is not ours.

    In a group nobody waits for the answer to somebody else.
    """
    if update is None:
        return None
    person, chat = update.effective_user, update.effective_chat
    if update.inline_query is not None:
        return "inline", update.inline_query.from_user.id
    if chat is None:
        return person and person.id
    if to_kind(chat) is ChatKind.PRIVATE or update.my_chat_member is not None:
        return chat.id
    return chat.id, person and person.id
