"""The server as a process of its own: started, pointed at, killed."""

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.servers.discord.console import Console
from tests.servers.discord.example_bot import running
from tests.servers.discord.raw import scene

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def started(*options):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.servers.discord", *options),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    try:
        first = (await process.stdout.readline()).decode()
        yield process, first.split()[-1]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_it_says_where_it_listens_and_logs_what_a_kill_does_not_undo(tmp_path):
    path = tmp_path / "log.jsonl"
    async with started("--quiet", "--log", str(path)) as (process, base):
        headers = {"Authorization": "Bot token"}
        async with aiohttp.ClientSession(headers=headers) as session:
            control = base.removesuffix("/api/v10") + "/_control"
            async with session.post(f"{control}/guilds", json={"channels": 1}) as told:
                channel = (await told.json())["channels"][0]
            url = f"{base}/channels/{channel}/messages"
            async with session.post(url, json={"content": "x"}) as told:
                assert told.status == 200
            process.send_signal(signal.SIGKILL)
            await process.wait()
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["answer"]["status"] for line in lines if "answer" in line] == [200]


async def test_a_person_sees_what_the_bot_says_and_uses_its_buttons(capsys):
    async with scene() as s:
        console = Console(s.server, s.bob, s.channel)
        async with running(s):
            for line, seen in (
                ("/slow", "[papers, for you alone] result\n   (0) more\n"),
                ("press more", "[papers, for you alone] page 2\n"),
                ("/subscribe medical imaging", "[papers, for you alone] medical imaging en-US"),
                ("as carol zh-CN", ""),
                ("in dm", ""),
                ("/subscribe NeRF", "[dm, for you alone] NeRF zh-CN"),
                ("press more", "! more is not among"),
                ("commands", "/subscribe topic  Follow a topic"),
                ("help", "use a command"),
                ("in papers", ""),
            ):
                console.do(line)
                told = ""
                async with asyncio.timeout(5):
                    while seen not in told:
                        await asyncio.sleep(0)
                        console.show_new()
                        told += capsys.readouterr().out
            console.do("hello there")
            assert [*s.channel.messages.values()][-1].text == "hello there"


async def test_a_person_types_and_is_answered():
    async with started() as (process, base):
        said = "in nowhere\n/subscribe 医学图像\nhello\ncommands\n"
        process.stdin.write(said.encode())
        process.stdin.write_eof()
        shown = []
        while not shown or not shown[-1].startswith("! there is no command"):
            shown.append((await asyncio.wait_for(process.stdout.readline(), 10)).decode())
        text = "".join(shown)
        assert f"CHENBAO_DISCORD__API_BASE={base}" in text
        assert "! there is no channel nowhere" in text
