"""Updates by long polling.

https://core.telegram.org/bots/api#getupdates. An update is confirmed by the next poll, which asks
for those behind it; until then Telegram keeps it, for 24 hours.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.refusals import LOGIN_REFUSED, explain
from bot.errors import ConfigError

log = logging.getLogger(__name__)

Raw = dict[str, Any]

#: What is asked for: edited messages and posts are not.
KINDS = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
#: Seconds that Telegram waits for an update before it says that there is none.
WAIT = 25
#: Seconds more until an answer that does not come is given up.
_SLACK = 10.0
#: So many polls ended by another one, one behind the other, are not an old process that goes.
MAX_CONFLICTS = 5
#: Seconds until the next try after a failure: doubled, up to the last.
_FIRST_RETRY, _LAST_RETRY = 1.0, 30.0
SECOND_POLLER = (
    "another program fetches the messages of this Telegram bot: stop it, or get a new token from "
    "@BotFather (/revoke) and put it into the settings (telegram.token)"
)


class Poller:
    """Fetches updates of one bot.

    Args:
        take: is given each update as it came, in order.
        first_retry: seconds until the next try after a failure.
    """

    def __init__(
        self, bot: Bot, take: Callable[[Raw], None], *, first_retry: float = _FIRST_RETRY
    ) -> None:
        self._bot = bot
        self._take = take
        self._first_retry = first_retry
        self._offset = 0
        self._confirmed = 0
        self._conflicts = 0
        self._retry = first_retry

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until `stop`.

        Raises:
            ConfigError: another program fetches them too, or the token is not accepted any more.
        """
        fetching = asyncio.create_task(self._fetch_for_ever())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if fetching.done():
                await fetching
        finally:
            for task in (fetching, stopping):
                task.cancel()
            await asyncio.gather(fetching, stopping, return_exceptions=True)
        await self._confirm()

    async def _fetch_for_ever(self) -> None:
        # While there is a webhook, nothing can be fetched.
        while not await self._try(self._bot.delete_webhook):
            pass
        while True:
            await self._try(self._poll)

    async def _try(self, ask: Callable[[], Awaitable[object]]) -> bool:
        """Ask; after a failure wait. Whether it went well."""
        try:
            await ask()
        except InvalidToken:
            raise ConfigError(LOGIN_REFUSED) from None
        except Conflict as error:
            self._conflicts += 1
            if self._conflicts >= MAX_CONFLICTS:
                raise ConfigError(SECOND_POLLER) from None
            # An old process that is still going is gone soon.
            self._retry = self._first_retry
            await self._wait(error)
        except TelegramError as error:
            await self._wait(error)
        else:
            self._conflicts, self._retry = 0, self._first_retry
            return True
        return False

    async def _wait(self, error: TelegramError) -> None:
        if self._retry == self._first_retry:
            log.warning("updates cannot be fetched now: %s", explain(error))
        seconds = self._retry
        if isinstance(error, RetryAfter):
            seconds = max(seconds, explain(error).retry_after or 0)
        self._retry = min(self._retry * 2, _LAST_RETRY)
        await asyncio.sleep(seconds)

    async def _poll(self) -> None:
        for update in await self._fetch(WAIT):
            self._offset = max(self._offset, int(update["update_id"]) + 1)
            self._take(update)

    async def _fetch(self, wait: int) -> list[Raw]:
        # As it came: one update that the library cannot read must not hold up the others.
        offset = self._offset
        asked = {"offset": offset, "timeout": wait, "allowed_updates": json.dumps(KINDS)}
        found = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=wait + _SLACK
        )
        self._confirmed = offset
        return found if isinstance(found, list) else []

    async def _confirm(self) -> None:
        """Let Telegram forget what was taken; what is new now waits for the next start."""
        if self._offset == self._confirmed:
            return
        try:
            await self._fetch(0)
        except TelegramError as error:
            log.info("the last updates will come again: %s", explain(error))
