"""Messages: what the server takes, what it refuses and how, what it makes of them."""

import aiohttp
import pytest

from tests.servers.discord import POST_MESSAGE
from tests.servers.discord.model import MessageFlag
from tests.servers.discord.raw import scene


def row(*controls):
    return {"type": 1, "components": list(controls)}


def button(number=0, **more):
    return {"type": 2, "style": 2, "label": str(number), "custom_id": f"b{number}", **more}


def select(options, **more):
    made = [{"label": str(each), "value": str(each)} for each in range(options)]
    return {"type": 3, "custom_id": "s", "options": made, **more}


LONG, REGULAR, WRONG = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_BAD_LENGTH", "BASE_TYPE_CHOICES"
REQUIRED = "BASE_TYPE_REQUIRED"


@pytest.mark.parametrize(
    "payload",
    [
        {"content": "x" * 2000},
        {"content": "文" * 2000},
        {"content": "  " + "x" * 2000 + "\n"},
        {"embeds": [{"title": "t" * 256, "description": "d" * 4096}]},
        {"embeds": [{"description": "d" * 600} for _ in range(10)]},
        {"embeds": [{"fields": [{"name": "n" * 100, "value": "v" * 100} for _ in range(25)]}]},
        {"embeds": [{"footer": {"text": "f" * 2048}, "author": {"name": "a" * 256}}]},
        {
            "content": "x",
            "components": [row(*map(button, range(i, i + 5))) for i in range(0, 25, 5)],
        },
        {"content": "x", "components": [row(select(25))]},
        {"content": "x", "nonce": "n" * 25, "enforce_nonce": True},
    ],
)
async def test_what_is_just_within_the_limits_is_taken(payload):
    async with scene() as s:
        assert (await s.send(**payload)).status == 200


