"""Who may do what where: the refusals that stop a bot for good, and those that do not."""

import pytest

from tests.servers.discord import ChannelKind, Permission
from tests.servers.discord.errors import ApiError
from tests.servers.discord.permissions import EVERYONE, in_channel
from tests.servers.discord.raw import scene
from tests.servers.discord.sessions import Intent


@pytest.mark.parametrize(
    ("lacks", "payload", "code", "message"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001, "Missing Access"),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013, "Missing Permissions"),
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}, 50013, "Missing Permissions"),
    ],
)
async def test_a_missing_permission_is_named_by_its_number(lacks, payload, code, message):
    async with scene() as s:
        s.server.deny(s.channel, s.server.world.bot, lacks)
        told = await s.send(**payload)
        assert (told.status, told.body) == (403, {"message": message, "code": code})


async def test_text_needs_no_permission_to_embed():
    async with scene() as s:
        s.server.deny(s.channel, s.server.world.bot, Permission.EMBED_LINKS)
        assert (await s.send(content="x")).status == 200


async def test_a_thread_asks_for_a_permission_of_its_own():
    async with scene() as s:
        thread = s.server.add_thread(s.channel, "thread")
        s.server.deny(s.channel, s.server.world.bot, Permission.SEND_MESSAGES)
        assert (await s.send(thread, content="x")).status == 200
        s.server.deny(s.channel, s.server.world.bot, Permission.SEND_MESSAGES_IN_THREADS)
        assert (await s.send(thread, content="x")).code == 50013


async def test_what_was_denied_can_be_allowed_again():
    async with scene() as s:
        s.server.deny(s.channel, s.guild.everyone, Permission.SEND_MESSAGES)
        assert (await s.send(content="x")).code == 50013
        s.server.allow(s.channel, s.server.world.bot, Permission.SEND_MESSAGES)
        assert (await s.send(content="x")).status == 200


async def test_an_overwrite_of_a_member_beats_those_of_roles_and_these_that_of_everybody():
    async with scene() as s:
        role = s.server.give_role(s.guild, s.bob, 0)
        for who, deny in ((s.guild.everyone, True), (role, False), (s.bob, True)):
            change = s.server.deny if deny else s.server.allow
            change(s.channel, who, Permission.SEND_MESSAGES)
            may = bool(in_channel(s.channel, s.bob) & Permission.SEND_MESSAGES)
            assert may is not deny


async def test_the_owner_and_administrators_may_do_everything():
    async with scene() as s:
        s.server.deny(s.channel, s.guild.everyone, Permission.VIEW_CHANNEL)
        s.server.deny(s.channel, s.alice, Permission.VIEW_CHANNEL)
        assert in_channel(s.channel, s.alice) & Permission.MANAGE_CHANNELS
        assert not in_channel(s.channel, s.bob)
        s.server.give_role(s.guild, s.bob, Permission.ADMINISTRATOR)
        assert in_channel(s.channel, s.bob) & Permission.MANAGE_CHANNELS


async def test_users_are_held_to_their_permissions_too():
    async with scene() as s:
        s.server.set_role(s.guild, s.guild.everyone, EVERYONE & ~Permission.SEND_MESSAGES)
        with pytest.raises(ApiError, match="50013"):
            s.server.say(s.bob, s.channel, "x")


async def test_a_deleted_channel_is_unknown_and_so_are_its_threads():
    async with scene() as s:
        thread = s.server.add_thread(s.channel, "thread")
        s.server.delete_channel(s.channel)
        for gone in (s.channel, thread):
            told = await s.send(gone, content="x")
            assert (told.status, told.body) == (404, {"message": "Unknown Channel", "code": 10003})


async def test_a_guild_the_bot_was_removed_from_is_not_a_deleted_one():
    async with scene() as s:
        s.server.remove_bot(s.guild)
        assert (await s.send(content="x")).code == 50001
        assert (await s.ask("GET", f"/guilds/{s.guild.id}")).code == 10004
        s.server.invite_bot(s.guild)
        assert (await s.send(content="x")).status == 200


async def test_an_outage_is_a_failure_of_the_server_and_passes():
    async with scene() as s:
        s.server.begin_outage(s.guild)
        assert (await s.send(content="x")).status == 500
        assert (await s.ask("GET", f"/guilds/{s.guild.id}")).status == 500
        s.server.end_outage(s.guild)
        assert (await s.send(content="x")).status == 200


