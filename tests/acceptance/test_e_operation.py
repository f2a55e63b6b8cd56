"""What those who run the bot see of it, and what nobody does.

How updates come in (twice, malformed, from a second poller, by a webhook) is in
`tests/adapters/telegram`; what a scrape says in `tests/test_metrics`.
"""

import logging
from dataclasses import replace

import httpx
import pytest

from bot.commands.conversations import Conversations
from bot.domain.chat import ChatAddress
from bot.http import serve
from bot.ports import Store
from bot.services.health import Health
from tests.acceptance import on_discord, on_telegram
from tests.acceptance.on_the_wire import on_telegram as on_the_wire
from tests.fakes import FakeClock
from tests.servers.telegram import Fault, close, error, flood
from tests.services.outbox import Outbox

CHAT = 7_770_001
REFUSAL = "只有运营这个机器人的人才能用。"


async def test_40_on_telegram_status_is_for_the_owner_wherever_and_in_no_menu(
    sqlite_store: Store,
) -> None:
    async with on_telegram.on_telegram(sqlite_store) as telegram:
        owner = ChatAddress(platform="telegram", chat_id=telegram.alice.id)
        core = replace(telegram.core, owners=frozenset({owner}))
        telegram.conversations = Conversations(core, on_telegram.PATIENT)
        async with telegram.running():
            [private] = await telegram.say(telegram.alice, "/status")
            [group] = await telegram.say(telegram.alice, "/status", telegram.group)
            [refused] = await telegram.say(telegram.bob, "/status")
        assert private.text.startswith("运行状况 · chenbao ")
        assert group.text.startswith("运行状况 · chenbao ")
        assert refused.text == "Only those who run this bot can do that."
        menus = telegram.server.commands
        assert menus
        assert not any(row["command"] == "status" for menu in menus.values() for row in menu)


async def test_40_on_discord_status_is_for_the_owner_in_private_and_in_no_menu(
    sqlite_store: Store,
) -> None:
    async with on_discord.on_discord(sqlite_store) as discord:
        owner = ChatAddress(platform="discord", chat_id=discord.alice.id)
        discord.core = replace(discord.core, owners=frozenset({owner}))
        async with discord.running():
            said = {}
            for person in (discord.alice, discord.bob):
                direct = discord.server.direct(person)
                discord.server.say(person, direct, "状态")
                await discord.server.wait_for(lambda d=direct: discord.said_in(d))
                said[person.name] = discord.said_in(direct)[0].text
        assert "运行状况 · chenbao " in said["alice"]
        assert said["bob"] == REFUSAL
        names = {command["name"] for command in discord.server.world.commands[None]}
        assert "help" in names
        assert "status" not in names


@pytest.mark.parametrize(
    "fault", [None, error(403, "bot was blocked by the user"), flood(9), close("after")]
)
async def test_40_no_log_line_names_a_chat_or_shows_the_token(
    sqlite_store: Store,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
    fault: Fault | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with on_the_wire(sqlite_store, clock) as wire:
        wire.outbox.add_chat(CHAT)
        wire.outbox.arrive("2403.00001")
        wire.outbox.to_morning()
        if fault is not None:
            wire.server.script(fault, method="sendMessage")
        await wire.send_for(minutes=1)
        assert len(wire.server.calls_of("sendMessage")) >= 1
        told = caplog.text + "".join(str(vars(record)) for record in caplog.records)
        assert "delivery_id" in told
        assert str(CHAT) not in told
        assert wire.server.token not in told


async def test_40_no_log_line_of_a_conversation_names_who_talks_and_where(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with on_telegram.on_telegram(sqlite_store) as telegram, telegram.running():
        carol = telegram.server.user(CHAT, language_code="zh-hans", first_name="Carol")
        for text in ("/subscribe 医学图像", "/paper 2403.15603", "/settings zone Mars"):
            assert await telegram.say(carol, text)
        await telegram.say(telegram.alice, "/subscribe 医学图像", telegram.group)
        telegram.server.script(error(403, "bot was blocked by the user"), method="sendMessage")
        await telegram.say(carol, "/help")
        telegram.server.script(error(500), method="sendMessage")
        await telegram.say(carol, "/help")
    told = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "could not be sent" in told
    for named in (str(CHAT), str(telegram.group.id), telegram.server.token, "Carol"):
        assert named not in told


async def test_40_healthz_is_red_when_no_issue_was_planned_for_26_hours(
    sqlite_store: Store, clock: FakeClock
) -> None:
    core = Outbox(sqlite_store, clock).core
    health = Health(core=core, started_at=clock.now(), has_room=lambda: True)
    await health.note_plan()
    async with (
        serve(health, lambda: b"", host="127.0.0.1", port=0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        clock.advance(hours=26)
        assert (await client.get("/healthz")).status_code == 200
        clock.advance(seconds=1)
        answer = await client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json() == {"ok": False, "checks": {"issues are planned": False}}
