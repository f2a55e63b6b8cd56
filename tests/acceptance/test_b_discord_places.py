"""Places on Discord (checks 20 to 23): who may do what, and where the bot may write."""

import pytest

from bot.domain.chat import Chat
from bot.ports import Store
from tests.acceptance.on_discord import OnDiscord, on_discord
from tests.papers import medical
from tests.servers.discord import POST_MESSAGE, START_THREAD, CannotDo, ChannelKind, Permission
from tests.servers.discord.model import Channel

MANAGER_COMMANDS = {"pause", "resume", "deleteme"}


async def follow(discord: OnDiscord, channel: Channel, topic: str = "医学图像") -> None:
    """Let alice, who owns the server, subscribe a channel."""
    asked = await discord.slash(discord.alice, channel, "subscribe", topic=topic)
    await discord.press(discord.alice, asked.original, "为本频道订阅")
    assert discord.topics(channel) == [topic]


def chat_of(discord: OnDiscord, channel: Channel) -> Chat:
    chat = discord.find_chat(discord.at(channel))
    assert chat is not None
    return chat


async def push(discord: OnDiscord, channel: Channel, number: str = "2403.00001") -> None:
    """Let a paper arrive, and push the issue that holds it."""
    await discord.read(medical(number))
    await discord.until_push(discord.at(channel))


