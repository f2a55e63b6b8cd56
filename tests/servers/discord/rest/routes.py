"""The table of routes: method and path, as in Discord's documentation, and who answers."""

from collections.abc import Callable

from tests.servers.discord.rest import channels, commands, guilds, interactions, messages, users
from tests.servers.discord.rest.call import Answer, Call

Handler = Callable[[Call], Answer]

_APP = "/applications/{application_id}"
_CHANNEL = "/channels/{channel_id}"
_MESSAGE = _CHANNEL + "/messages/{message_id}"
_GUILD = "/guilds/{guild_id}"
_TOKEN = "/webhooks/{webhook_id}/{webhook_token}"

#: Answered without a bot token: the token in the path is enough. Not in the global limit.
OPEN: dict[str, Handler] = {
    "POST /interactions/{webhook_id}/{webhook_token}/callback": interactions.respond,
    f"POST {_TOKEN}": interactions.follow_up,
    f"GET {_TOKEN}/messages/{{message_id}}": interactions.read,
    f"PATCH {_TOKEN}/messages/{{message_id}}": interactions.edit,
    f"DELETE {_TOKEN}/messages/{{message_id}}": interactions.delete,
    "GET /gateway": users.gateway,
}

ROUTES: dict[str, Handler] = {
    **OPEN,
    "GET /gateway/bot": users.gateway_bot,
    "GET /users/@me": users.me,
    "GET /users/@me/guilds": users.guilds,
    "DELETE /users/@me/guilds/{guild_id}": users.leave_guild,
    "POST /users/@me/channels": users.open_direct,
    "GET /users/{user_id}": users.read,
    "GET /oauth2/applications/@me": users.application,
    "GET /applications/@me": users.application,
    f"GET {_APP}/commands": commands.list_all,
    f"PUT {_APP}/commands": commands.replace_all,
    f"POST {_APP}/commands": commands.create,
    f"GET {_APP}/commands/{{command_id}}": commands.read,
    f"DELETE {_APP}/commands/{{command_id}}": commands.delete,
    f"GET {_APP}/guilds/{{guild_id}}/commands": commands.list_all,
    f"PUT {_APP}/guilds/{{guild_id}}/commands": commands.replace_all,
    f"POST {_APP}/guilds/{{guild_id}}/commands": commands.create,
    f"GET {_APP}/guilds/{{guild_id}}/commands/{{command_id}}": commands.read,
    f"DELETE {_APP}/guilds/{{guild_id}}/commands/{{command_id}}": commands.delete,
    f"GET {_CHANNEL}": channels.read,
    f"PATCH {_CHANNEL}": channels.edit,
    f"DELETE {_CHANNEL}": channels.delete,
    f"POST {_CHANNEL}/typing": messages.typing,
    f"GET {_CHANNEL}/messages": messages.read_many,
    f"POST {_CHANNEL}/messages": messages.create,
    f"GET {_MESSAGE}": messages.read,
    f"PATCH {_MESSAGE}": messages.edit,
    f"DELETE {_MESSAGE}": messages.delete,
    f"POST {_MESSAGE}/crosspost": messages.crosspost,
    f"POST {_MESSAGE}/threads": channels.start_thread_from_message,
    f"POST {_CHANNEL}/threads": channels.start_thread,
    f"GET {_CHANNEL}/threads/archived/public": channels.list_archived_threads,
    f"PUT {_CHANNEL}/thread-members/@me": channels.join_thread,
    f"DELETE {_CHANNEL}/thread-members/@me": channels.leave_thread,
    f"GET {_GUILD}": guilds.read,
    f"GET {_GUILD}/channels": guilds.channels,
    f"GET {_GUILD}/roles": guilds.roles,
    f"GET {_GUILD}/roles/{{role_id}}": guilds.role,
    f"GET {_GUILD}/members": guilds.members,
    f"GET {_GUILD}/members/@me": guilds.own_member,
    f"GET {_GUILD}/members/{{user_id}}": guilds.member,
    f"GET {_GUILD}/threads/active": channels.list_active_threads,
}
