"""Application commands: their form, and who sees them."""

import pytest

from tests.servers.discord import CannotDo, Permission
from tests.servers.discord.raw import scene
from tests.servers.discord.rules.commands import is_slash_name


def command(name="subscribe", **more):
    return {"name": name, "description": "Follow a topic", **more}


def option(name="topic", **more):
    return {"type": 3, "name": name, "description": "What to follow", **more}


async def put(s, *commands, guild=None):
    scope = "" if guild is None else f"/guilds/{guild.id}"
    return await s.ask(
        "PUT", f"/applications/{s.server.world.application_id}{scope}/commands", [*commands]
    )


@pytest.mark.parametrize(
    "name", ["paper", "订阅", "訂閱", "my-topics", "hâte", "l'an_2", "हिन्दी", "ไทย", "x" * 32]
)
def test_names_of_commands_are_words_of_any_script(name):
    assert is_slash_name(name)


@pytest.mark.parametrize(
    "name", ["", "Paper", "two words", "论文!", "a/b", "é".upper(), "x" * 33, "😀"]
)
def test_names_of_commands_have_no_capitals_spaces_or_signs(name):
    assert not is_slash_name(name)


NAME = "APPLICATION_COMMAND_INVALID_NAME"
LENGTH, MANY = "BASE_TYPE_BAD_LENGTH", "BASE_TYPE_MAX_LENGTH"
CHOICES, REQUIRED = "BASE_TYPE_CHOICES", "BASE_TYPE_REQUIRED"