async def test_a_closed_direct_message_opens_but_takes_nothing():
    async with scene() as s:
        opened = await s.ask("POST", "/users/@me/channels", {"recipient_id": str(s.bob.id)})
        path = f"/channels/{opened.body['id']}/messages"
        assert (await s.ask("POST", path, {"content": "x"})).status == 200
        s.server.close_direct(s.bob)
        told = await s.ask("POST", path, {"content": "x"})
        assert (told.status, told.code) == (403, 50007)
        assert told.body["message"] == "Cannot send messages to this user"
        s.server.open_direct(s.bob)
        assert (await s.ask("POST", path, {"content": "x"})).status == 200


async def test_a_stranger_takes_no_direct_messages_unless_they_installed_the_app():
    async with scene() as s:
        for installed, status in ((False, 403), (True, 200)):
            user = s.server.add_user("stranger", installed=installed)
            assert (await s.send(s.server.direct(user), content="x")).status == status


async def test_nobody_else_can_be_written_to():
    async with scene() as s:
        for recipient, code in (("1", 10013), (str(s.server.world.bot.id), 50007)):
            told = await s.ask("POST", "/users/@me/channels", {"recipient_id": recipient})
            assert told.code == code
        told = await s.ask("POST", "/users/@me/channels", {"recipient_id": "me"})
        assert told.errors == {"recipient_id": "NUMBER_TYPE_COERCE"}


async def test_a_forum_takes_no_plain_messages():
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum")
        told = await s.send(forum, content="x")
        assert (told.status, told.code) == (400, 50008)


async def test_a_published_message_is_published_once_and_only_in_an_announcement_channel():
    async with scene() as s:
        news = s.server.add_channel(s.guild, "news", ChannelKind.ANNOUNCEMENT)
        made = await s.send(news, content="x")
        path = f"/channels/{news.id}/messages/{made.body['id']}/crosspost"
        assert (await s.ask("POST", path)).body["flags"] == 1
        assert (await s.ask("POST", path)).code == 40033
        made = await s.send(content="x")
        path = f"/channels/{s.channel.id}/messages/{made.body['id']}/crosspost"
        assert (await s.ask("POST", path)).code == 50024


async def test_without_the_token_nothing_is_told():
    async with scene() as s:
        for headers in ({"Authorization": "Bot other"}, {"Authorization": s.server.token}):
            told = await s.ask("GET", "/users/@me", headers=headers)
            assert (told.status, told.body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_what_is_no_route_is_not_found():
    async with scene() as s:
        for method, path in (("GET", "/nothing"), ("PUT", "/users/@me")):
            told = await s.ask(method, path)
            assert (told.status, told.body) == (404, {"message": "404: Not Found", "code": 0})
        told = await s.ask("GET", "/channels/general")
        assert told.errors == {"channel_id": "NUMBER_TYPE_COERCE"}


async def test_a_guild_tells_of_its_channels_members_and_roles():
    async with scene() as s:
        base = f"/guilds/{s.guild.id}"
        guild = (await s.ask("GET", base + "?with_counts=true")).body
        assert (guild["preferred_locale"], guild["approximate_member_count"]) == ("zh-CN", 3)
        channels = await s.ask("GET", base + "/channels")
        assert [each["name"] for each in channels.body] == ["papers"]
        roles = await s.ask("GET", base + "/roles")
        assert [each["name"] for each in roles.body] == ["@everyone", "晨报"]
        member = await s.ask("GET", f"{base}/members/{s.bob.id}")
        assert member.body["user"]["username"] == "bob"
        assert (await s.ask("GET", f"{base}/members/1")).code == 10013
        role = await s.ask("GET", f"{base}/roles/{s.guild.id}")
        assert role.body["name"] == "@everyone"
        assert (await s.ask("GET", f"{base}/roles/1")).code == 10011
        assert (await s.ask("GET", f"{base}/members?limit=9")).code == 50001
        s.server.gateway.privileged = Intent.GUILD_MEMBERS
        members = await s.ask("GET", f"{base}/members?limit=2&after={s.alice.id}")
        assert [each["user"]["username"] for each in members.body] == ["bob"]
        outsider = s.server.add_user("eve")
        assert (await s.ask("GET", f"{base}/members/{outsider.id}")).code == 10007
        guilds = await s.ask("GET", "/users/@me/guilds")
        assert [each["id"] for each in guilds.body] == [str(s.guild.id)]
        assert (await s.ask("DELETE", f"/users/@me/guilds/{s.guild.id}")).status == 204
        assert (await s.ask("GET", base)).code == 10004
