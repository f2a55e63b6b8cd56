"""Forums, threads and announcements."""

import logging

import pytest

from bot.domain.message import Card, Message
from bot.errors import Fate
from tests.adapters.discord.conftest import at
from tests.adapters.discord.test_client import CARD, POSTING, failed, send
from tests.servers.discord import (
    POST_MESSAGE,
    START_THREAD,
    ChannelKind,
    Close,
    error,
    failure,
    matching,
    too_many,
)

ISSUE = Message(heading="11-22 周日 · 2 篇", cards=(Card(title="t"), Card(title="u")))
LONG = Message(heading="11-22 周日 · 2 篇", cards=(Card(title="t", body="b" * 4000),) * 3)
STARTING = matching(route=START_THREAD)


@pytest.fixture
def forum(server, guild):
    return server.add_forum(guild, "papers", tags=("arXiv", "other"))


def threads(server, forum):
    return [each for each in server.world.channels.values() if each.parent is forum]


async def test_an_issue_is_a_post_in_a_forum(server, messenger, forum):
    sent_as = await send(messenger, at(forum), ISSUE)
    [post] = threads(server, forum)
    assert (post.name, post.applied_tags) == ("11-22 周日 · 2 篇", [])
    assert [str(message.id) for message in server.messages] == [sent_as]
    assert server.find_requests(POST_MESSAGE) == []


async def test_a_post_has_a_tag_where_one_is_required(server, messenger, guild):
    forum = server.add_forum(guild, "strict", tags=("arXiv", "other"), requires_tag=True)
    await send(messenger, at(forum), ISSUE)
    [post] = threads(server, forum)
    assert [forum.tags[tag] for tag in post.applied_tags] == ["arXiv"]


async def test_a_forum_that_wants_a_tag_and_has_none_is_not_asked(server, messenger, guild):
    forum = server.add_forum(guild, "strict", requires_tag=True)
    raised = await failed(messenger, at(forum), ISSUE)
    assert (raised.fate, "wants a tag" in str(raised)) == (Fate.CLOSED, True)
    assert server.find_requests(START_THREAD) == []


async def test_the_parts_of_an_issue_stand_in_one_post(server, messenger, forum):
    payloads = messenger.render(LONG, "zh")
    assert len(payloads) == 3
    for payload in payloads:
        await messenger.send(at(forum), payload, str(payload["part"]))
    [post] = threads(server, forum)
    assert [message.channel for message in server.messages] == [post] * 3


async def test_a_post_that_was_made_and_not_confirmed_is_not_made_again(server, messenger, forum):
    server.script.add(Close(accepted=True), when=STARTING)
    raised = await failed(messenger, at(forum), ISSUE)
    assert raised.fate is Fate.MAYBE_SENT
    sent_as = await send(messenger, at(forum), ISSUE)
    [post] = threads(server, forum)
    assert [(message.channel, str(message.id)) for message in server.messages] == [(post, sent_as)]


async def test_a_post_of_the_same_name_of_another_day_is_another_post(server, messenger, forum):
    await send(messenger, at(forum), ISSUE)
    server.clock.advance(86_400)
    await send(messenger, at(forum), ISSUE)
    assert len(threads(server, forum)) == 2


async def test_another_message_of_the_same_name_is_not_taken_for_this_one(
    server, messenger, forum
):
    other = Message(heading=ISSUE.heading, cards=(Card(title="v"), Card(title="w")))
    await send(messenger, at(forum), ISSUE)
    await send(messenger, at(forum), other)
    assert len(threads(server, forum)) == 2


async def test_a_post_that_cannot_be_read_is_made_again_rather_than_lost(server, messenger, forum):
    await send(messenger, at(forum), ISSUE)
    reading = matching(route="GET /channels/{channel_id}/messages")
    server.script.add(error(50001), when=reading)
    await send(messenger, at(forum), ISSUE)
    assert len(threads(server, forum)) == 2


async def test_somebody_elses_post_of_the_same_name_is_not_ours(server, messenger, forum):
    server.add_thread(forum, "11-22 周日 · 2 篇")
    await send(messenger, at(forum), ISSUE)
    assert len(threads(server, forum)) == 2


async def test_a_forum_that_cannot_be_looked_through_is_not_posted_to(server, messenger, forum):
    server.script.add(failure(500), when=matching(route="GET /guilds/{guild_id}/threads/active"))
    raised = await failed(messenger, at(forum), ISSUE)
    assert raised.fate is Fate.NOT_SENT
    assert server.find_requests(START_THREAD) == []


async def test_a_thread_of_a_channel_is_written_to(server, messenger, channel):
    thread = server.add_thread(channel, "a thread")
    await send(messenger, at(channel, thread))
    assert server.messages[0].channel is thread


async def test_an_archived_thread_is_opened_by_writing_to_it(server, messenger, channel):
    thread = server.add_thread(channel, "a thread")
    server.archive(thread)
    await send(messenger, at(channel, thread))
    assert not thread.archived


@pytest.mark.parametrize("archived", [False, True])
async def test_a_locked_thread_is_closed(server, messenger, channel, archived):
    thread = server.add_thread(channel, "a thread")
    if archived:
        server.archive(thread, locked=True)
    else:
        server.lock(thread)
    raised = await failed(messenger, at(channel, thread))
    assert (raised.fate, "locked" in str(raised)) == (Fate.CLOSED, True)


@pytest.fixture
def news(server, guild):
    return server.add_channel(guild, "news", ChannelKind.ANNOUNCEMENT)


async def test_an_announcement_is_published(server, messenger, news):
    await send(messenger, at(news), CARD)
    [message] = server.messages
    assert message.flags & 1


async def test_an_announcement_that_was_published_before_is_well(server, messenger, news, caplog):
    await send(messenger, at(news), CARD, nonce="1")
    await send(messenger, at(news), CARD, nonce="1")
    assert len(server.messages) == 1
    assert caplog.records == []


async def test_an_announcement_that_cannot_be_published_was_sent_all_the_same(
    server, messenger, news, caplog
):
    caplog.set_level(logging.WARNING)
    publishing = f"{POST_MESSAGE}/{{message_id}}/crosspost"
    server.script.add(too_many(3600), when=matching(route=publishing))
    sent_as = await send(messenger, at(news), CARD)
    assert str(server.messages[0].id) == sent_as
    assert "not published" in caplog.text
    assert str(news.id) not in caplog.text


async def test_posting_in_a_channel_asks_only_for_what_it_needs(server, messenger, channel):
    await send(messenger, at(channel))
    await send(messenger, at(channel), nonce="2")
    routes = [each.route for each in server.requests]
    assert routes == ["GET /users/@me", "GET /channels/{channel_id}", POST_MESSAGE, POST_MESSAGE]
    assert POSTING(server.requests[-1])
