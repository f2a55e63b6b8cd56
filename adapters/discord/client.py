"""Discord's messenger: discord.py's HTTP client, without the gateway."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from discord import HTTPException, LoginFailure, RateLimited
from discord.http import Route

from adapters.discord.api import PromptClient
from adapters.discord.refusals import NETWORK_ERRORS, LOGIN_REFUSED, explain
from adapters.discord.renderer import render
from bot.domain.chat import ChatAddress
from bot.domain.delivery import Payload
from bot.domain.message import Message
from bot.errors import ConfigError, DeliveryError

_FAILURES = (HTTPException, RateLimited, DeliveryError, *NETWORK_ERRORS)


class DiscordMessenger:
    """One bot of Discord's.

    Args:
        token: of the bot, from the Developer Portal.
        codes: command -> the short code that stands for it in a button.
        api_base: of a REST proxy, such as `http://127.0.0.1:3000/api/v10`.
        proxy: an http URL; None for none.
    """

    platform = "discord"

    def __init__(
        self,
        token: str,
        *,
        codes: Mapping[str, str],
        api_base: str | None = None,
        proxy: str | None = None,
    ) -> None:
        self._token = token
        self._codes = codes
        self._api_base = api_base
        self._proxy = proxy

    async def start(self) -> None:
        """Log in over REST.

        Raises:
            ConfigError: the token is not accepted.
            DeliveryError: Discord cannot be reached.
        """
        if self._api_base is not None:
            # The library knows one address for all its clients.
            Route.BASE = self._api_base.rstrip("/")
        self.http = PromptClient(asyncio.get_running_loop(), proxy=self._proxy)
        try:
            self.me = await self.http.static_login(self._token)
        except LoginFailure:
            await self.http.close()
            raise ConfigError(LOGIN_REFUSED) from None
        except _FAILURES as error:
            await self.http.close()
            raise explain(error) from error

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.close()

    def render(self, message: Message, language: str) -> Sequence[Payload]:
        """The messages that show `message`, in order."""
        return render(message, codes=self._codes)

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        """Send one message; the same `nonce` within minutes makes no second one.

        Raises:
            DeliveryError: it was not confirmed.
        """
        channel_id = address.thread_id or address.chat_id
        body = {**payload["message"], "nonce": nonce, "enforce_nonce": True}
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        try:
            sent: dict[str, Any] = await self.http.request(route, json=body)
        except _FAILURES as error:
            raise explain(error) from error
        return str(sent["id"])
