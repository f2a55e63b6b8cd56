"""`chenbao run` as a process on both platforms at once."""

import asyncio
import json
import re
import signal
import sqlite3

import pytest

from tests.bench import start
from tests.cli.running import running
from tests.forked import Program
from tests.servers.discord import DiscordServer
from tests.servers.discord.model import Interaction
from tests.servers.telegram import Person, TelegramServer

#: Busy machines start slowly; `tests.bench.start` measures.
PATIENCE = 60
CALLBACK = "POST /interactions/{webhook_id}/{webhook_token}/callback"
SECRET = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


async def ask(discord: DiscordServer, name: str) -> Interaction:
    """Use a command in a new server, once there are commands."""
    alice = discord.add_user("alice", locale="zh-CN")
    channel = discord.add_channel(discord.add_guild("reading", alice), "papers")
    await discord.wait_for(lambda: discord.world.commands[None], timeout=PATIENCE)
    asked = discord.slash(alice, channel, name)
    await discord.wait_for(lambda: asked.answered, timeout=PATIENCE)
    return asked


def say(telegram: TelegramServer, text: str) -> Person:
    bob = telegram.user(8, language_code="zh-hans", first_name="Bob")
    bob.send(bob.chat, text)
    return bob


async def end(process: Program | asyncio.subprocess.Process) -> list[dict[str, str]]:
    """Let the bot stop; its log."""
    process.send_signal(signal.SIGTERM)
    _, log = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, log.decode()
    return [json.loads(line) for line in log.decode().splitlines() if line.startswith("{")]


async def test_both_platforms_are_answered_and_it_stops_when_told(sqlite_url: str) -> None:
    async with TelegramServer() as telegram, DiscordServer(SECRET) as discord:
        say(telegram, "/help")
        # As people start it, with nothing imported before.
        async with start.running(sqlite_url, telegram, discord) as process:
            asked = await ask(discord, "help")
            [sent] = await telegram.wait_sent(timeout=PATIENCE)
            assert "我能做什么" in asked.text
            assert "我能做什么" in sent.text
            log = await end(process)
        assert [line for line in log if line["level"] in ("warning", "error")] == []
        assert SECRET not in json.dumps(log)


@pytest.mark.parametrize("wrong", ["telegram", "discord"])
async def test_a_wrong_token_is_one_line_and_the_other_platform_goes_on(
    sqlite_url: str, wrong: str
) -> None:
    tokens = {
        "telegram": {"CHENBAO_TELEGRAM__TOKEN": "987654321:BBfakefakefakefakefakefakefakefake0"},
        "discord": {"CHENBAO_DISCORD__TOKEN": "another"},
    }
    async with (
        TelegramServer() as telegram,
        DiscordServer(SECRET) as discord,
        running(sqlite_url, telegram, discord, **tokens[wrong]) as process,
    ):
        if wrong == "telegram":
            assert (await ask(discord, "help")).text
        else:
            say(telegram, "/help")
            await telegram.wait_sent(timeout=PATIENCE)
        log = await end(process)
    [line] = [line["event"] for line in log if line["level"] == "error"]
    assert wrong in line.casefold()
    assert "token" in line


async def test_an_exception_is_answered_with_a_number_that_is_in_the_log_and_stops_nothing(
    sqlite_url: str,
) -> None:
    async with (
        TelegramServer() as telegram,
        DiscordServer(SECRET) as discord,
        running(sqlite_url, telegram, discord) as process,
    ):
        await ask(discord, "help")
        with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
            connection.execute("ALTER TABLE saved RENAME TO gone")
        asked = await ask(discord, "saved")
        bob = say(telegram, "/saved")
        [sent] = await telegram.wait_sent(timeout=PATIENCE)
        bob.send(bob.chat, "/help")
        await telegram.wait_sent(2, timeout=PATIENCE)
        assert (await ask(discord, "help")).text
        log = await end(process)
    logged = " ".join(line["event"] for line in log if line["level"] == "error")
    for text in (asked.text, sent.text):
        assert "出错了" in text
        number = re.search(r"[0-9a-f]{6}", text)
        assert number
        assert number[0] in logged


async def test_a_lost_connection_comes_back_without_a_word(sqlite_url: str) -> None:
    async with (
        TelegramServer() as telegram,
        DiscordServer(SECRET) as discord,
        running(sqlite_url, telegram, discord) as process,
    ):
        await ask(discord, "help")
        discord.gateway.cut()
        await discord.wait_for(lambda: discord.gateway.resumes, timeout=PATIENCE)
        assert (await ask(discord, "help")).text
        log = await end(process)
    assert [line for line in log if line["level"] in ("warning", "error")] == []


async def test_a_second_process_waits_for_the_end_of_the_first_before_it_answers(
    sqlite_url: str,
) -> None:
    async with (
        TelegramServer() as telegram,
        DiscordServer(SECRET) as discord,
        running(sqlite_url, telegram, discord) as first,
    ):
        await ask(discord, "help")
        async with running(sqlite_url, telegram, discord) as second:
            while b"another process sends for discord" not in await second.stderr.readline():
                pass
            assert (await ask(discord, "help")).text
            assert len(discord.gateway.identifies) == 1
            assert len(discord.find_requests(CALLBACK)) == 2
            await end(first)
            await discord.wait_for(lambda: discord.gateway.connected, timeout=PATIENCE)
            assert (await ask(discord, "help")).text
            say(telegram, "/help")
            await telegram.wait_sent(timeout=PATIENCE)
            assert [line for line in await end(second) if line["level"] == "error"] == []
