"""Faults on demand, the log that outlives a kill, and the side door for other processes."""

import asyncio
import json

import aiohttp
import pytest

from tests.servers.discord import (
    POST_MESSAGE,
    Close,
    Hang,
    error,
    failure,
    matching,
    too_many,
)
from tests.servers.discord.raw import scene


async def test_a_429_on_demand_comes_once_and_makes_nothing():
    async with scene() as s:
        s.server.script.add(too_many(3.0), when=matching(route=POST_MESSAGE))
        told = await s.send(content="x")
        assert (told.status, told.body["retry_after"]) == (429, 3.0)
        assert s.server.messages == []
        assert (await s.send(content="x")).status == 200


async def test_a_429_of_the_resource_is_not_held_against_the_bot():
    async with scene() as s:
        s.server.script.add(too_many(3.0, "shared"))
        told = await s.send(content="x")
        assert told.headers["X-RateLimit-Scope"] == "shared"
        assert told.body["message"] == "The resource is being rate limited."
        assert s.server.rates.invalid_requests == 0
        s.server.script.add(too_many(3.0, "global"))
        assert (await s.send(content="x")).body["global"] is True
        assert s.server.rates.invalid_requests == 1


async def test_a_fault_may_strike_one_channel_after_some_requests_and_for_good():
    async with scene() as s:
        other = s.server.add_channel(s.guild, "other")
        s.server.script.add(
            error(50013), when=matching(channel_id=s.channel.id), times=None, after=1
        )
        told = [(await s.send(content="x")).status for _ in range(3)]
        assert told == [200, 403, 403]
        assert (await s.send(other, content="x")).status == 200
        s.server.script.clear()
        assert (await s.send(content="x")).status == 200


async def test_a_fault_may_strike_a_share_of_the_requests():
    async with scene() as s:
        s.server.script.add(failure(503), times=None, share=0.2)
        statuses = [(await s.send(content="x")).status for _ in range(200)]
        assert 20 <= statuses.count(503) <= 60
        assert len(s.server.messages) == statuses.count(200)


async def test_a_fault_may_look_into_the_body():
    async with scene() as s:
        s.server.script.add(failure(), when=matching(contains="论文"))
        assert (await s.send(content="x")).status == 200
        told = await s.send(content="论文")
        assert (told.status, told.body["message"]) == (500, "500: Internal Server Error")


@pytest.mark.parametrize(("accepted", "messages"), [(True, ["x"]), (False, [])])
async def test_a_connection_may_be_cut_before_or_after_the_message_is_made(accepted, messages):
    async with scene() as s:
        s.server.script.add(Close(accepted=accepted))
        with pytest.raises(aiohttp.ClientError):
            await s.send(content="x", nonce="1", enforce_nonce=True)
        assert [each.text for each in s.server.messages] == messages
        await s.send(content="x", nonce="1", enforce_nonce=True)
        assert [each.text for each in s.server.messages] == ["x"]
        assert s.server.requests[0].status is None
        assert s.server.requests[0].fault == "close"


@pytest.mark.parametrize(("accepted", "messages"), [(True, ["x"]), (False, [])])
async def test_the_server_may_hang_before_or_after_the_message_is_made(accepted, messages):
    async with scene() as s:
        s.server.script.add(Hang(accepted=accepted))
        sending = asyncio.create_task(s.send(content="x"))
        await s.server.wait_for(lambda: len(s.server.requests) == 1 and s.server.requests[0].fault)
        assert [each.text for each in s.server.messages] == messages
        assert not sending.done()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert (await s.send(content="y")).status == 200


async def test_the_log_has_each_request_before_its_answer(tmp_path):
    path = tmp_path / "log.jsonl"
    async with scene(log_path=path) as s:
        s.server.script.add(Close(accepted=True))
        with pytest.raises(aiohttp.ClientError):
            await s.send(content="论文")
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert lines[0]["request"]["payload"] == {"content": "论文"}
        assert lines[1]["answer"]["message_id"] == s.server.messages[0].id
        await s.send(content="x" * 2001)
        assert json.loads(path.read_text("utf-8").splitlines()[-1])["answer"]["code"] == 50035
        assert s.server.token not in path.read_text("utf-8").replace("webhook_token", "")


async def test_waiting_ends_when_it_happens_or_says_what_did():
    async with scene() as s:
        waiting = asyncio.create_task(s.server.wait_for(lambda: s.server.messages))
        await asyncio.sleep(0)
        await s.send(content="x")
        assert [each.text for each in await waiting] == ["x"]
        with pytest.raises(TimeoutError, match="POST /channels"):
            await s.server.wait_for(lambda: len(s.server.messages) > 1, timeout=0.01)


async def ask(s, method, path, body=None):
    async with s.session.request(method, s.server.address + "/_control" + path, json=body) as told:
        return await told.json()


async def test_another_process_builds_the_world_acts_and_reads_the_log():
    async with scene() as s:
        guild = await ask(s, "POST", "/guilds", {"name": "bench", "channels": 3, "forums": 1})
        channel = guild["channels"][0]
        user = await ask(s, "POST", "/users", {"name": "carol", "guild_id": guild["id"]})
        place = {"user_id": user["id"], "channel_id": channel}
        await ask(s, "POST", "/say", place | {"text": "hello"})
        assert "error" in await ask(s, "POST", "/slash", place | {"name": "subscribe"})
        path = f"/applications/{s.server.world.application_id}/commands"
        await s.ask("POST", path, {"name": "subscribe", "description": "x"})
        asked = await ask(s, "POST", "/slash", place | {"name": "subscribe"})
        listed = await ask(s, "GET", "/interactions")
        assert [(each["id"], each["answered"]) for each in listed] == [(asked["id"], False)]
        row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "b", "custom_id": "b"}]}
        made = await s.ask(
            "POST", f"/channels/{channel}/messages", {"content": "x", "components": [row]}
        )
        await ask(s, "POST", "/press", place | {"message_id": made.body["id"], "button": "b"})
        messages = await ask(s, "GET", f"/messages?channel_id={channel}")
        assert [each["text"] for each in messages] == ["x"]
        assert [each["status"] for each in await ask(s, "GET", "/log?after=1")] == [200]


async def test_another_process_takes_things_away():
    async with scene() as s:
        place = {"channel_id": str(s.channel.id)}
        await ask(s, "POST", "/deny", place | {"permission": "SEND_MESSAGES"})
        assert (await s.send(content="x")).code == 50013
        await ask(s, "POST", "/delete_channel", place)
        assert (await s.send(content="x")).code == 10003
        await ask(s, "POST", "/close_direct", {"user_id": str(s.bob.id)})
        assert (await s.send(s.server.direct(s.bob), content="x")).code == 50007


async def test_another_process_scripts_faults_and_counts():
    async with scene() as s:
        fault = {
            "action": "too_many",
            "with": {"retry_after": 3},
            "match": {"route": POST_MESSAGE},
            "times": 2,
        }
        await ask(s, "POST", "/faults", fault)
        for _ in range(3):
            await s.send(content="x")
        stats = await ask(s, "GET", "/stats")
        assert stats["statuses"] == {"429": 2, "200": 1}
        assert (stats["messages"], stats["max_in_any_second"]) == (1, 1)
        assert stats["max_asked_in_any_second"] == 3
        await ask(s, "POST", "/faults", {"action": "close", "with": {"accepted": True}})
        await ask(s, "DELETE", "/faults")
        assert (await s.send(content="x")).status == 200
