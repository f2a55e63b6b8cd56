"""The side door for other processes: build the world, act as a user, script faults, read the log.

All under `/_control`, JSON in and out. Things are named by their ids, as strings.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.discord import shapes
from tests.servers.discord.model import Channel, ChannelKind, Json, Message, User
from tests.servers.discord.people import CannotDo
from tests.servers.discord.permissions import Permission
from tests.servers.discord.script import ACTIONS, matching

if TYPE_CHECKING:
    from tests.servers.discord.server import DiscordServer


class Control:
    """Answers the control requests of one server."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        routes: dict[str, Callable[[Json], Any]] = {
            "GET /stats": self._stats,
            "GET /log": self._log,
            "GET /messages": self._messages,
            "GET /interactions": self._interactions,
            "POST /faults": self._add_fault,
            "DELETE /faults": self._clear_faults,
            "POST /guilds": self._add_guild,
            "POST /users": self._add_user,
            "POST /slash": self._slash,
            "POST /press": self._press,
            "POST /say": self._say,
            "POST /deny": self._deny,
            "POST /delete_channel": self._delete_channel,
            "POST /close_direct": self._close_direct,
        }
        for route, step in routes.items():
            method, path = route.split(" ")
            app.router.add_route(method, "/_control" + path, _as_handler(step))

    def _stats(self, _: Json) -> Json:
        server = self._server
        posted = [each for each in server.requests if each.made_message]
        statuses: dict[str, int] = {}
        for each in server.requests:
            statuses[str(each.status)] = statuses.get(str(each.status), 0) + 1
        return {
            "requests": len(server.requests),
            "messages": len(posted),
            "repeated": sum(each.repeated for each in server.requests),
            "statuses": statuses,
            "max_in_any_second": server.max_in_any_second,
            "max_asked_in_any_second": server.max_asked_in_any_second,
            "invalid_requests": server.rates.invalid_requests,
            "violations": server.violations,
            "sessions": len(server.gateway.connected),
            "commands": len(server.world.commands[None]),
        }

    def _log(self, query: Json) -> list[Json]:
        after = int(query.get("after", 0))
        return [each.as_json() | each.outcome() for each in self._server.requests.entries[after:]]

    def _messages(self, query: Json) -> list[Json]:
        world = self._server.world
        wanted = query.get("channel_id")
        found = [each for each in self._server.messages if wanted in (None, str(each.channel.id))]
        return [self._shown(each, world.application_id) for each in found]

    def _shown(self, message: Message, application_id: int) -> Json:
        return shapes.message(message, application_id) | {
            "text": message.text,
            "pings": [str(each) for each in message.pings],
            "previews": message.previews,
        }

    def _interactions(self, _: Json) -> list[Json]:
        return [
            {
                "id": str(each.id),
                "callback": each.callback,
                "answered": each.answered,
                "choices": each.choices,
                "messages": [
                    self._shown(message, self._server.world.application_id)
                    for message in each.messages
                ],
            }
            for each in self._server.world.interactions.values()
        ]

    def _add_fault(self, body: Json) -> Json:
        """`{"action": "too_many", "with": {"retry_after": 3}, "match": {…}, "times": null, …}`."""
        action = ACTIONS[body.pop("action")](**body.pop("with", {}))
        self._server.script.add(action, when=matching(**body.pop("match", {})), **body)
        return {}

    def _clear_faults(self, _: Json) -> Json:
        self._server.script.clear()
        return {}

    def _add_guild(self, body: Json) -> Json:
        """`{"name": …, "channels": 100, "forums": 0}`: a guild with so many of them."""
        guild = self._server.add_guild(
            body.get("name", "guild"), locale=body.get("locale", "en-US")
        )
        kinds = {"channels": ChannelKind.TEXT, "forums": ChannelKind.FORUM}
        made = {
            plural: [
                str(self._server.add_channel(guild, f"{kind.name.lower()}-{number}", kind).id)
                for number in range(int(body.get(plural, 0)))
            ]
            for plural, kind in kinds.items()
        }
        return {"id": str(guild.id), "owner": str(guild.owner.id), **made}

    def _add_user(self, body: Json) -> Json:
        """`{"name": …, "locale": …, "guild_id": …}`: a user, a member where a guild is named."""
        user = self._server.add_user(body["name"], locale=body.get("locale", "en-US"))
        if "guild_id" in body:
            self._server.world.add_member(self._server.world.guilds[int(body["guild_id"])], user)
        return {"id": str(user.id), "direct": str(self._server.direct(user).id)}

    def _slash(self, body: Json) -> Json:
        options = body.get("options", {})
        made = self._server.slash(self._user(body), self._channel(body), body["name"], **options)
        return {"id": str(made.id)}

    def _press(self, body: Json) -> Json:
        message = self._channel(body).messages[int(body["message_id"])]
        return {"id": str(self._server.press(self._user(body), message, body["button"]).id)}

    def _say(self, body: Json) -> Json:
        said = self._server.say(self._user(body), self._channel(body), body["text"])
        return {"id": str(said.id)}

    def _deny(self, body: Json) -> Json:
        """`{"channel_id": …, "permission": "SEND_MESSAGES"}`: take it from the bot."""
        permission = vars(Permission)[body["permission"]]
        self._server.deny(self._channel(body), self._server.world.bot, permission)
        return {}

    def _delete_channel(self, body: Json) -> Json:
        self._server.delete_channel(self._channel(body))
        return {}

    def _close_direct(self, body: Json) -> Json:
        self._server.close_direct(self._user(body))
        return {}

    def _user(self, body: Json) -> User:
        return self._server.world.users[int(body["user_id"])]

    def _channel(self, body: Json) -> Channel:
        return self._server.world.channels[int(body["channel_id"])]


def _as_handler(
    step: Callable[[Json], Any],
) -> Callable[[web.Request], Any]:
    async def handle(http: web.Request) -> web.Response:
        raw = await http.read()
        try:
            told = step(json.loads(raw) if raw else dict(http.query))
        except (KeyError, TypeError, ValueError, CannotDo) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return web.json_response(told)

    return handle
