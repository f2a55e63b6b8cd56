"""Processes forked from a server that has imported everything, so that they begin at once.

Real ones, to be killed and told to stop; only their imports are shared.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.__main__ import main

ROOT = Path(__file__).resolve().parents[1]
_CONTEXT = multiprocessing.get_context("forkserver")
#: What such processes do, and what of it is imported only once it is used.
_EVERYTHING = [
    "tests.bench.victim",
    "tests.sources.passer",
    "bot.cli.run",
    "bot.running",
    "bot.sources.fetching",
    "adapters.telegram.webhook",
    "anyio._backends._asyncio",
    "httpcore",
    "psycopg",
]


def fork(target: Callable[..., object], *arguments: object, daemon: bool = True) -> BaseProcess:
    """Begin to do this in a process of its own; a daemon can have no children."""
    _CONTEXT.set_forkserver_preload(_EVERYTHING)
    process = _CONTEXT.Process(target=target, args=arguments, daemon=daemon)
    process.start()
    return process


class Program:
    """`chenbao` as such a process; in the words of `asyncio.subprocess.Process`."""

    def __init__(
        self, process: BaseProcess, stdout: asyncio.StreamReader, stderr: asyncio.StreamReader
    ) -> None:
        self._process = process
        self.stdout = stdout
        self.stderr = stderr

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int | None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        said = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return said[0], said[1]


@asynccontextmanager
async def program(*arguments: str, environment: Mapping[str, str]) -> AsyncIterator[Program]:
    """`chenbao` with these arguments; killed at the end if it still runs."""
    out, err = _CONTEXT.Pipe(duplex=False), _CONTEXT.Pipe(duplex=False)
    process = fork(_run, arguments, dict(environment), out[1], err[1], daemon=False)
    # Only the program holds these ends now: when it is gone, there is nothing more to read.
    out[1].close()
    err[1].close()
    async with _reading(out[0]) as stdout, _reading(err[0]) as stderr:
        running = Program(process, stdout, stderr)
        try:
            yield running
        finally:
            running.kill()
            await running.communicate()


@asynccontextmanager
async def _reading(end: Connection) -> AsyncIterator[asyncio.StreamReader]:
    reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), end)
    try:
        yield reader
    finally:
        transport.close()


def _run(
    arguments: tuple[str, ...], environment: dict[str, str], out: Connection, err: Connection
) -> None:
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    out.close()
    err.close()
    # The server's own may be files, with a place in them.
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - until the process ends
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    main()