@pytest.mark.parametrize(
    ("made", "errors"),
    [
        (command("Subscribe"), {"0.name": NAME}),
        (command("x" * 33), {"0.name": LENGTH}),
        (command(description="d" * 101), {"0.description": LENGTH}),
        (command(description=""), {"0.description": REQUIRED}),
        (command(name_localizations={"zh": "订阅"}), {"0.name_localizations.zh": CHOICES}),
        (command(name_localizations={"zh-CN": "订 阅"}), {"0.name_localizations.zh-CN": NAME}),
        (
            command(description_localizations={"zh-TW": "訂" * 101}),
            {"0.description_localizations.zh-TW": LENGTH},
        ),
        (command(options=[option(str(i)) for i in range(26)]), {"0.options": MANY}),
        (command(options=[option("Topic")]), {"0.options.0.name": NAME}),
        (
            command(
                options=[option(choices=[{"name": str(i), "value": str(i)} for i in range(26)])]
            ),
            {"0.options.0.choices": MANY},
        ),
        (
            command(options=[option("a"), option("b", required=True)]),
            {"0.options.1": "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
        ),
        (command(contexts=[3]), {"0.contexts.0": CHOICES}),
        (command(integration_types=[2]), {"0.integration_types.0": CHOICES}),
        (
            command(default_member_permissions="manage"),
            {"0.default_member_permissions": "NUMBER_TYPE_COERCE"},
        ),
        ({"type": 3, "name": "x" * 33}, {"0.name": LENGTH}),
    ],
)
async def test_a_command_that_is_not_in_order_is_refused_under_its_place(made, errors):
    async with scene() as s:
        told = await put(s, made)
        assert (told.status, told.code, told.errors) == (400, 50035, errors)
        assert s.server.world.commands[None] == []


async def test_two_commands_may_not_have_one_name():
    async with scene() as s:
        told = await put(s, command(), command())
        assert told.errors == {"1": "APPLICATION_COMMANDS_DUPLICATE_NAME"}
        assert (await put(s, command(), {"type": 3, "name": "subscribe"})).status == 200


async def test_the_texts_of_a_command_are_8000_at_most_in_its_longest_language():
    async with scene() as s:
        choices = [{"name": "n" * 100, "value": "v" * 100} for _ in range(19)]
        whole = [option("a", choices=choices), option("b", choices=choices)]
        assert (await put(s, command(options=whole))).status == 200
        texts = {"zh-CN": "文" * 100}
        more = [option(f"o{number}", description_localizations=texts) for number in range(5)]
        told = await put(s, command(options=[*whole, *more]))
        assert told.errors == {"0": "APPLICATION_COMMAND_TOO_LARGE"}


async def test_replacing_all_keeps_the_ids_of_names_that_stay():
    async with scene() as s:
        first = await put(s, command(), command("paper"))
        second = await put(s, command(), command("search"))
        assert first.body[0]["id"] == second.body[0]["id"]
        path = f"/applications/{s.server.world.application_id}/commands"
        listed = await s.ask("GET", path)
        assert [each["name"] for each in listed.body] == ["subscribe", "search"]
        assert "name_localizations" not in listed.body[0]
        listed = await s.ask("GET", path + "?with_localizations=true")
        assert listed.body[0]["name_localizations"] is None
        assert (await s.ask("GET", "/applications/1/commands")).code == 10002


async def test_single_commands_are_made_read_and_removed():
    async with scene() as s:
        path = f"/applications/{s.server.world.application_id}/commands"
        made = await s.ask("POST", path, command())
        assert (made.status, (await s.ask("POST", path, command())).status) == (201, 200)
        one = f"{path}/{made.body['id']}"
        assert (await s.ask("GET", one)).body["name"] == "subscribe"
        assert (await s.ask("DELETE", one)).status == 204
        assert (await s.ask("GET", one)).code == 10063


async def test_a_command_of_a_guild_is_seen_there_alone():
    async with scene() as s:
        await put(s, command("local"), guild=s.guild)
        other = s.server.add_channel(s.server.add_guild("other", s.alice), "papers")
        assert s.server.slash(s.alice, s.channel, "local").data["guild_id"] == str(s.guild.id)
        with pytest.raises(CannotDo, match="no command local"):
            s.server.slash(s.alice, other, "local")


async def test_a_user_sees_the_commands_their_permissions_allow():
    async with scene() as s:
        await put(s, command(default_member_permissions=str(Permission.MANAGE_CHANNELS)))
        s.server.slash(s.alice, s.channel, "subscribe")
        with pytest.raises(CannotDo, match="bob does not see subscribe"):
            s.server.slash(s.bob, s.channel, "subscribe")
        s.server.give_role(s.guild, s.bob, Permission.MANAGE_CHANNELS)
        s.server.slash(s.bob, s.channel, "subscribe")
        s.server.deny(s.channel, s.bob, Permission.USE_APPLICATION_COMMANDS)
        with pytest.raises(CannotDo, match="may not use commands"):
            s.server.slash(s.bob, s.channel, "subscribe")
        s.server.slash(s.bob, s.server.direct(s.bob), "subscribe")


async def test_a_command_is_seen_in_its_contexts_alone():
    async with scene() as s:
        await put(s, command("here", contexts=[0]), command("there", contexts=[1]))
        direct = s.server.direct(s.bob)
        s.server.slash(s.bob, s.channel, "here")
        s.server.slash(s.bob, direct, "there")
        for channel, name in ((direct, "here"), (s.channel, "there")):
            with pytest.raises(CannotDo, match="not for this place"):
                s.server.slash(s.bob, channel, name)


async def test_an_app_that_a_user_installed_follows_them_where_the_bot_is_not():
    async with scene() as s:
        await put(s, command("mine", integration_types=[0, 1]), command("ours"))
        eve = s.server.add_user("eve", installed=True)
        away = s.server.add_guild("away", eve, s.bob, with_bot=False)
        channel = s.server.add_channel(away, "papers")
        assert s.server.slash(eve, channel, "mine").user_only
        for user, name in ((eve, "ours"), (s.bob, "mine")):
            with pytest.raises(CannotDo, match="not installed"):
                s.server.slash(user, channel, name)


async def test_options_are_held_to_what_was_registered():
    async with scene() as s:
        choices = [{"name": "less", "value": "fewer"}]
        made = command(options=[option(required=True), option("amount", choices=choices)])
        await put(s, made)
        asked = s.server.slash(s.bob, s.channel, "subscribe", topic="医学图像", amount="fewer")
        assert asked.data["options"][0] == {"name": "topic", "type": 3, "value": "医学图像"}
        for given in ({}, {"topic": "x", "other": "y"}, {"topic": "x", "amount": "less"}):
            with pytest.raises(CannotDo):
                s.server.slash(s.bob, s.channel, "subscribe", **given)


async def test_subcommands_are_reached_by_name():
    async with scene() as s:
        language = {"type": 1, "name": "language", "description": "x", "options": [option("to")]}
        await put(s, command("settings", options=[language]))
        asked = s.server.slash(s.bob, s.channel, "settings language", to="zh")
        assert asked.data["options"][0]["options"][0]["value"] == "zh"
        for name in ("settings", "settings hour"):
            with pytest.raises(CannotDo):
                s.server.slash(s.bob, s.channel, name)
