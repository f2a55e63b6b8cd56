"""Starts the server from a command line, for a person or for another process."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.servers.discord.console import HELP, Console
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.sessions import PRIVILEGED


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="token", help="what the bot must show")
    parser.add_argument("--no-limits", action="store_true", help="answer 429 to nobody")
    parser.add_argument("--privileged", action="store_true", help="allow privileged intents")
    parser.add_argument("--shards", type=int, default=1, help="how many shards to recommend")
    parser.add_argument("--log", type=Path, help="append every request to this file")
    parser.add_argument("--quiet", action="store_true", help="read no lines, show no messages")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    server = DiscordServer(
        options.token, limits=not options.no_limits, log_path=options.log, port=options.port
    )
    server.gateway.shards = options.shards
    if options.privileged:
        server.gateway.privileged = PRIVILEGED
    async with server:
        print(f"listening on {server.api_base}", flush=True)
        if options.quiet:
            await asyncio.Event().wait()
        user = server.add_user("you", locale="zh-CN")
        guild = server.add_guild("读书会", owner=user, locale="zh-CN")
        channel = server.add_channel(guild, "papers")
        server.add_forum(guild, "forum", tags=("晨报",))
        print("Point a bot at it:")
        print(f"  CHENBAO_DISCORD__TOKEN={options.token}")
        print(f"  CHENBAO_DISCORD__API_BASE={server.api_base}")
        print(f"You are 'you' in #papers. Type:\n{HELP}", flush=True)
        await Console(server, user, channel).run()
        if not sys.stdin.isatty():
            await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    try:
        asyncio.run(_serve(_parse()))
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
