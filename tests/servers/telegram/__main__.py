"""A Bot API on this machine: `python -m tests.servers.telegram --port 8081`."""

import argparse
import asyncio
import signal
import stat
import sys
from contextlib import suppress
from os import fstat
from typing import Any

from tests.servers.telegram.server import TOKEN, TelegramServer
from tests.servers.telegram.terminal import HELP, Terminal

_HOW = """\
Point a bot at it:
  CHENBAO_TELEGRAM__BASE_URL={base_url} \\
  CHENBAO_TELEGRAM__TOKEN={token} chenbao run
or with python-telegram-bot: Application.builder().base_url("{base_url}").token("{token}")
Another process controls it by JSON: curl -d '{{}}' {url}/_control/stats"""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.servers.telegram", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--token", default=TOKEN, help="the bot's token")
    parser.add_argument("--username", default="chenbao_bot", help="the bot's name")
    parser.add_argument("--log", metavar="FILE", help="write every request there as a JSON line")
    parser.add_argument("--rates", action="store_true", help="enforce the platform's pace")
    parser.add_argument("--open", action="store_true", help="every chat id exists")
    parser.add_argument("--no-privacy", action="store_true", help="the bot sees all of a group")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an answer takes")
    parser.add_argument("--user", type=int, default=1, help="who types on standard input")
    parser.add_argument("--language", default="zh-hans", help="the language of that user")
    return parser.parse_args()


def _can_be_read() -> bool:
    """Whether standard input is a terminal or a pipe, from which a person may type."""
    mode = fstat(sys.stdin.fileno()).st_mode
    return sys.stdin.isatty() or stat.S_ISFIFO(mode)


async def _run(arguments: argparse.Namespace) -> None:
    server = TelegramServer(
        arguments.token,
        host=arguments.host,
        port=arguments.port,
        username=arguments.username,
        enforce_rates=arguments.rates,
        privacy_mode=not arguments.no_privacy,
        open_world=arguments.open,
        latency=arguments.latency,
        log_path=arguments.log,
    )
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with server:
        print(f"Bot API at {server.base_url}", flush=True)
        waiting: list[asyncio.Task[Any]] = [asyncio.create_task(stopped.wait())]
        if _can_be_read():
            print(_HOW.format(base_url=server.base_url, token=server.token, url=server.url))
            print(f"You are user {arguments.user}. Type:\n{HELP}", flush=True)
            terminal = Terminal(server, arguments.user, arguments.language)
            waiting.append(asyncio.create_task(terminal.run()))
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


if __name__ == "__main__":
    asyncio.run(_run(_arguments()))
