"""Discord's messenger: discord.py's HTTP client; and its ear, the gateway."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from discord import HTTPException, LoginFailure
from discord.http import Route

from adapters.discord.api import PromptClient, open_client
from adapters.discord.handlers import Handlers
from adapters.discord.listening import Ear
from adapters.discord.places import ANNOUNCEMENT, Find, Place, Places, needed
from adapters.discord.posts import Posts
from adapters.discord.presence import Presence
from adapters.discord.refusals import (
    ALREADY_PUBLISHED,
    FAILURES,
    LOGIN_REFUSED,
    MISSING_PERMISSIONS,
    explain,
    lacking,
    not_sent,
)
from adapters.discord.renderer import render
from bot.commands.conversations import Conversations
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import Payload
from bot.domain.message import Message
from bot.errors import ConfigError, DeliveryError, Fate
from bot.ports.hook import Hook

_log = logging.getLogger(__name__)


class DiscordMessenger:
    """One bot of Discord's.

    An address is that of a channel, with the thread's id where the chat is a thread in it; a
    person's is that of the direct channel with them (`open_direct`).

    Args:
        token: of the bot, from the Developer Portal.
        codes: command -> the short code that stands for it in a button.
        api_base: of a REST proxy, such as `http://127.0.0.1:3000/api/v10`.
        proxy: an http or socks5 URL; None for none.
        reads_messages: Discord grants the bot to read what is written in channels.
        find: what is known of a channel without asking; the gateway, once there is one.
        now: seconds since 1970.
    """

    platform = "discord"
    has_nonces = True

    def __init__(
        self,
        token: str,
        *,
        codes: Mapping[str, str],
        api_base: str | None = None,
        proxy: str | None = None,
        reads_messages: bool = False,
        find: Find | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._token = token
        self._codes = codes
        self._api_base = api_base
        self._proxy = proxy
        self._reads_messages = reads_messages
        self._find = find
        self._now = now

    async def start(self) -> None:
        """Log in over REST.

        Raises:
            ConfigError: the token is not accepted.
            DeliveryError: Discord cannot be reached.
        """
        if self._api_base is not None:
            # The library has one address for all its clients.
            Route.BASE = self._api_base.rstrip("/")
        self._http = open_client(asyncio.get_running_loop(), self._proxy)
        try:
            me = await self._http.static_login(self._token)
        except LoginFailure:
            await self._http.end()
            raise ConfigError(LOGIN_REFUSED) from None
        except FAILURES as error:
            await self._http.end()
            raise not_sent(error) from error
        self.speak(self._http, int(me["id"]))

    def speak(self, http: PromptClient, bot_id: int) -> None:
        """Speak over these connections, which are logged in."""
        self._http, self._id = http, str(bot_id)
        self._places = Places(http, self._find)
        self._posts = Posts(http, self._id, self._now)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.end()

    async def listen(self, conversations: Conversations, stop: asyncio.Event) -> None:
        """Let people talk to the bot until `stop`.

        Raises:
            ConfigError: the token is accepted no longer.
        """
        handlers = Handlers(conversations, self, self._now)
        presence = Presence(conversations.core, self._places, handlers.greet)
        ear = Ear(
            self._http,
            self._places,
            [handlers, presence],
            reads_messages=self._reads_messages,
        )
        await ear.listen(stop)

    @property
    def hooks(self) -> Mapping[str, Hook]:
        """Nothing waits for requests: Discord has the gateway."""
        return {}

    @property
    def http(self) -> PromptClient:
        """The connections, logged in."""
        return self._http

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        """The messages that show `message`, in order."""
        return render(message, codes=self._codes)

    async def open_direct(self, user_id: int) -> int:
        """The id of the direct channel with a person.

        Raises:
            DeliveryError: there can be none.
        """
        route = Route("POST", "/users/@me/channels")
        try:
            opened = await self._http.request(route, json={"recipient_id": str(user_id)})
        except FAILURES as error:
            raise not_sent(error) from error
        return int(opened["id"])

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        """Send one message; the same `nonce` within minutes makes no second one.

        Raises:
            DeliveryError: it was not confirmed.
        """
        try:
            place = await self._places.get(address.chat_id)
        except FAILURES as error:
            raise not_sent(error) from error
        _check(place, payload["message"], in_thread=bool(address.thread_id))
        try:
            return await self._send(place, address.thread_id, payload, nonce)
        except FAILURES as error:
            raise await self._explain(error, place, address, payload) from error

    async def _send(self, place: Place, thread_id: int, payload: Payload, nonce: str) -> str:
        if thread_id:
            return await self._write(thread_id, payload["message"], nonce)
        if place.is_forum:
            return await self._post(place, payload, nonce)
        message_id = await self._write(place.id, payload["message"], nonce)
        if place.kind == ANNOUNCEMENT:
            await self._publish(place.id, message_id)
        return message_id

    async def _write(self, channel_id: int, body: Mapping[str, Any], nonce: str) -> str:
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        form = {**body, "nonce": nonce, "enforce_nonce": True}
        return str((await self._http.request(route, json=form))["id"])

    async def _post(self, forum: Place, payload: Payload, nonce: str) -> str:
        """The first part is the post, the others are messages in it."""
        try:
            found = await self._posts.find(forum, payload)
        except FAILURES as error:
            raise not_sent(error) from error
        if found is None:
            return await self._posts.start(forum, payload)
        post_id, message_id = found
        if payload["part"] == 1:
            return message_id
        return await self._write(post_id, payload["message"], nonce)

    async def _publish(self, channel_id: int, message_id: str) -> None:
        """Show it to those who follow the channel. It was sent, whatever comes of this."""
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/crosspost",
            channel_id=channel_id,
            message_id=message_id,
        )
        try:
            await self._http.request(route)
        except FAILURES as error:
            if not isinstance(error, HTTPException) or error.code != ALREADY_PUBLISHED:
                _log.warning("an announcement was sent but not published: %s", explain(error))

    async def _explain(
        self, error: Exception, place: Place, address: ChatAddress, payload: Payload
    ) -> DeliveryError:
        """The error of the port; a permission that is missing is named where it can be known."""
        explained = explain(error)
        if explained.fate is Fate.CLOSED:
            # What was known of the channel is no longer true.
            self._places.forget(place.id)
        is_denied = isinstance(error, HTTPException) and error.code == MISSING_PERMISSIONS
        if not is_denied or place.guild_id is None:
            return explained
        wanted = needed(payload["message"], in_thread=bool(address.thread_id))
        try:
            missing = wanted & ~await self._places.get_granted(place, self._id)
        except FAILURES:
            return explained
        return lacking(missing.names) if missing else explained


def _check(place: Place, body: Mapping[str, Any], *, in_thread: bool) -> None:
    """Refuse what is known to be refused: Discord shuts out who asks in vain too often.

    Raises:
        DeliveryError: CLOSED.
    """
    if place.granted is None:
        return
    missing = needed(body, in_thread=in_thread) & ~place.granted
    if missing:
        raise lacking(missing.names)
