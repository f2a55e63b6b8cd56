"""Threads and forums: how they open, what archived and locked ones take."""

import pytest

from tests.servers.discord import START_THREAD, ChannelKind, Permission
from tests.servers.discord.raw import scene


def post(**more):
    return {"name": "晨报 11-20", "message": {"content": "issue"}, **more}


async def test_a_post_in_a_forum_is_a_thread_with_its_first_message():
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum", tags=("cs.CV",))
        tag = str(next(iter(forum.tags)))
        told = await s.ask("POST", f"/channels/{forum.id}/threads", post(applied_tags=[tag]))
        assert told.status == 201
        assert (told.body["name"], told.body["applied_tags"]) == ("晨报 11-20", [tag])
        assert told.body["message"]["channel_id"] == told.body["id"]
        assert [each.text for each in s.server.messages] == ["issue"]


@pytest.mark.parametrize(
    ("payload", "errors"),
    [
        (post(name=""), {"name": "BASE_TYPE_REQUIRED"}),
        (post(name="名" * 101), {"name": "BASE_TYPE_BAD_LENGTH"}),
        (post(message=None), {"message": "BASE_TYPE_REQUIRED"}),
        (post(message={"content": "x" * 2001}), {"content": "BASE_TYPE_MAX_LENGTH"}),
        (post(applied_tags=["1"]), {"applied_tags.0": "FORUM_TAG_UNKNOWN"}),
        (post(auto_archive_duration=7), {"auto_archive_duration": "BASE_TYPE_CHOICES"}),
    ],
)
async def test_a_post_that_is_not_in_order_is_refused(payload, errors):
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum")
        told = await s.ask("POST", f"/channels/{forum.id}/threads", payload)
        assert (told.status, told.code, told.errors) == (400, 50035, errors)
        assert s.server.messages == []


async def test_a_forum_may_ask_for_a_tag():
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum", tags=("cs.CV",), requires_tag=True)
        told = await s.ask("POST", f"/channels/{forum.id}/threads", post())
        assert (told.status, told.code) == (400, 40067)
        assert told.body["message"] == "A tag is required to create a forum post in this channel"
        assert (await s.ask("GET", f"/channels/{forum.id}")).body["flags"] == 16


async def test_a_post_twice_is_two_posts_for_the_route_knows_no_nonce():
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum")
        message = {"content": "issue", "nonce": "7", "enforce_nonce": True}
        for _ in range(2):
            await s.ask("POST", f"/channels/{forum.id}/threads", post(message=message))
        assert len(s.server.messages) == 2
        assert [each.repeated for each in s.server.find_requests(START_THREAD)] == [False, False]


async def test_an_earlier_post_is_found_open_or_archived():
    async with scene() as s:
        forum = s.server.add_forum(s.guild, "forum")
        made = await s.ask("POST", f"/channels/{forum.id}/threads", post())
        active = await s.ask("GET", f"/guilds/{s.guild.id}/threads/active")
        assert [each["name"] for each in active.body["threads"]] == ["晨报 11-20"]
        s.server.archive(s.server.world.channels[int(made.body["id"])])
        active = await s.ask("GET", f"/guilds/{s.guild.id}/threads/active")
        assert active.body["threads"] == []
        archived = await s.ask("GET", f"/channels/{forum.id}/threads/archived/public")
        assert [each["name"] for each in archived.body["threads"]] == ["晨报 11-20"]
        assert archived.body["has_more"] is False


async def test_archived_threads_come_a_page_at_a_time_the_last_archived_first():
    async with scene() as s:
        for number in range(3):
            s.clock.advance(1)
            s.server.archive(s.server.add_thread(s.channel, str(number)))
        path = f"/channels/{s.channel.id}/threads/archived/public"
        page = await s.ask("GET", path, params={"limit": "2"})
        assert [each["name"] for each in page.body["threads"]] == ["2", "1"]
        assert page.body["has_more"] is True
        before = page.body["threads"][-1]["thread_metadata"]["archive_timestamp"]
        page = await s.ask("GET", path, params={"limit": "2", "before": before})
        assert [each["name"] for each in page.body["threads"]] == ["0"]


