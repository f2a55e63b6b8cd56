"""Limits: of a bucket, of all together, and of bad requests."""

import pytest

from tests.servers.discord import POST_MESSAGE
from tests.servers.discord.rates import INVALID_LIMIT
from tests.servers.discord.raw import scene
from tests.servers.discord.record import busiest_second


async def test_five_messages_in_five_seconds_and_the_headers_tell():
    async with scene(limits=True) as s:
        left = [(await s.send(content="x")).headers["X-RateLimit-Remaining"] for _ in range(5)]
        assert left == ["4", "3", "2", "1", "0"]
        s.clock.advance(1.5)
        told = await s.send(content="x")
        assert told.status == 429
        assert told.body == {
            "message": "You are being rate limited.",
            "retry_after": 3.5,
            "global": False,
        }
        assert told.headers["Retry-After"] == "4"
        assert told.headers["X-RateLimit-Scope"] == "user"
        assert told.headers["X-RateLimit-Reset-After"] == "3.500"
        assert told.headers["Via"]
        s.clock.advance(3.5)
        assert (await s.send(content="x")).status == 200
        assert len(s.server.messages) == 6


async def test_a_channel_does_not_wait_for_another():
    async with scene(limits=True) as s:
        for _ in range(6):
            told = await s.send(content="x")
        other = s.server.add_channel(s.guild, "other")
        free = await s.send(other, content="x")
        assert (told.status, free.status) == (429, 200)
        assert told.headers["X-RateLimit-Bucket"] == free.headers["X-RateLimit-Bucket"]


async def test_all_routes_together_have_fifty_a_second():
    async with scene(limits=True) as s:
        s.server.rates.limits["GET /users/@me"] = (1000, 1.0)
        told = [await s.ask("GET", "/users/@me") for _ in range(51)]
        assert [each.status for each in told] == [200] * 50 + [429]
        assert told[-1].body["global"] is True
        assert told[-1].headers["X-RateLimit-Global"] == "true"
        assert told[-1].headers["X-RateLimit-Scope"] == "global"
        assert "X-RateLimit-Bucket" not in told[-1].headers
        answer = await s.ask("POST", "/interactions/1/x/callback", {"type": 5})
        assert answer.code == 10062
        s.clock.advance(1.0)
        assert (await s.ask("GET", "/users/@me")).status == 200


async def test_without_limits_the_headers_promise_plenty():
    async with scene() as s:
        told = [await s.send(content="x") for _ in range(60)]
        assert {each.status for each in told} == {200}
        assert int(told[-1].headers["X-RateLimit-Remaining"]) > 1000


async def test_bad_requests_are_counted_for_ten_minutes():
    async with scene(limits=True) as s:
        await s.ask("GET", "/users/@me", headers={"Authorization": "Bot other"})
        s.server.remove_bot(s.guild)
        await s.send(content="x")
        await s.ask("GET", "/channels/1")
        assert s.server.rates.invalid_requests == 2
        s.clock.advance(601)
        assert s.server.rates.invalid_requests == 0


async def test_too_many_bad_requests_shut_the_address_out():
    async with scene(limits=True) as s:
        for _ in range(INVALID_LIMIT):
            s.server.rates.note_answer(403, shared=False)
        told = await s.send(content="x")
        assert (told.status, "Via" in told.headers) == (429, False)
        assert "1015" in told.body
        s.clock.advance(601)
        assert (await s.send(content="x")).status == 200


async def test_the_server_knows_its_busiest_second():
    async with scene() as s:
        for wait in (0, 0.4, 0.5, 0.2, 3):
            s.clock.advance(wait)
            await s.send(content="x")
        assert s.server.max_in_any_second == 3
        assert s.server.max_asked_in_any_second == 3
        assert len(s.server.find_requests(POST_MESSAGE, s.channel.id)) == 5


@pytest.mark.parametrize(
    ("times", "most"), [([], 0), ([1.0], 1), ([0, 0.5, 1.0], 2), ([0, 0.5, 0.99, 1.2], 3)]
)
def test_a_second_is_open_at_its_end(times, most):
    assert busiest_second(times) == most
