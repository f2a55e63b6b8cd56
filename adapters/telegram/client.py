"""Telegram's messenger: python-telegram-bot's Bot, without retries and waits of its own."""

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.addressing import address_commands
from adapters.telegram.handlers import Handlers
from adapters.telegram.menu import set_menus
from adapters.telegram.polling import Poller
from adapters.telegram.refusals import LOGIN_REFUSED, explain
from adapters.telegram.renderer import render
from adapters.telegram.webhook import Webhook
from bot.commands.conversations import Conversations
from bot.commands.table import COMMANDS
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import Payload
from bot.domain.message import Message
from bot.errors import ConfigError
from bot.ports.hook import Hook

#: Seconds. A send takes 5 + 5 + 15 at the most, which is less than its claim lasts.
CONNECT_TIMEOUT = 5.0
WRITE_TIMEOUT = 5.0
READ_TIMEOUT = 15.0
POOL_TIMEOUT = 1.0
#: Connections; over HTTP/2 one carries all.
CONNECTIONS = 64
OFFICIAL = "https://api.telegram.org/bot"
#: These log the addresses of requests, in which the token stands, and the chats' numbers.
_LOUD = ("httpx", "httpcore", "hpack", "telegram.Bot")


class TelegramMessenger:
    """One bot of Telegram's.

    Args:
        token: as @BotFather gave it.
        codes: command -> the short code that stands for it in a button.
        base_url: of a Bot API server of one's own, such as `http://127.0.0.1:8081`.
        proxy: an http or socks5 URL; None for none.
        webhook: takes the updates that Telegram brings; None lets them be fetched.
    """

    platform = "telegram"
    has_nonces = False

    def __init__(
        self,
        token: str,
        *,
        codes: Mapping[str, str],
        base_url: str | None = None,
        proxy: str | None = None,
        webhook: Webhook | None = None,
        connections: int = CONNECTIONS,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        for name in _LOUD:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._codes = codes
        self._webhook = webhook
        self.handlers: Handlers | None = None
        base = _with_bot(base_url) if base_url else OFFICIAL
        request = HTTPXRequest(
            # One more: the poll that waits.
            connection_pool_size=connections + 1,
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=read_timeout,
            write_timeout=WRITE_TIMEOUT,
            pool_timeout=POOL_TIMEOUT,
            # Without TLS nothing could agree on HTTP/2.
            http_version="2" if base.startswith("https://") else "1.1",
            proxy=proxy,
        )
        self.bot = Bot(
            token,
            base_url=base,
            base_file_url=base.removesuffix("/bot") + "/file/bot",
            # Certificates are heavy: read once.
            request=request,
            get_updates_request=request,
        )

    async def start(self) -> None:
        """Connect, and learn who the bot is.

        Raises:
            ConfigError: the token is not accepted.
            DeliveryError: Telegram cannot be reached.
        """
        # Spans of time as timedelta, as the library will have them.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        try:
            await self.bot.initialize()
        except InvalidToken:
            # The library's message holds the token.
            raise ConfigError(LOGIN_REFUSED) from None
        except TelegramError as error:
            raise explain(error) from error

    async def listen(self, conversations: Conversations, stop: asyncio.Event) -> None:
        """Let people talk to the bot until `stop`.

        Raises:
            ConfigError: another program does that with this token.
        """
        handlers = self.handlers = Handlers(
            self.bot, conversations, self, language=conversations.core.defaults.language or "zh"
        )
        menus = asyncio.create_task(set_menus(self.bot, COMMANDS))
        try:
            if self._webhook is None:
                await Poller(self.bot, handlers.take).run(stop)
            else:
                await self._take_what_comes(self._webhook, handlers, stop)
        finally:
            menus.cancel()
            await handlers.finish()

    async def _take_what_comes(
        self, webhook: Webhook, handlers: Handlers, stop: asyncio.Event
    ) -> None:
        webhook.open(handlers.take)
        try:
            await webhook.register(self.bot)
            await stop.wait()
        finally:
            webhook.open(None)

    @property
    def hooks(self) -> Mapping[str, Hook]:
        """What waits for requests, by path."""
        return {} if self._webhook is None else {self._webhook.path: self._webhook}

    async def close(self) -> None:
        """Let go of the connections."""
        await self.bot.shutdown()

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        """The calls that show `message`, in order."""
        return self.draw(message, self.mention if kind is ChatKind.GROUP else "")

    def draw(self, message: Message, mention: str = "") -> list[dict[str, Any]]:
        """The calls that show `message`.

        Args:
            mention: what stands behind the commands that it names.
        """
        addressed = address_commands(message, self._codes, mention)
        return render(addressed, codes=self._codes)

    @property
    def mention(self) -> str:
        """What stands behind a command in a group; nothing where the bot hears everything."""
        me = self.bot.bot
        return "" if me.can_read_all_group_messages else f"@{me.username}"

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        """Send one message; Telegram knows no nonce.

        Raises:
            DeliveryError: it was not confirmed.
        """
        given = {key: value for key, value in payload.items() if key not in ("method", "text")}
        try:
            sent = await self.bot.send_message(
                address.chat_id,
                payload["text"],
                # Thread 1 is General, which must not be named.
                message_thread_id=address.thread_id if address.thread_id > 1 else None,
                api_kwargs=given,
            )
        except TelegramError as error:
            raise explain(error) from error
        return str(sent.message_id)


def _with_bot(base_url: str) -> str:
    """The library wants `/bot` at the end; people leave it out."""
    return base_url.rstrip("/").removesuffix("/bot") + "/bot"
