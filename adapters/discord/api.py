"""discord.py's HTTP client without its waits.

The library sleeps where Discord is busy: until a bucket is full again (also after the last request
that it held, with the answer in hand), for as long as a 429 says, and 1 to 9 seconds after each
500, 502, 504 and 524, five times over. The outbox knows better what to do meanwhile, so each of
these is an error at once.
"""

import asyncio
from types import TracebackType
from typing import Any

import aiohttp
from discord import RateLimited
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Ratelimit, Route, json_or_text

from bot.errors import DeliveryError, Fate

#: Seconds; a request takes less than its claim lasts.
TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5, sock_read=15)
#: What is waited where a refusal does not say how long.
_DEFAULT_WAIT = 60.0


def open_client(loop: asyncio.AbstractEventLoop, proxy: str | None) -> "PromptClient":
    """A client that goes through `proxy` (an http or socks5 URL), if there is one."""
    if proxy is not None and proxy.startswith("socks"):
        from adapters.discord.socks import SocksConnector

        # Names are resolved behind the proxy anyhow, which is all that the h asks for.
        url = proxy.replace("socks5h://", "socks5://", 1)
        return PromptClient(loop, connector=SocksConnector.from_url(url, limit=0))
    return PromptClient(loop, proxy=proxy)


class PromptClient(HTTPClient):
    """Answers or raises at once."""

    timeout: aiohttp.ClientTimeout = TIMEOUT

    async def request(self, route: Route, **kwargs: Any) -> Any:
        """One request.

        Raises:
            DeliveryError: Discord is busy (429) or broken (5xx).
            RateLimited: the bucket is known to be empty; nothing was asked.
            HTTPException: Discord refuses.
        """
        kwargs.setdefault("timeout", self.timeout)
        kwargs.setdefault("raise_for_status", _raise_if_busy)
        return await super().request(route, **kwargs)

    async def get_bot_gateway(self) -> tuple[int, str, Any]:
        """How many connections there should be, where to, and how many a day."""
        shards, url, limits = await super().get_bot_gateway()
        # The library knows another address for a session that begins anew.
        own = DiscordWebSocket.DEFAULT_GATEWAY
        DiscordWebSocket.DEFAULT_GATEWAY = type(own)(url)
        return shards, url, limits

    async def close(self) -> None:
        """Called by each gateway that ends; what is sent goes on (see `end`)."""

    async def end(self) -> None:
        """Let go of the connections."""
        await super().close()

    def get_ratelimit(self, key: str) -> Ratelimit:
        """The bucket of this name."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(None)
            self._try_clear_expired_ratelimits()
        return bucket


class _Bucket(Ratelimit):
    """A bucket that says when it will be full again, in place of waiting for it."""

    __slots__ = ()

    def is_inactive(self) -> bool:
        return self.expires is None or self.is_expired()

    async def acquire(self) -> None:
        if self.is_expired():
            self.reset()  # type: ignore[no-untyped-call]
        if self.remaining <= 0 and self.expires is not None:
            raise RateLimited(self.expires - asyncio.get_running_loop().time())
        self.remaining -= 1

    async def __aexit__(
        self,
        type: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return


async def _raise_if_busy(response: aiohttp.ClientResponse) -> None:
    """Called by aiohttp with each answer, before the library sees it."""
    if response.status == 429:
        raise await _limited(response)
    if response.status >= 500:
        await response.read()
        words = f"{response.status} {response.reason}"
        raise DeliveryError(words, fate=Fate.MAYBE_SENT)


async def _limited(response: aiohttp.ClientResponse) -> DeliveryError:
    data = await json_or_text(response)
    header = response.headers.get("Retry-After", "")
    wait = float(header) if header.isdecimal() else _DEFAULT_WAIT
    if not isinstance(data, dict):
        # A page of the proxy before Discord: the address is shut out.
        return DeliveryError(
            "429: shut out for too many invalid requests",
            fate=Fate.LIMITED,
            retry_after=wait,
            everywhere=True,
        )
    return DeliveryError(
        f"429: {data.get('message', 'rate limited')}",
        fate=Fate.LIMITED,
        retry_after=float(data.get("retry_after", wait)),
        everywhere=bool(data.get("global")),
    )
