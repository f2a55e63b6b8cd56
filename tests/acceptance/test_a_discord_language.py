"""Commands and language on Discord (check 10), over the wire."""

import re

import pytest

from bot.commands.table import COMMANDS
from bot.ports import Store
from tests.acceptance.on_discord import on_discord
from tests.papers import entry, medical

#: Discord's documentation, "Application Command Naming"; nothing of ours needs its other scripts.
_NAME = re.compile(r"[-_'\w]{1,32}")


async def test_every_command_has_its_names_and_descriptions_in_three_languages(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        registered = {one["name"]: one for one in discord.server.world.commands[None]}
    slash = {name: one for name, one in registered.items() if one["type"] == 1}
    assert set(slash) == {command.name for command in COMMANDS if not command.hidden}
    for command in slash.values():
        for part in (command, *command["options"]):
            assert set(part["name_localizations"]) == {"en-US", "zh-CN", "zh-TW"}
            assert set(part["description_localizations"]) == {"en-US", "zh-CN", "zh-TW"}
            for name in (part["name"], *part["name_localizations"].values()):
                assert _NAME.fullmatch(name)
                assert name == name.lower()
    assert slash["subscribe"]["name_localizations"]["zh-CN"] == "订阅"
    assert slash["subscribe"]["name_localizations"]["zh-TW"] == "訂閱"
    assert slash["settings"]["name_localizations"]["zh-TW"] == "設定"


async def test_every_command_is_for_servers_direct_chats_and_people_who_installed_the_app(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        for command in discord.server.world.commands[None]:
            assert command["contexts"] == [0, 1, 2], command["name"]
            assert command["integration_types"] == [0, 1], command["name"]


async def test_names_in_each_language_are_given_once(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        for locale in ("zh-CN", "zh-TW"):
            names = [
                one["name_localizations"][locale] for one in discord.server.world.commands[None]
            ]
            assert len(set(names)) == len(names)


async def test_commands_are_registered_again_only_where_they_changed(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord:
        server = discord.server
        put = "PUT /applications/{application_id}/commands"
        read = "GET /applications/{application_id}/commands"
        async with discord.running():
            assert len(server.find_requests(put)) == 1
        async with discord.running():
            await server.wait_for(lambda: len(server.find_requests(read)) == 2)
        assert len(server.find_requests(put)) == 1
        server.world.commands[None][2]["description"] = "of another version"
        async with discord.running():
            await server.wait_for(lambda: len(server.find_requests(put)) == 2)
        assert server.world.commands[None][2]["description"] != "of another version"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh-CN", "我能做什么"),
        ("zh-TW", "我能做什麼"),
        ("en-US", "What I can do"),
        ("fr", "What I can do"),
    ],
)
async def test_the_answer_is_in_the_readers_language(
    sqlite_store: Store, locale: str, said: str
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        reader = discord.server.add_user("reader", locale=locale)
        discord.server.world.add_member(discord.guild, reader)
        asked = await discord.slash(reader, discord.channel, "help")
        assert said in asked.text


async def test_the_chats_setting_goes_before_the_readers_language(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        channel = discord.channel
        await discord.slash(discord.alice, channel, "settings", name="language", value="en")
        asked = await discord.slash(discord.alice, channel, "search", words="nothing of the kind")
        assert not re.search("[一-鿿]", asked.text)


async def test_topics_papers_and_zones_complete_themselves(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        alice, channel = discord.alice, discord.channel
        await discord.read(medical("2403.00001", 1), entry("2403.00002", 2, title="Graphene"))
        assert "医学图像" in await discord.complete(alice, channel, "subscribe", "topic", "医学图")
        assert await discord.complete(alice, channel, "paper", "paper", "graphene mem") == [
            "2403.00002"
        ]
        zones = await discord.complete(alice, channel, "settings", "value", "上海", name="zone")
        assert zones == ["Asia/Shanghai"]
        assert await discord.complete(alice, channel, "unsubscribe", "topic", "") == ["all"]


async def test_a_completion_shows_25_at_most(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await discord.read(*(medical(f"2403.{n:05}", n) for n in range(1, 41)))
        alice, channel = discord.alice, discord.channel
        papers = await discord.complete(alice, channel, "paper", "paper", "medical image")
        assert len(papers) == 25
        assert len(await discord.complete(alice, channel, "subscribe", "topic", "a")) == 25


async def test_who_types_without_end_is_told_to_wait(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store, patience=1) as discord, discord.running():
        channel = discord.channel
        for _ in range(6):
            found = await discord.complete(discord.bob, channel, "subscribe", "topic", "医学图")
            assert "medical imaging" in found
        for user, line in (
            (discord.bob, "One at a time, please: try again in a minute."),
            (discord.alice, "太快了，请过一分钟再试。"),
        ):
            for _ in range(7):
                asked = discord.server.autocomplete(user, channel, "subscribe", "topic", "医学图")
                await discord.server.wait_for(lambda asked=asked: asked.answered)
            assert [(one["name"], one["value"]) for one in asked.choices or ()] == [
                (line, "医学图")
            ]
        assert await discord.complete(discord.bob, channel, "subscribe", "topic", "") == []
        discord.clock.advance(seconds=5)
        found = await discord.complete(discord.bob, channel, "subscribe", "topic", "医学图")
        assert "medical imaging" in found


async def test_a_completion_that_fails_leaves_the_bot_alive(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        asked = server.autocomplete(discord.bob, discord.channel, "subscribe", "topic", "x" * 6000)
        await server.wait_for(lambda: asked.answered)
        assert asked.choices == []
        assert (await discord.slash(discord.bob, discord.channel, "help")).text
