"""Interactions: three seconds, fifteen minutes, one answer, and what users see of it."""

import pytest

from tests.servers.discord import CannotDo
from tests.servers.discord.model import MessageFlag
from tests.servers.discord.raw import scene
from tests.servers.discord.rest.interactions import (
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    MESSAGE,
    MODAL,
    UPDATE,
)

EPHEMERAL = MessageFlag.EPHEMERAL
TOPIC = {"type": 3, "name": "topic", "description": "What to follow"}
COMMANDS = [
    {"name": "subscribe", "description": "Follow a topic", "options": [TOPIC]},
    {"name": "search", "description": "Find", "options": [TOPIC | {"autocomplete": True}]},
    {"name": "Why this paper", "type": 3},
]
BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "more", "custom_id": "m"}]}]


async def register(s):
    path = f"/applications/{s.server.world.application_id}/commands"
    assert (await s.ask("PUT", path, COMMANDS)).status == 200


async def respond(s, asked, kind, query="", **data):
    path = f"/interactions/{asked.id}/{asked.token}/callback{query}"
    return await s.ask("POST", path, {"type": kind, "data": data}, headers={"Authorization": ""})


async def under_token(s, asked, method, rest="", **payload):
    path = f"/webhooks/{s.server.world.application_id}/{asked.token}{rest}"
    return await s.ask(method, path, payload or None)


async def test_a_command_is_answered_by_a_message():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe", topic="医学图像")
        told = await respond(s, asked, MESSAGE, "?with_response=true", content="已订阅")
        assert told.body["resource"]["message"]["content"] == "已订阅"
        assert told.body["interaction"]["response_message_ephemeral"] is False
        assert (asked.answered, asked.text) == (True, "已订阅")
        assert [each.text for each in s.server.messages] == ["已订阅"]


async def test_what_one_user_alone_sees_is_not_in_the_channel():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        assert (await respond(s, asked, MESSAGE, content="x", flags=EPHEMERAL)).status == 204
        assert asked.original.ephemeral
        assert s.server.messages == []
        path = f"/channels/{s.channel.id}/messages/{asked.original.id}"
        assert (await s.ask("GET", path)).code == 10008


async def test_three_seconds_are_given_for_the_first_answer():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        s.clock.advance(3.1)
        told = await respond(s, asked, MESSAGE, content="late")
        assert (told.status, told.body) == (404, {"message": "Unknown interaction", "code": 10062})
        assert not asked.answered
        told = await under_token(s, asked, "POST", content="late")
        assert (told.status, told.code) == (404, 10015)


async def test_an_answer_is_given_once():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        await respond(s, asked, MESSAGE, content="x")
        told = await respond(s, asked, MESSAGE, content="y")
        assert (told.status, told.code) == (400, 40060)
        assert told.body["message"] == "Interaction has already been acknowledged."
        assert asked.text == "x"


async def test_a_refused_answer_leaves_the_interaction_open():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        assert (await respond(s, asked, MESSAGE, content="x" * 2001)).code == 50035
        assert (await respond(s, asked, MESSAGE)).code == 50006
        assert (await respond(s, asked, MESSAGE, content="x")).status == 204


async def test_a_wrong_token_is_an_unknown_interaction():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        told = await s.ask("POST", f"/interactions/{asked.id}/wrong/callback", {"type": DEFER})
        assert told.code == 10062
        told = await s.ask("POST", f"/interactions/1/{asked.token}/callback", {"type": DEFER})
        assert told.code == 10062
        path = f"/webhooks/{s.server.world.application_id}/wrong"
        assert (await s.ask("POST", path, {"content": "x"})).code == 10015


async def test_a_deferred_answer_is_filled_in_within_fifteen_minutes():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        told = await respond(s, asked, DEFER, "?with_response=1", flags=EPHEMERAL)
        assert told.body["interaction"]["response_message_loading"] is True
        assert not asked.answered
        s.clock.advance(14 * 60)
        told = await under_token(s, asked, "PATCH", "/messages/@original", content="result")
        assert told.body["flags"] == EPHEMERAL
        assert (asked.answered, asked.text) == (True, "result")
        s.clock.advance(61)
        told = await under_token(s, asked, "PATCH", "/messages/@original", content="again")
        assert (told.status, told.body) == (
            401,
            {"message": "Invalid Webhook Token", "code": 50027},
        )


async def test_the_first_follow_up_fills_the_deferred_answer_and_stays_as_visible():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        await respond(s, asked, DEFER)
        for text in ("first", "second"):
            told = await under_token(s, asked, "POST", content=text, flags=EPHEMERAL)
            assert told.status == 200
        assert [each.text for each in asked.messages] == ["first", "second"]
        assert [each.ephemeral for each in asked.messages] == [False, True]
        assert [each.text for each in s.server.messages] == ["first"]


