"""Guilds: read them, their channels, members and roles."""

from tests.servers.discord import shapes
from tests.servers.discord.errors import refused
from tests.servers.discord.rest.call import Answer, Call
from tests.servers.discord.sessions import Intent


def read(call: Call) -> Answer:
    """A guild."""
    guild = call.guild()
    counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
    with_counts = call.request.query.get("with_counts") in ("true", "True", "1")
    return Answer(200, shapes.guild(guild) | (counts if with_counts else {}))


def channels(call: Call) -> Answer:
    """Its channels; threads are not among them."""
    found = [each for each in call.guild().channels.values() if not each.is_thread]
    return Answer(200, [shapes.channel(each) for each in found])


def roles(call: Call) -> Answer:
    """Its roles."""
    return Answer(200, [shapes.role(each) for each in call.guild().roles.values()])


def member(call: Call) -> Answer:
    """One member."""
    guild = call.guild()
    user_id = call.number("user_id")
    if user_id not in call.hub.world.users:
        raise refused(10013)
    if user_id not in guild.members:
        raise refused(10007)
    return Answer(200, shapes.member(guild.members[user_id]))


def members(call: Call) -> Answer:
    """A page of the members; only for a bot that may have the privileged intent.

    Raises:
        ApiError: 50001 for every other bot.
    """
    guild = call.guild()
    if not call.hub.gateway.privileged & Intent.GUILD_MEMBERS:
        raise refused(50001)
    after, limit = int(call.request.query.get("after", 0)), int(call.request.query.get("limit", 1))
    found = [guild.members[key] for key in sorted(guild.members) if key > after]
    return Answer(200, [shapes.member(each) for each in found[:limit]])


def role(call: Call) -> Answer:
    """One role."""
    found = call.guild().roles.get(call.number("role_id"))
    if found is None:
        raise refused(10011)
    return Answer(200, shapes.role(found))


def own_member(call: Call) -> Answer:
    """The bot's own membership."""
    return Answer(200, shapes.member(call.guild().members[call.bot.id]))