# 20: missing permissions


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        (Permission.SEND_MESSAGES, "Send Messages"),
        (Permission.EMBED_LINKS, "Embed Links"),
        (Permission.VIEW_CHANNEL, "View Channel"),
    ],
)
async def test_a_push_that_lacks_a_permission_is_not_even_tried_and_the_chat_is_suspended(
    sqlite_store: Store, denied: int, named: str
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        channel, server = discord.channel, discord.server
        await follow(discord, channel)
        server.deny(channel, server.world.bot, denied)
        await push(discord, channel)
        assert server.find_requests(POST_MESSAGE, channel.id) == []
        reason = chat_of(discord, channel).suspended_reason
        assert reason is not None
        assert named in reason
        await push(discord, channel, "2403.00002")
        assert server.rates.invalid_requests == 0


async def test_in_a_thread_the_permission_for_threads_counts(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        thread = server.add_thread(discord.channel, "reading")
        await follow(discord, thread)
        server.deny(discord.channel, server.world.bot, Permission.SEND_MESSAGES)
        await push(discord, thread)
        assert len(discord.said_in(thread)) == 2
        server.deny(discord.channel, server.world.bot, Permission.SEND_MESSAGES_IN_THREADS)
        await push(discord, thread, "2403.00002")
        assert "Send Messages in Threads" in str(chat_of(discord, thread).suspended_reason)


async def test_whoever_can_mend_it_is_told_at_their_next_command_and_nobody_else(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        channel, server = discord.channel, discord.server
        await follow(discord, channel)
        server.deny(channel, server.world.bot, Permission.SEND_MESSAGES)
        await push(discord, channel)
        asked = await discord.slash(discord.alice, channel, "subscriptions")
        await server.wait_for(lambda: asked.followups)
        assert "Send Messages" in asked.followups[0].text
        assert asked.followups[0].ephemeral
        by_bob = await discord.slash(discord.bob, channel, "subscriptions")
        await discord.slash(discord.bob, channel, "help")
        assert by_bob.followups == []


@pytest.mark.parametrize("how", ["channel", "role", "own roles", "a command"])
async def test_pushes_go_on_once_the_permission_is_there(sqlite_store: Store, how: str) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        channel, server = discord.channel, discord.server
        bot = server.world.bot
        await follow(discord, channel)
        own_role = discord.guild.members[bot.id].roles[0]
        everything = own_role.permissions
        if how == "channel":
            server.deny(channel, bot, Permission.SEND_MESSAGES)
        else:
            server.set_role(discord.guild, discord.guild.everyone, Permission.VIEW_CHANNEL)
            server.set_role(discord.guild, own_role, Permission.VIEW_CHANNEL)
        await push(discord, channel)
        assert chat_of(discord, channel).suspended_at is not None
        if how == "channel":
            server.allow(channel, bot, Permission.SEND_MESSAGES)
        elif how == "role":
            server.set_role(discord.guild, own_role, everything)
        elif how == "own roles":
            server.give_role(discord.guild, bot, everything)
        else:
            own_role.permissions = everything
            await discord.slash(discord.alice, channel, "subscriptions")
        await discord.until(lambda: chat_of(discord, channel).suspended_at is None)
        await discord.until_push(discord.at(channel))
        assert len(discord.said_in(channel)) == 2


# 21: deleted channels, outages, removals


async def test_a_deleted_channel_is_suspended_at_once_and_never_asked_for_again(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        channel, server = discord.channel, discord.server
        await follow(discord, channel)
        server.delete_channel(channel)
        await discord.until(lambda: chat_of(discord, channel).suspended_at)
        await push(discord, channel)
        assert server.find_requests(POST_MESSAGE, channel.id) == []


async def test_a_channel_that_was_deleted_meanwhile_is_tried_once(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord:
        channel, server = discord.channel, discord.server
        async with discord.running():
            await follow(discord, channel)
        server.delete_channel(channel)
        async with discord.running():
            await push(discord, channel)
            await push(discord, channel, "2403.00002")
            assert "deleted" in str(chat_of(discord, channel).suspended_reason)
        assert [one.code for one in server.requests if one.status == 404] == [10003]


async def test_a_deleted_thread_is_suspended_and_its_channel_is_not(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        thread = server.add_thread(discord.channel, "reading")
        await follow(discord, discord.channel)
        await follow(discord, thread)
        server.delete_channel(thread)
        await discord.until(lambda: chat_of(discord, thread).suspended_at)
        assert chat_of(discord, discord.channel).suspended_at is None


async def test_an_outage_changes_nothing_and_a_removal_suspends_until_the_bot_is_back(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        channel, server, guild = discord.channel, discord.server, discord.guild
        await follow(discord, channel)
        server.begin_outage(guild)
        server.end_outage(guild)
        await discord.slash(discord.bob, server.direct(discord.bob), "help")
        assert chat_of(discord, channel).suspended_at is None
        server.remove_bot(guild)
        await discord.until(lambda: chat_of(discord, channel).suspended_at)
        assert discord.topics(channel) == ["医学图像"]
        server.invite_bot(guild)
        await discord.until(lambda: chat_of(discord, channel).suspended_at is None)


@pytest.mark.parametrize(
    ("locale", "default", "hello"),
    [
        ("zh-CN", "en", "大家好！"),
        ("en-US", "en", "Hello! Every morning I bring this group the new arXiv papers"),
        # What a server does not say is what the bot speaks.
        ("en-US", "zh", "大家好！"),
    ],
)
async def test_a_server_that_the_bot_comes_to_is_greeted_once_where_it_greets_people(
    sqlite_store: Store, locale: str, default: str, hello: str
) -> None:
    async with on_discord(sqlite_store, language=default) as discord:
        server = discord.server
        guild = server.add_guild("新", discord.alice, locale=locale, with_bot=False)
        guild.system_channel = channel = server.add_channel(guild, "general")
        async with discord.running():
            # What it is told of while it connects are the servers in which it was.
            await discord.slash(discord.alice, discord.channel, "help")
            server.invite_bot(guild)
            await discord.until(lambda: discord.said_in(channel))
            server.remove_bot(guild)
            server.invite_bot(guild)
            await discord.slash(discord.alice, channel, "help")
        async with discord.running():
            await discord.slash(discord.alice, channel, "help")
        said = [one for one in discord.said_in(channel) if one.interaction is None]
        assert [hello in str((one.content, one.embeds)) for one in said] == [True]


async def test_a_server_one_of_whose_channels_follows_something_knows_the_bot(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        guild = server.add_guild("旧", discord.alice, owner=discord.alice)
        guild.system_channel = channel = server.add_channel(guild, "general")
        await follow(discord, channel)
        # The bot said hello when the server was new.
        before = len([one for one in discord.said_in(channel) if one.interaction is None])
        server.remove_bot(guild)
        await discord.until(lambda: chat_of(discord, channel).suspended_at)
        discord.clock.advance(days=3)
        server.invite_bot(guild)
        await discord.until(lambda: chat_of(discord, channel).suspended_at is None)
        await discord.slash(discord.alice, channel, "help")
        assert len([one for one in discord.said_in(channel) if one.interaction is None]) == before


async def test_where_the_bot_may_not_write_a_server_is_not_greeted(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        guild = server.add_guild("新", discord.alice, with_bot=False)
        guild.system_channel = channel = server.add_channel(guild, "general")
        server.deny(channel, server.world.bot, Permission.SEND_MESSAGES)
        server.invite_bot(guild)
        await discord.slash(discord.alice, channel, "help")
        assert server.find_requests(POST_MESSAGE, channel.id) == []
        assert server.rates.invalid_requests == 0


# 22: forums


def posts_of(discord: OnDiscord, forum: Channel) -> list[Channel]:
    return [one for one in discord.server.world.channels.values() if one.parent is forum]


async def follow_from_afar(discord: OnDiscord, channel: Channel) -> str:
    """Subscribe a channel in which nobody can type; what alice is told."""
    asked = await discord.slash(
        discord.alice, discord.channel, "subscribe", topic="医学图像", channel=channel
    )
    assert asked.original.ephemeral
    return asked.text


async def test_in_a_forum_an_issue_is_a_post_with_its_date_and_a_tag(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        forum = discord.server.add_forum(discord.guild, "daily", tags=("论文",), requires_tag=True)
        assert "已订阅" in await follow_from_afar(discord, forum)
        await push(discord, forum)
        [post] = posts_of(discord, forum)
        assert 1 <= len(post.name) <= 100
        assert post.name.startswith("11-23")
        assert [forum.tags[tag] for tag in post.applied_tags] == ["论文"]
        assert discord.server.find_requests(POST_MESSAGE, forum.id) == []
        assert len(discord.server.find_requests(START_THREAD, forum.id)) == 1


async def test_an_archived_thread_is_opened_by_a_push_and_a_locked_one_is_suspended(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        thread = server.add_thread(discord.channel, "reading")
        await follow(discord, thread)
        server.archive(thread)
        await push(discord, thread)
        assert not thread.archived
        server.archive(thread, locked=True)
        await push(discord, thread, "2403.00002")
        assert "locked" in str(chat_of(discord, thread).suspended_reason)
        assert chat_of(discord, thread).suspended_at is not None


async def test_an_announcement_is_published_to_those_who_follow_the_channel(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        news = discord.server.add_channel(discord.guild, "news", ChannelKind.ANNOUNCEMENT)
        await follow_from_afar(discord, news)
        await push(discord, news)
        [message] = discord.said_in(news)
        crosspost = "POST /channels/{channel_id}/messages/{message_id}/crosspost"
        assert [one.status for one in discord.server.find_requests(crosspost)] == [200]
        assert "Medical Image" in message.text


# 23: managing


async def test_those_who_do_not_manage_a_channel_are_not_shown_what_changes_it(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        needs = {
            one["name"]: one["default_member_permissions"]
            for one in discord.server.world.commands[None]
        }
        assert {name for name, needed in needs.items() if needed} == MANAGER_COMMANDS
        assert {needs[name] for name in MANAGER_COMMANDS} == {str(Permission.MANAGE_CHANNELS)}
        with pytest.raises(CannotDo):
            discord.server.slash(discord.bob, discord.channel, "pause")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("pause", {}),
        ("deleteme", {}),
        ("unsubscribe", {"topic": "all"}),
        ("settings", {"name": "language", "value": "en"}),
        ("subscriptions", {"number": "1", "amount": "more"}),
    ],
)
async def test_rights_are_asked_for_again_whatever_the_servers_menus_show(
    sqlite_store: Store, name: str, options: dict[str, str]
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await follow(discord, discord.channel)
        before = chat_of(discord, discord.channel)
        for command in discord.server.world.commands[None]:
            # As the owner of a server can set it.
            command["default_member_permissions"] = None
        asked = await discord.slash(discord.bob, discord.channel, name, **options)
        assert "管理频道" in asked.text or "Manage Channels" in asked.text
        assert asked.original.ephemeral
        assert chat_of(discord, discord.channel) == before
        assert discord.topics(discord.channel) == ["医学图像"]


async def test_whoever_manages_the_channel_may_change_it(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        discord.server.give_role(discord.guild, discord.bob, Permission.MANAGE_CHANNELS)
        asked = await discord.slash(discord.bob, discord.channel, "subscribe", topic="NeRF")
        await discord.press(discord.bob, asked.original, "For this channel")
        assert discord.topics(discord.channel) == ["NeRF"]
        await discord.slash(discord.bob, discord.channel, "pause")
        assert chat_of(discord, discord.channel).paused_at is not None


async def test_a_server_may_let_everybody_change_the_topics(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await follow(discord, discord.channel)
        await discord.slash(discord.alice, discord.channel, "settings", name="open", value="on")
        await discord.slash(discord.bob, discord.channel, "unsubscribe", topic="all")
        assert discord.topics(discord.channel) == []


async def test_the_buttons_of_an_answer_ask_for_the_right_of_whoever_presses_them(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        asked = await discord.slash(discord.alice, discord.channel, "subscribe", topic="NeRF")
        pressed = await discord.press(discord.bob, asked.original, "为本频道订阅")
        assert pressed.original is not asked.original
        assert pressed.original.ephemeral
        assert discord.topics(discord.channel) == []


async def test_for_me_is_for_everybody_and_comes_in_private(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.bob)
        asked = await discord.slash(discord.bob, discord.channel, "subscribe", topic="医学图像")
        assert asked.original.ephemeral
        pressed = await discord.press(discord.bob, asked.original, "For me, in private")
        assert pressed.original.ephemeral
        assert discord.topics(direct) == ["医学图像"]
        assert discord.topics(discord.channel) == []
        await push(discord, direct)
        assert "Medical Image" in discord.said_in(direct)[-1].text


async def test_in_a_direct_chat_a_person_subscribes_themselves(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.bob)
        asked = await discord.slash(discord.bob, direct, "subscribe", topic="医学图像")
        assert not asked.original.ephemeral
        assert discord.topics(direct) == ["医学图像"]


async def test_for_me_is_the_same_where_one_is_alone(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.bob)
        discord.server.say(discord.bob, direct, "/followme NeRF")
        await discord.until(lambda: discord.topics(direct) == ["NeRF"])


async def test_an_app_of_ones_own_subscribes_the_person_wherever_they_are(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        eve = server.add_user("eve", installed=True)
        away = server.add_channel(server.add_guild("away", eve, with_bot=False), "papers")
        await discord.slash(eve, away, "subscribe", topic="医学图像")
        assert discord.topics(server.direct(eve)) == ["医学图像"]
        assert discord.find_chat(discord.at(away)) is None
        await push(discord, server.direct(eve))
        assert "Medical Image" in discord.said_in(server.direct(eve))[-1].text


async def test_an_app_of_ones_own_says_no_more_than_it_may(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        eve = server.add_user("eve", installed=True)
        away = server.add_channel(server.add_guild("away", eve, with_bot=False), "papers")
        await discord.slash(eve, away, "subscribe", topic="医学图像")
        long = "We segment organs in medical images. " * 40
        await discord.read(*(medical(f"2403.{n:05}", n, abstract=long) for n in range(1, 50)))
        asked = await discord.slash(eve, away, "today", papers="all")
        await server.wait_for(lambda: all(one.status for one in server.requests))
        assert len(asked.followups) <= 5
        assert (await discord.slash(eve, away, "help")).text


async def test_a_closed_direct_chat_is_suspended_and_the_person_is_told_when_they_ask_again(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        server = discord.server
        direct = server.direct(discord.bob)
        asked = await discord.slash(discord.bob, discord.channel, "subscribe", topic="医学图像")
        await discord.press(discord.bob, asked.original, "For me, in private")
        server.close_direct(discord.bob)
        await push(discord, direct)
        await push(discord, direct, "2403.00002")
        assert [one.code for one in server.find_requests(POST_MESSAGE, direct.id)] == [50007]
        assert "no direct messages" in str(chat_of(discord, direct).suspended_reason)
        server.open_direct(discord.bob)
        again = await discord.press(discord.bob, asked.original, "For me, in private")
        assert "allow direct messages" in again.text
        assert chat_of(discord, direct).suspended_at is None


async def test_a_channel_is_managed_from_another_one_by_those_alone_who_manage_it(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        other = discord.server.add_channel(discord.guild, "other")
        assert "已订阅" in await follow_from_afar(discord, other)
        assert discord.topics(other) == ["医学图像"]
        asked = await discord.slash(discord.bob, discord.channel, "subscriptions", channel=other)
        assert asked.original.ephemeral
        assert "医学图像" not in asked.text
        await discord.slash(
            discord.bob, discord.channel, "unsubscribe", topic="all", channel=other
        )
        assert discord.topics(other) == ["医学图像"]


async def test_whoever_asks_too_much_of_a_channel_wears_out_nobody_else(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store, patience=3) as discord, discord.running():
        other = discord.server.add_channel(discord.guild, "other")
        for _ in range(4):
            await discord.slash(discord.bob, discord.channel, "subscriptions", channel=other)
        assert "已订阅" in await follow_from_afar(discord, other)


async def test_what_another_channel_follows_is_suggested_to_those_alone_who_manage_it(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        other = discord.server.add_channel(discord.guild, "other")
        await follow_from_afar(discord, other)
        typing = (discord.channel, "unsubscribe", "topic", "")
        assert "医学图像" in await discord.complete(discord.alice, *typing, channel=other)
        assert await discord.complete(discord.bob, *typing, channel=other) == []


@pytest.mark.parametrize("how", ["a text", "a command"])
async def test_a_person_who_writes_again_is_pushed_again(sqlite_store: Store, how: str) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        direct = discord.server.direct(discord.bob)
        await discord.slash(discord.bob, direct, "subscribe", topic="医学图像")
        discord.server.close_direct(discord.bob)
        await push(discord, direct)
        assert chat_of(discord, direct).suspended_at is not None
        discord.server.open_direct(discord.bob)
        if how == "a text":
            discord.server.say(discord.bob, direct, "/subscriptions")
        else:
            asked = await discord.slash(discord.bob, direct, "subscriptions")
            assert asked.followups == []
        await discord.until(lambda: chat_of(discord, direct).suspended_at is None)