async def test_messages_under_a_token_are_read_and_removed():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        await respond(s, asked, MESSAGE, content="x")
        more = (await under_token(s, asked, "POST", content="y")).body["id"]
        assert (await under_token(s, asked, "GET", f"/messages/{more}")).body["content"] == "y"
        assert (await under_token(s, asked, "DELETE", "/messages/@original")).status == 204
        assert (await under_token(s, asked, "GET", "/messages/@original")).code == 10008
        assert [each.text for each in s.server.messages] == ["y"]


async def test_a_button_updates_its_message_or_answers_by_another():
    async with scene() as s:
        await s.send(content="page 1", components=BUTTONS)
        message = s.server.messages[0]
        asked = s.server.press(s.bob, message, "more")
        await respond(s, asked, UPDATE, content="page 2")
        assert message.text == "page 2"
        asked = s.server.press(s.bob, message, "m")
        await respond(s, asked, DEFER_UPDATE)
        await under_token(
            s, asked, "PATCH", "/messages/@original", content="page 3", components=[]
        )
        assert message.text == "page 3"
        with pytest.raises(CannotDo):
            s.server.press(s.bob, message, 0)


async def test_a_command_cannot_update_what_is_not_there():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        for kind in (UPDATE, DEFER_UPDATE, CHOICES, 0):
            assert (await respond(s, asked, kind, content="x")).errors == {
                "type": "BASE_TYPE_CHOICES"
            }


async def test_an_option_completes_itself_with_25_choices_at_most():
    async with scene() as s:
        await register(s)
        asked = s.server.autocomplete(s.bob, s.channel, "search", "topic", "医学")
        assert asked.data["options"] == [
            {"name": "topic", "type": 3, "value": "医学", "focused": True}
        ]
        made = [{"name": str(number), "value": str(number)} for number in range(26)]
        told = await respond(s, asked, CHOICES, choices=made)
        assert told.errors == {"data.choices": "BASE_TYPE_MAX_LENGTH"}
        told = await respond(s, asked, CHOICES, choices=[{"name": "n" * 101, "value": "v"}])
        assert told.errors == {"data.choices.0.name": "BASE_TYPE_BAD_LENGTH"}
        await respond(s, asked, CHOICES, choices=made[:25])
        assert len(asked.choices) == 25
        with pytest.raises(CannotDo):
            s.server.autocomplete(s.bob, s.channel, "subscribe", "topic", "x")


async def test_a_select_offers_what_it_offers():
    async with scene() as s:
        options = [{"label": "医学图像", "value": "t1"}, {"label": "NeRF", "value": "t2"}]
        row = {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": options}]}
        await s.send(content="which?", components=[row])
        asked = s.server.choose(s.bob, s.server.messages[0], "医学图像")
        assert asked.data == {"custom_id": "s", "component_type": 3, "values": ["t1"]}
        for values in (("t3",), ("t1", "t2")):
            with pytest.raises(CannotDo):
                s.server.choose(s.bob, s.server.messages[0], *values)


async def test_a_modal_is_shown_and_sent_in():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        told = await respond(s, asked, MODAL, title="t" * 46, custom_id="q", components=[])
        assert told.errors == {
            "data.title": "BASE_TYPE_BAD_LENGTH",
            "data.components": "BASE_TYPE_BAD_LENGTH",
        }
        field = {"type": 4, "custom_id": "topic", "label": "Topic", "style": 1}
        rows = [{"type": 1, "components": [field]}]
        await respond(s, asked, MODAL, title="Topic", custom_id="q", components=rows)
        sent = s.server.submit(s.bob, asked, topic="NeRF")
        await respond(s, sent, MESSAGE, content="ok")
        assert sent.text == "ok"


async def test_a_message_has_a_menu():
    async with scene() as s:
        await register(s)
        said = s.server.say(s.bob, s.channel, "2403.15603")
        asked = s.server.message_command(s.bob, said, "Why this paper")
        assert asked.data["resolved"]["messages"][str(said.id)]["content"] == "2403.15603"


async def test_where_the_app_is_a_users_own_it_may_follow_up_five_times():
    async with scene() as s:
        path = f"/applications/{s.server.world.application_id}/commands"
        await s.ask("PUT", path, [COMMANDS[0] | {"integration_types": [1]}])
        eve = s.server.add_user("eve", installed=True)
        away = s.server.add_channel(s.server.add_guild("away", eve, with_bot=False), "papers")
        asked = s.server.slash(eve, away, "subscribe")
        await respond(s, asked, MESSAGE, content="x")
        told = [await under_token(s, asked, "POST", content="y") for _ in range(6)]
        assert [each.status for each in told] == [200] * 5 + [400]
        assert told[-1].code == 40094
        assert (await s.send(away, content="x")).code == 50001


async def test_a_user_presses_nothing_they_do_not_see():
    async with scene() as s:
        await register(s)
        asked = s.server.slash(s.bob, s.channel, "subscribe")
        await respond(s, asked, MESSAGE, content="x", flags=EPHEMERAL, components=BUTTONS)
        s.server.press(s.bob, asked.original, 0)
        with pytest.raises(CannotDo, match="does not see"):
            s.server.press(s.alice, asked.original, 0)
