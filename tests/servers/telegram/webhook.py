"""Pushes updates to the bot's webhook, one after the other, until each is accepted."""

import asyncio
import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.servers.telegram.call import Call, as_strings
from tests.servers.telegram.errors import ApiError
from tests.servers.telegram.http import Front
from tests.servers.telegram.updates import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Pusher:
    """Args: retry: real seconds between attempts at one update."""

    def __init__(self, front: Front, retry: float = 0.2) -> None:
        self._front = front
        self._world = front.world
        self.retry = retry

    async def run(self) -> None:
        """Push for ever."""
        async with ClientSession(timeout=ClientTimeout(total=60)) as session:
            while True:
                update = self._world.updates.first() if self._world.webhook.url else None
                if update is None:
                    await self._world.updates.changed()
                elif await self._push(session, update):
                    self._world.updates.confirm(update)
                else:
                    await asyncio.sleep(self.retry)

    async def _push(self, session: ClientSession, update: Update) -> bool:
        webhook = self._world.webhook
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update.body, headers=headers) as response:
                raw = await response.read()
                failure = f"{response.status} {response.reason}" if not response.ok else ""
        except (ClientError, TimeoutError) as error:
            raw, failure = b"", f"{type(error).__name__}"
        if failure:
            webhook.last_error_date = self._world.date()
            webhook.last_error_message = f"Wrong response from the webhook: {failure}"
            return False
        await self._reply(raw)
        return True

    async def _reply(self, raw: bytes) -> None:
        """A webhook may answer with a method to call; its result is told to nobody."""
        values: Any = json.loads(raw) if raw.startswith(b"{") else {}
        if "method" not in values:
            return
        number = len(self._world.calls) + 1
        call = Call(number, self._world.clock(), str(values.pop("method")), as_strings(values))
        self._world.calls.add(call)
        try:
            await self._front.execute(call)
        except ApiError as error:
            call.description = error.description
