"""What the bot answers: sent, put in the place of a message, or shown to one person alone."""

import asyncio
import logging
from asyncio import sleep
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from telegram import Bot, CallbackQuery
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError

from adapters.telegram.refusals import explain
from bot.domain.chat import ChatAddress
from bot.domain.message import Message
from bot.errors import Fate

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Characters of what pops up over the chat.
MAX_POPUP = 200
#: Shorter ones pass by; longer ones have to be read and closed.
_SHORT_POPUP = 40
#: Seconds that an answer waits where the chat had too many.
_MAX_WAIT = 20.0
#: Seconds after which it is shown that an answer is being made, and how long Telegram shows it.
_SOON, _TYPING_LASTS = 1.0, 4.5
_UNCHANGED = "message is not modified"


class Artist(Protocol):
    """Draws messages."""

    def draw(self, message: Message, mention: str = "") -> list[dict[str, Any]]:
        """The calls that show `message`."""


class Voice:
    """Says what is to be said; whatever Telegram refuses is logged, not raised.

    Args:
        moved: told the new number of a chat that was found under another one.
    """

    def __init__(
        self, bot: Bot, artist: Artist, moved: Callable[[ChatAddress, int], Awaitable[None]]
    ) -> None:
        self._bot = bot
        self._artist = artist
        self._moved = moved

    async def say(
        self,
        address: ChatAddress,
        message: Message,
        *,
        mention: str = "",
        reply_to: int | None = None,
        chained: int | None = None,
    ) -> None:
        """Send an answer, as a reply to a message where one is named.

        Args:
            chained: the message that every part has to reply to (`people.chained_to`).
        """
        first = reply_to if chained is None else chained
        for part, payload in enumerate(self._artist.draw(message, mention)):
            if not await self._send(address, payload, _quoting(chained if part else first)):
                return

    @asynccontextmanager
    async def at_work(self, address: ChatAddress) -> AsyncIterator[None]:
        """Show that an answer is being made, where that takes a while."""
        task = asyncio.create_task(self._type(address))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _type(self, address: ChatAddress) -> None:
        wait = _SOON
        while True:
            await asyncio.sleep(wait)
            wait = _TYPING_LASTS
            try:
                await self._bot.send_chat_action(
                    address.chat_id, ChatAction.TYPING, message_thread_id=_thread(address)
                )
            except TelegramError as error:
                log.debug("it could not be shown that an answer comes: %s", explain(error))

    async def put_in_place(
        self,
        address: ChatAddress,
        message_id: int,
        message: Message,
        *,
        mention: str = "",
        chained: int | None = None,
    ) -> None:
        """Let `message` stand where another one stood; see `say`."""
        first, *rest = self._artist.draw(message, mention)

        async def edit() -> None:
            await self._bot.edit_message_text(
                first["text"],
                chat_id=address.chat_id,
                message_id=message_id,
                api_kwargs=_options(first),
            )

        try:
            await _patiently(edit)
        except BadRequest as error:
            if _UNCHANGED in error.message.casefold():
                return
            log.info("a message is answered anew: %s", explain(error))
            await self.say(address, message, mention=mention, chained=chained)
            return
        except TelegramError as error:
            log.warning("a message could not be changed: %s", explain(error))
            return
        for payload in rest:
            await self._send(address, payload, _quoting(chained))

    async def whisper(self, query: CallbackQuery, message: Message) -> bool:
        """Show a short answer to the one who pressed a button alone; False where it does not fit."""
        url = next((action.url for action in message.actions if action.url), "")
        text = "\n".join(filter(None, (message.heading, message.text)))
        if url:
            return await self.acknowledge(query, url=url)
        # A popup has no buttons.
        if message.cards or message.preformatted or message.actions or len(text) > MAX_POPUP:
            return False
        return await self.acknowledge(query, text=text, show_alert=len(text) > _SHORT_POPUP)

    async def acknowledge(self, query: CallbackQuery, **said: Any) -> bool:
        """Answer a button's query: until then it shows that it works."""
        try:
            await self._bot.answer_callback_query(query.id, **said)
        except TelegramError as error:
            # After some minutes there is nothing to answer any more.
            log.info("a button could not be answered: %s", explain(error))
            return False
        return True

    async def _send(
        self, address: ChatAddress, payload: Mapping[str, Any], given: Mapping[str, Any]
    ) -> bool:
        chat_id = address.chat_id

        async def send() -> None:
            await self._bot.send_message(
                chat_id,
                payload["text"],
                message_thread_id=_thread(address),
                api_kwargs={**_options(payload), **given},
            )

        try:
            try:
                await _patiently(send)
            except ChatMigrated as error:
                await self._moved(address, error.new_chat_id)
                chat_id = error.new_chat_id
                await send()
        except TelegramError as error:
            log.warning("an answer could not be sent: %s", explain(error))
            return False
        return True


def _thread(address: ChatAddress) -> int | None:
    """Thread 1 is General, which must not be named."""
    return address.thread_id if address.thread_id > 1 else None


def _quoting(message_id: int | None) -> dict[str, Any]:
    """That a message is a reply, where it is one."""
    if message_id is None:
        return {}
    quoted = {"message_id": message_id, "allow_sending_without_reply": True}
    return {"reply_parameters": quoted}


def _options(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key not in ("method", "text")}


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Once more where it has not been done: the chat had too many, or nothing left the house."""
    try:
        return await ask()
    except TelegramError as error:
        trouble = explain(error)
        wait = trouble.retry_after or 0.0 if isinstance(error, RetryAfter) else 0.5
        if trouble.fate not in (Fate.LIMITED, Fate.NOT_SENT) or wait > _MAX_WAIT:
            raise
    await sleep(wait)
    return await ask()
