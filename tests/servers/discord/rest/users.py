"""The bot's own account, its application, its gateway, and other users."""

from tests.servers.discord import shapes
from tests.servers.discord.errors import Problems, refused
from tests.servers.discord.events import tell_guild_gone
from tests.servers.discord.model import Json
from tests.servers.discord.rest.call import NO_CONTENT, Answer, Call, not_a_snowflake


def me(call: Call) -> Answer:
    """The bot."""
    return Answer(200, shapes.user(call.bot) | {"verified": True, "email": None, "flags": 0})


def read(call: Call) -> Answer:
    """Any user."""
    user = call.hub.world.users.get(call.number("user_id"))
    if user is None:
        raise refused(10013)
    return Answer(200, shapes.user(user))


def application(call: Call) -> Answer:
    """The application of the bot."""
    world = call.hub.world
    shape: Json = {
        "id": str(world.application_id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": shapes.user(world.owner),
        "team": None,
        "verify_key": "0" * 64,
        "flags": 0,
        "bot": shapes.user(world.bot),
        "interactions_endpoint_url": None,
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(world.bot_guilds),
    }
    return Answer(200, shape)


def gateway(call: Call) -> Answer:
    """Where the gateway is."""
    return Answer(200, {"url": call.hub.gateway.url})


def gateway_bot(call: Call) -> Answer:
    """Where the gateway is, and how many shards the bot should use."""
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    shape = {
        "url": call.hub.gateway.url,
        "shards": call.hub.gateway.shards,
        "session_start_limit": limit,
    }
    return Answer(200, shape)


def open_direct(call: Call) -> Answer:
    """The direct message with a user; whether they take messages shows when one is sent."""
    wanted = str((call.payload or {}).get("recipient_id") or "")
    if not wanted:
        problems = Problems()
        problems.required("recipient_id")
        problems.raise_if_any()
    if not wanted.isdigit():
        not_a_snowflake("recipient_id", wanted)
    user = call.hub.world.users.get(int(wanted))
    if user is None:
        raise refused(10013)
    if user.bot:
        raise refused(50007)
    return Answer(200, shapes.channel(call.hub.world.direct(user)))


def guilds(call: Call) -> Answer:
    """The guilds the bot is in, a page at a time."""
    after, limit = (
        int(call.request.query.get("after", 0)),
        int(call.request.query.get("limit", 200)),
    )
    found = sorted(call.hub.world.bot_guilds, key=lambda guild: guild.id)
    page = [guild for guild in found if guild.id > after][:limit]
    return Answer(
        200,
        [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "owner": guild.owner is call.bot,
                "permissions": "0",
                "features": [],
            }
            for guild in page
        ],
    )


def leave_guild(call: Call) -> Answer:
    """The bot leaves a guild."""
    guild = call.guild()
    del guild.members[call.bot.id]
    tell_guild_gone(call.hub, guild, outage=False)
    return NO_CONTENT