async def test_a_message_opens_an_archived_thread():
    async with scene() as s:
        thread = s.server.add_thread(s.channel, "thread")
        s.server.archive(thread)
        assert (await s.send(thread, content="x")).status == 200
        assert not thread.archived


@pytest.mark.parametrize(
    ("archived", "code", "message"),
    [(True, 50083, "Thread is archived"), (False, 160005, "Thread is locked")],
)
async def test_a_locked_thread_takes_nothing(archived, code, message):
    async with scene() as s:
        thread = s.server.add_thread(s.channel, "thread")
        if archived:
            s.server.archive(thread, locked=True)
        else:
            s.server.lock(thread)
        told = await s.send(thread, content="x")
        assert (told.status, told.body) == (400, {"message": message, "code": code})
        s.server.give_role(s.guild, s.server.world.bot, Permission.MANAGE_THREADS)
        assert (await s.send(thread, content="x")).status == 200


async def test_nothing_is_edited_in_an_archived_thread():
    async with scene() as s:
        thread = s.server.add_thread(s.channel, "thread")
        made = await s.send(thread, content="x")
        s.server.archive(thread)
        path = f"/channels/{thread.id}/messages/{made.body['id']}"
        assert (await s.ask("PATCH", path, {"content": "y"})).code == 50083
        s.server.reopen(thread)
        assert (await s.ask("PATCH", path, {"content": "y"})).status == 200


async def test_a_thread_is_opened_by_itself_or_under_a_message_once():
    async with scene() as s:
        path = f"/channels/{s.channel.id}"
        told = await s.ask("POST", path + "/threads", {"name": "free", "type": 11})
        assert (told.status, told.body["parent_id"]) == (201, str(s.channel.id))
        made = await s.send(content="x")
        path = f"{path}/messages/{made.body['id']}/threads"
        told = await s.ask("POST", path, {"name": "under"})
        assert told.body["id"] == made.body["id"]
        assert (await s.ask("POST", path, {"name": "under"})).code == 160004
        news = s.server.add_channel(s.guild, "news", ChannelKind.ANNOUNCEMENT)
        told = await s.ask("POST", f"/channels/{news.id}/threads", {"name": "x"})
        assert told.body["type"] == ChannelKind.ANNOUNCEMENT_THREAD


async def test_the_bot_changes_its_own_threads_and_no_others():
    async with scene() as s:
        made = await s.ask("POST", f"/channels/{s.channel.id}/threads", {"name": "mine"})
        path = f"/channels/{made.body['id']}"
        told = await s.ask("PATCH", path, {"archived": True})
        assert told.body["thread_metadata"]["archived"] is True
        assert (await s.ask("PATCH", path, {"name": "other"})).code == 50083
        assert (await s.ask("PATCH", path, {"archived": False})).status == 200
        assert (await s.ask("PATCH", path, {"locked": True})).code == 50013
        theirs = s.server.add_thread(s.channel, "theirs", s.alice)
        assert (await s.ask("PATCH", f"/channels/{theirs.id}", {"name": "x"})).code == 50013


async def test_the_bot_joins_leaves_and_removes_threads():
    async with scene() as s:
        thread = s.server.add_thread(s.channel, "thread")
        path = f"/channels/{thread.id}"
        assert (await s.ask("PUT", path + "/thread-members/@me")).status == 204
        assert "member" in (await s.ask("GET", path)).body
        assert (await s.ask("DELETE", path + "/thread-members/@me")).status == 204
        assert (await s.ask("DELETE", path)).code == 50013
        s.server.give_role(s.guild, s.server.world.bot, Permission.MANAGE_THREADS)
        assert (await s.ask("DELETE", path)).status == 200
        assert (await s.send(thread, content="x")).code == 10003
