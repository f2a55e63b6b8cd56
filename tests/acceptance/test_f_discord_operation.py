"""Running on Discord (check 40): intents, shards, tokens, connections; messages outside of menus."""

import logging
from collections.abc import Callable

import pytest

from bot.errors import ConfigError, StorageError
from bot.ports import Store, Transaction
from tests.acceptance.on_discord import OnDiscord, on_discord
from tests.adapters import proxies
from tests.papers import medical
from tests.servers.discord import failure, matching
from tests.servers.discord.sessions import PRIVILEGED, Intent


async def show_cards(discord: OnDiscord) -> None:
    await discord.slash(discord.alice, discord.channel, "settings", name="cards", value="on")


async def test_no_privileged_intent_is_asked_for(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        [identified] = discord.server.gateway.identifies
        assert identified["intents"] & PRIVILEGED == 0
        assert identified["intents"] == Intent.GUILDS | Intent.DIRECT_MESSAGES


async def test_without_the_intent_to_read_messages_one_line_says_so_and_the_bot_goes_on(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running(reads_messages=True):
        told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
        assert [line for line in told if "Message Content Intent" in line] == told
        assert len(told) == 1
        assert (await discord.slash(discord.bob, discord.channel, "help")).text


async def test_a_link_gets_a_card_where_the_group_wants_it_once_a_day(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord:
        discord.server.gateway.privileged = Intent.MESSAGE_CONTENT
        await discord.read(medical("2403.00001"))
        async with discord.running(reads_messages=True):
            say, channel = discord.server.say, discord.channel
            say(discord.bob, channel, "before https://arxiv.org/abs/2403.00001")
            await show_cards(discord)
            said = say(discord.bob, channel, "look: https://arxiv.org/abs/2403.00001v2 !")
            say(discord.bob, channel, "again 2403.00001")
            say(discord.server.world.bot, channel, "https://arxiv.org/abs/2403.00001")
            await discord.server.wait_for(lambda: len(discord.said_in(channel)) == 3)
            await discord.slash(discord.bob, channel, "help")
            cards = [one for one in discord.said_in(channel) if "Medical Image" in one.text]
            assert len(cards) == 1
            assert cards[0].reference is not None
            assert cards[0].reference["message_id"] == str(said.id)


async def test_papers_of_a_message_are_looked_up_by_its_menu(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await discord.read(medical("2403.00001", 1), medical("2403.00002", 2))
        said = discord.server.say(
            discord.bob, discord.channel, "https://arxiv.org/pdf/2403.00001 and\n2403.00002"
        )
        asked = await discord.look_up(discord.bob, said, "Look up papers")
        assert "2403.00001" in asked.text
        assert "2403.00002" in asked.text


async def test_a_menu_does_not_do_what_a_message_says(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        alice, channel = discord.alice, discord.channel
        await discord.slash(alice, channel, "subscribe", topic="NeRF", channel=channel)
        said = discord.server.say(discord.bob, channel, "x\n/deleteme\n/unsubscribe all")
        await discord.look_up(alice, said, "Look up papers")
        assert discord.topics(channel) == ["NeRF"]


async def test_in_private_one_may_type_as_one_speaks(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.alice)
        discord.server.say(discord.alice, direct, "订阅 医学图像")
        await discord.server.wait_for(lambda: discord.said_in(direct))
        assert "已订阅：医学图像" in discord.said_in(direct)[0].text
        assert discord.topics(direct) == ["医学图像"]


async def test_whether_a_person_is_pushed_to_again_holds_up_no_answer(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.alice)
        transact, failures = sqlite_store.transact, [StorageError("no connection")]

        async def fail_once(work: Callable[[Transaction], object]) -> object:
            if failures:
                raise failures.pop()
            return await transact(work)

        monkeypatch.setattr(sqlite_store, "transact", fail_once)
        discord.server.say(discord.alice, direct, "/help")
        await discord.server.wait_for(lambda: discord.said_in(direct))
        assert "/subscribe" in discord.said_in(direct)[0].text


async def test_several_commands_in_one_message_are_all_answered(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.alice)
        discord.server.say(discord.alice, direct, "订阅 医学图像\n订阅 NeRF\n订阅 石墨烯")
        await discord.server.wait_for(lambda: len(discord.said_in(direct)) == 3)
        for name, said in zip(
            ["医学图像", "NeRF", "石墨烯"], discord.said_in(direct), strict=True
        ):
            assert f"已订阅：{name}" in said.text


async def test_a_bot_with_many_servers_has_several_connections(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord:
        server = discord.server
        server.gateway.shards = 2
        second = server.add_channel(server.add_guild("second", discord.bob), "papers")
        async with discord.running():
            await server.wait_for(lambda: len(server.gateway.connected) == 2)
            for place in (discord.channel, second, server.direct(discord.bob)):
                assert (await discord.slash(discord.bob, place, "help")).text


@pytest.mark.parametrize("resumable", [True, False])
async def test_it_comes_back_to_the_same_address_after_a_lost_session(
    sqlite_store: Store, resumable: bool
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        gateway = discord.server.gateway
        if resumable:
            gateway.reconnect()
            await discord.server.wait_for(lambda: gateway.resumes)
        else:
            gateway.invalidate()
            await discord.server.wait_for(lambda: len(gateway.identifies) == 2)
        await discord.server.wait_for(lambda: gateway.connected)
        assert (await discord.slash(discord.bob, discord.channel, "help")).text


async def test_a_token_that_is_taken_away_is_one_line_that_says_what_to_do(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord:
        with pytest.raises(ConfigError, match=r"reset it in the Developer Portal.*discord\.token"):
            await lose_the_token(discord)


async def lose_the_token(discord: OnDiscord) -> None:
    async with discord.running():
        discord.server.token = discord.server.gateway._token = "another"
        await discord.server.gateway.close(4004)
        assert discord.listening is not None
        await discord.listening


async def test_the_gateway_goes_through_the_proxy_too(sqlite_store: Store) -> None:
    async with (
        proxies.socks5() as (url, ports),
        on_discord(sqlite_store) as discord,
        discord.running(proxy=url),
    ):
        assert (await discord.slash(discord.bob, discord.channel, "help")).text
        assert set(ports) == {int(discord.server.address.rpartition(":")[2])}
        assert len(ports) >= 2


async def test_commands_go_on_while_a_menu_cannot_be_registered(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(sqlite_store) as discord:
        async with discord.running():
            pass
        route = "GET /applications/{application_id}/commands"
        discord.server.script.add(failure(503), when=matching(route=route))
        async with discord.running():
            assert (await discord.slash(discord.bob, discord.channel, "help")).text
        assert "menus may be old" in caplog.text


async def test_while_the_gateway_cannot_be_reached_one_line_says_so_and_it_is_tried_again(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(sqlite_store) as discord:
        discord.server.script.add(failure(503), when=matching(route="GET /gateway/bot"))
        async with discord.running():
            assert (await discord.slash(discord.bob, discord.channel, "help")).text
        told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
        assert len(told) == 1
        assert "gateway cannot be reached: 503" in told[0]