@pytest.mark.parametrize(
    ("payload", "errors"),
    [
        ({"content": "x" * 2001}, {"content": LONG}),
        ({"embeds": [{"title": "t" * 257}]}, {"embeds.0.title": LONG}),
        ({"embeds": [{"description": "d" * 4097}]}, {"embeds.0.description": LONG}),
        ({"embeds": [{"footer": {"text": "f" * 2049}}]}, {"embeds.0.footer.text": LONG}),
        ({"embeds": [{"author": {"name": "a" * 257}}]}, {"embeds.0.author.name": LONG}),
        (
            {"embeds": [{"fields": [{"name": "n" * 257, "value": "v" * 1025}]}]},
            {"embeds.0.fields.0.name": REGULAR, "embeds.0.fields.0.value": REGULAR},
        ),
        (
            {"embeds": [{"fields": [{"name": "n", "value": ""}]}]},
            {"embeds.0.fields.0.value": REQUIRED},
        ),
        (
            {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
            {"embeds.0.fields": LONG},
        ),
        ({"embeds": [{"title": "t"}] * 11}, {"embeds": LONG}),
        ({"embeds": [{"color": 1}]}, {"embeds.0.description": REQUIRED}),
        (
            {"embeds": [{"title": "t", "url": "arxiv.org"}]},
            {"embeds.0.url": "URL_TYPE_INVALID_URL"},
        ),
        (
            {"embeds": [{"title": "t", "url": "javascript:alert(1)"}]},
            {"embeds.0.url": "URL_TYPE_INVALID_SCHEME"},
        ),
        (
            {"embeds": [{"title": "t", "url": "ftp://host/file"}]},
            {"embeds.0.url": "URL_TYPE_INVALID_SCHEME"},
        ),
        (
            {"embeds": [{"title": "t", "timestamp": "yesterday"}]},
            {"embeds.0.timestamp": "DATE_TIME_TYPE_PARSE"},
        ),
        ({"content": "x", "nonce": "n" * 26}, {"nonce": "NONCE_TYPE_TOO_LONG"}),
        ({"content": "x", "components": [row(button())] * 6}, {"components": LONG}),
        (
            {"content": "x", "components": [row(*map(button, range(6)))]},
            {"components.0.components": "COMPONENT_LAYOUT_WIDTH_EXCEEDED"},
        ),
        (
            {"content": "x", "components": [row(button(custom_id="c" * 101))]},
            {"components.0.components.0.custom_id": REGULAR},
        ),
        (
            {"content": "x", "components": [row(button(1), button(1))]},
            {"components.0.components.1.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED"},
        ),
        (
            {"content": "x", "components": [row(select(26))]},
            {"components.0.components.0.options": REGULAR},
        ),
        (
            {"content": "x", "components": [row(select(2), button())]},
            {"components.0.components": "COMPONENT_LAYOUT_WIDTH_EXCEEDED"},
        ),
        ({"content": "x", "components": [button()]}, {"components.0.type": WRONG}),
        (
            {"content": "x", "allowed_mentions": {"parse": ["all"]}},
            {"allowed_mentions.parse.0": WRONG},
        ),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            {"allowed_mentions": "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
        ),
    ],
)
async def test_what_is_beyond_the_limits_is_refused_with_the_field_that_is_wrong(payload, errors):
    async with scene() as s:
        told = await s.send(**payload)
        assert (told.status, told.code, told.body["message"]) == (400, 50035, "Invalid Form Body")
        assert errors.items() <= told.errors.items()
        assert s.server.messages == []


async def test_all_embeds_of_a_message_together_hold_6000():
    async with scene() as s:
        fits = [{"description": "d" * 3000}, {"title": "t" * 250, "footer": {"text": "f" * 2000}}]
        whole = [*fits, {"fields": [{"name": "n" * 250, "value": "v" * 500}]}]
        assert (await s.send(embeds=whole)).status == 200
        told = await s.send(embeds=[*whole, {"author": {"name": "a"}}])
        assert told.errors == {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}


@pytest.mark.parametrize(
    "payload", [{}, {"content": " \n"}, {"embeds": []}, {"components": [row(button())]}]
)
async def test_a_message_without_anything_to_read_is_refused(payload):
    async with scene() as s:
        told = await s.send(**payload)
        assert (told.status, told.code) == (400, 50006)
        assert told.body["message"] == "Cannot send an empty message"


async def test_a_nonce_makes_one_message_for_some_minutes():
    async with scene() as s:
        first = await s.send(content="once", nonce="7", enforce_nonce=True)
        again = await s.send(content="once", nonce="7", enforce_nonce=True)
        assert again.body["id"] == first.body["id"]
        assert [each.content for each in s.server.messages] == ["once"]
        assert [each.repeated for each in s.server.find_requests(POST_MESSAGE)] == [False, True]
        s.clock.advance(200)
        later = await s.send(content="once", nonce="7", enforce_nonce=True)
        assert later.body["id"] != first.body["id"]


async def test_a_nonce_that_is_not_enforced_is_but_a_label():
    async with scene() as s:
        await s.send(content="twice", nonce=7)
        told = await s.send(content="twice", nonce=7)
        assert told.body["nonce"] == 7
        assert len(s.server.messages) == 2


async def test_a_nonce_of_a_deleted_message_makes_no_new_one():
    async with scene() as s:
        made = await s.send(content="x", nonce="7", enforce_nonce=True)
        await s.ask("DELETE", f"/channels/{s.channel.id}/messages/{made.body['id']}")
        assert (await s.send(content="x", nonce="7", enforce_nonce=True)).code == 10008


async def test_one_url_on_two_embeds_is_sent_and_noted():
    async with scene() as s:
        url = "https://arxiv.org/abs/2403.15603"
        told = await s.send(embeds=[{"title": "a", "url": url}, {"title": "b", "url": url}])
        assert told.status == 200
        assert [url in each for each in s.server.violations] == [True]


async def test_who_is_notified_depends_on_the_allowed_mentions():
    async with scene() as s:
        text = f"{s.alice.mention} <@&{s.guild.id}> @everyone"
        await s.send(content=text)
        await s.send(content=text, allowed_mentions={"parse": []})
        await s.send(content=text, allowed_mentions={"users": [str(s.alice.id)]})
        await s.send(content=text, flags=MessageFlag.SUPPRESS_NOTIFICATIONS)
        pings = [each.pings for each in s.server.messages]
        assert pings == [{s.alice.id, s.guild.id}, frozenset(), {s.alice.id}, frozenset()]
        assert s.server.messages[3].silent


async def test_embeds_notify_nobody():
    async with scene() as s:
        await s.send(embeds=[{"description": f"{s.alice.mention} @everyone"}])
        assert s.server.messages[0].pings == frozenset()


async def test_links_have_previews_unless_they_are_suppressed():
    async with scene() as s:
        await s.send(content="https://arxiv.org/abs/1 and <https://arxiv.org/abs/2>")
        await s.send(content="https://arxiv.org/abs/1", flags=MessageFlag.SUPPRESS_EMBEDS)
        shown = [each.previews for each in s.server.messages]
        assert shown == [["https://arxiv.org/abs/1"], []]


async def test_an_edit_changes_what_it_names_and_keeps_what_was():
    async with scene() as s:
        made = await s.send(content="old", embeds=[{"title": "kept"}])
        path = f"/channels/{s.channel.id}/messages/{made.body['id']}"
        s.clock.advance(60)
        told = await s.ask("PATCH", path, {"content": "new"})
        assert (told.body["content"], told.body["embeds"][0]["title"]) == ("new", "kept")
        assert told.body["edited_timestamp"] > told.body["timestamp"]
        assert s.server.messages[0].versions[0]["content"] == "old"
        assert (await s.ask("PATCH", path, {"content": "", "embeds": []})).code == 50006


async def test_only_ones_own_messages_can_be_edited():
    async with scene() as s:
        said = s.server.say(s.alice, s.channel, "mine")
        path = f"/channels/{s.channel.id}/messages/{said.id}"
        assert (await s.ask("PATCH", path, {"content": "x"})).code == 50005
        assert (await s.ask("DELETE", path)).code == 50013


async def test_messages_are_read_newest_first_and_one_by_one():
    async with scene() as s:
        for number in range(3):
            await s.send(content=str(number))
        path = f"/channels/{s.channel.id}/messages"
        many = await s.ask("GET", path + "?limit=2")
        assert [each["content"] for each in many.body] == ["2", "1"]
        one = await s.ask("GET", f"{path}/{many.body[0]['id']}")
        assert one.body["content"] == "2"
        assert (await s.ask("GET", f"{path}/1")).code == 10008


async def test_files_come_as_a_form():
    async with scene() as s:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", '{"content": "see"}')
        form.add_field("files[0]", b"12345", filename="export.json")
        told = await s.ask("POST", f"/channels/{s.channel.id}/messages", data=form)
        assert told.body["attachments"][0] | {"id": "", "url": "", "proxy_url": ""} == {
            "id": "",
            "filename": "export.json",
            "size": 5,
            "url": "",
            "proxy_url": "",
        }
        assert s.server.requests[0].files == ["export.json"]


async def test_a_body_that_is_no_json_is_refused():
    async with scene() as s:
        path = f"/channels/{s.channel.id}/messages"
        headers = {"Content-Type": "application/json"}
        assert (await s.ask("POST", path, data=b"{", headers=headers)).code == 50109
        told = await s.ask("POST", path, data=b"x", headers={"Content-Type": "text/plain"})
        assert told.errors == {"": "CONTENT_TYPE_INVALID"}


async def test_a_reply_names_a_message_that_is_there():
    async with scene() as s:
        said = s.server.say(s.alice, s.channel, "?")
        reference = {"message_id": str(said.id)}
        told = await s.send(content="!", message_reference=reference)
        assert told.body["message_reference"]["message_id"] == str(said.id)
        reference = {"message_id": "1"}
        told = await s.send(content="!", message_reference=reference)
        assert told.errors == {"message_reference": "REPLIES_UNKNOWN_MESSAGE"}
        reference["fail_if_not_exists"] = False
        assert (await s.send(content="!", message_reference=reference)).status == 200


async def test_a_layout_of_components_has_no_text_beside_it_and_holds_40():
    async with scene() as s:
        flags = MessageFlag.COMPONENTS_V2
        text = {"type": 10, "content": "x"}
        assert (await s.send(flags=flags, components=[text])).status == 200
        told = await s.send(flags=flags, content="x", components=[text])
        assert told.code == 50035
        told = await s.send(flags=flags, components=[{"type": 17, "components": [text] * 40}])
        assert told.errors == {"components": LONG}
