"""The server in a process of its own: for benchmarks, and bots that are killed."""

import asyncio
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession

_ROOT = Path(__file__).resolve().parents[3]
_READY = re.compile(r"Bot API at (http://\S+)/bot")


class TelegramProcess:
    """`async with TelegramProcess("--open", "--log", path) as server:` (see `__main__.py`).

    Attributes:
        base_url: as python-telegram-bot wants it.
    """

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self.url = ""

    @property
    def base_url(self) -> str:
        return f"{self.url}/bot"

    async def __aenter__(self) -> Self:
        command = [sys.executable, "-m", "tests.servers.telegram", "--port", "0"]
        self._process = await asyncio.create_subprocess_exec(
            *command,
            *self._arguments,
            cwd=_ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode()
        ready = _READY.search(line)
        if ready is None:
            await self._process.wait()
            raise RuntimeError(f"the server did not start: {line!r}")
        self.url = ready[1]
        self._session = ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()
        self._process.terminate()
        await self._process.communicate()

    async def control(self, verb: str, **values: Any) -> dict[str, Any]:
        """Do something on the control endpoint (`control.py` has the verbs).

        Raises: ValueError: the server refused; says why.
        """
        async with self._session.post(f"{self.url}/_control/{verb}", json=values) as response:
            answer: dict[str, Any] = await response.json()
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer
