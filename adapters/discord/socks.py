"""Connections through a SOCKS proxy; imported where there is one, for it takes memory."""

from typing import TYPE_CHECKING

from aiohttp import ClientTimeout
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

from adapters.discord.refusals import ProxyFailed

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace


class SocksConnector(ProxyConnector):
    """Says by one error that the proxy took a request nowhere."""

    async def connect(
        self,
        req: "ClientRequest",
        traces: "list[Trace]",
        timeout: ClientTimeout,  # noqa: ASYNC109 - as inherited
    ) -> "Connection":
        """A connection for one request.

        Raises:
            ProxyFailed: there is none; nothing was sent.
        """
        try:
            return await super().connect(req, traces, timeout)
        except (ProxyError, ProxyConnectionError, ProxyTimeoutError) as error:
            raise ProxyFailed(f"{type(error).__name__}: {error}") from error
