"""Application commands: of everywhere, and of one guild."""

from typing import Any

from tests.servers.discord.errors import Problems, refused
from tests.servers.discord.model import Json
from tests.servers.discord.rest.call import NO_CONTENT, Answer, Call
from tests.servers.discord.rules.commands import SLASH, check_command, check_commands


def list_all(call: Call) -> Answer:
    """GET the commands; their translations only where asked for."""
    registered = _registered(call)
    if call.request.query.get("with_localizations") in ("true", "True", "1"):
        return Answer(200, registered)
    hidden = ("name_localizations", "description_localizations")
    return Answer(200, [{k: v for k, v in each.items() if k not in hidden} for each in registered])


def replace_all(call: Call) -> Answer:
    """PUT all commands at once; those of a known name keep their id."""
    _check_application(call)
    check_commands(call.payload)
    old = _registered(call)
    new = [_store(call, command, _find(old, command)) for command in call.payload]
    call.hub.world.commands[_scope(call)] = new
    call.hub.changed()
    return Answer(200, new)


def create(call: Call) -> Answer:
    """POST one command; one of the same name is replaced."""
    registered = _registered(call)
    problems = Problems()
    check_command(call.payload, "", problems)
    problems.raise_if_any()
    found = _find(registered, call.payload)
    stored = _store(call, call.payload, found)
    if found is not None:
        registered[registered.index(found)] = stored
        return Answer(200, stored)
    registered.append(stored)
    return Answer(201, stored)


def read(call: Call) -> Answer:
    """GET one command."""
    return Answer(200, _named(call))


def delete(call: Call) -> Answer:
    """DELETE one command."""
    _registered(call).remove(_named(call))
    return NO_CONTENT


def _check_application(call: Call) -> None:
    if call.number("application_id") != call.hub.world.application_id:
        raise refused(10002)


def _scope(call: Call) -> int | None:
    return call.guild().id if "guild_id" in call.request.params else None


def _registered(call: Call) -> list[Json]:
    _check_application(call)
    return call.hub.world.commands.setdefault(_scope(call), [])


def _named(call: Call) -> Json:
    for command in _registered(call):
        if command["id"] == call.request.params["command_id"]:
            return command
    raise refused(10063)


def _find(registered: list[Json], command: Json) -> Json | None:
    for other in registered:
        if (other["type"], other["name"]) == (command.get("type", SLASH), command["name"]):
            return other
    return None


def _store(call: Call, command: Json, old: Json | None) -> Json:
    """The command as it is kept: with all fields, an id and a version."""
    ids = call.hub.world.ids
    permissions = command.get("default_member_permissions")
    everywhere: dict[str, Any] = {"contexts": None, "integration_types": [0]}
    given = {key: command[key] for key in everywhere if command.get(key) is not None}
    stored = {
        "id": old["id"] if old else str(ids.next()),
        "application_id": str(call.hub.world.application_id),
        "version": str(ids.next()),
        "type": command.get("type", SLASH),
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description", ""),
        "description_localizations": command.get("description_localizations"),
        "options": command.get("options") or [],
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": command.get("dm_permission", True),
        "nsfw": bool(command.get("nsfw")),
    }
    scope = _scope(call)
    return stored | ({**everywhere, **given} if scope is None else {"guild_id": str(scope)})
