"""A bot of nothing but HTTP, for tests of the server and of what it received."""

from types import TracebackType
from typing import Any, Self

import httpx

from tests.servers.telegram.server import TelegramServer


class RawBot:
    """`async with RawBot(server) as bot:`."""

    def __init__(self, server: TelegramServer) -> None:
        self._client = httpx.AsyncClient(base_url=f"{server.base_url}{server.token}")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The body of the answer, whatever it says; parameters go as JSON."""
        response = await self._client.post(f"/{method}", json=params, timeout=10)
        body: dict[str, Any] = response.json()
        assert response.status_code == body.get("error_code", 200)
        return body

    async def result(self, method: str, **params: Any) -> Any:
        """The `result` of a call that must succeed."""
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """Code and description of a call that must fail."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        return f"{body['error_code']} {body['description']}"
