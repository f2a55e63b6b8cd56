"""How soon `chenbao run` answers on both platforms, and what it holds in memory while it is idle.

    python -m tests.bench.start [--runs N]

The bot as a process of its own in an empty folder, as it is started for the first time, against
the Bot API and the Discord of `tests/servers`. Somebody writes on Telegram before it starts, and somebody uses a
command on Discord as soon as there is one. The last line is JSON: `first_reply_seconds` on each
platform since the process was started, `cpu_seconds` that it had used by then (a busy machine
takes longer than that), and `megabytes` resident once all was answered; the worst of the runs.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.cli.running import environment
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).resolve().parents[2]
#: Seconds without anything to do before the memory is read.
IDLE = 3.0


def main() -> None:
    """Measure, and print lines for people and one for programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    found = []
    for _ in range(options.runs):
        found.append(asyncio.run(_measure()))
        print(
            "{telegram:.2f} s on Telegram, {discord:.2f} s on Discord, {cpu_seconds} s of CPU, {megabytes} MB".format(
                **found[-1]
            )
        )
    worst = {name: max(each[name] for each in found) for name in found[0]}
    replies = {name: round(worst.pop(name), 2) for name in ("telegram", "discord")}
    print(json.dumps({"first_reply_seconds": replies, **worst}))


async def _measure() -> dict[str, float]:
    """One start."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'start.db'}"
        async with TelegramServer() as telegram, DiscordServer() as discord:
            bob = telegram.user(8, language_code="en", first_name="Bob")
            bob.send(bob.chat, "/help")
            started_at = time.perf_counter()
            async with running(url, telegram, discord) as process:
                asked = asyncio.create_task(_ask_on_discord(discord, started_at))
                await telegram.wait_sent(timeout=30)
                replied = {"telegram": time.perf_counter() - started_at, "discord": await asked}
                cpu = cpu_seconds(process.pid)
                await asyncio.sleep(IDLE)
                return {**replied, "cpu_seconds": cpu, "megabytes": resident(process.pid)}


async def _ask_on_discord(discord: DiscordServer, started_at: float) -> float:
    alice = discord.add_user("alice")
    channel = discord.add_channel(discord.add_guild("reading", alice), "papers")
    await discord.wait_for(lambda: discord.world.commands[None], timeout=30)
    asked = discord.slash(alice, channel, "help")
    await discord.wait_for(lambda: asked.answered, timeout=30)
    return time.perf_counter() - started_at


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return round(int(line.split()[1]) / 1024, 1)


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, by itself and by the system for it (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 2)


@asynccontextmanager
async def running(
    url: str, telegram: TelegramServer, discord: DiscordServer, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot on both platforms, its log in JSON on stderr; killed at the end if it still runs.

    Without the extra `semantic`, even where it is installed, unless the environment asks for it
    (`CHENBAO_SEMANTIC=true`): its encoder alone takes 130 MB.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--log-format", "json", "run"),
        cwd=ROOT,
        env={"CHENBAO_SEMANTIC": "false", **environment(url, telegram, discord, **settings)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


if __name__ == "__main__":
    main()
