"""What the bot is: its name, its texts, its menus of commands."""

import re
from typing import Any

from tests.servers.telegram import access
from tests.servers.telegram.call import Call
from tests.servers.telegram.errors import ApiError, bad_request
from tests.servers.telegram.people import Chat, User
from tests.servers.telegram.world import World

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_WIDE_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
)
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, call: Call) -> Any:
    return world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def log_out(world: World, call: Call) -> Any:
    world.logged_out = True
    return True


def close(world: World, call: Call) -> Any:
    return True


def _language(call: Call) -> str:
    code = call.string("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(world: World, call: Call) -> str:
    """The key of a scope: its type, and the ids it names ("chat:-100123")."""
    scope = call.structure("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _WIDE_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    named = Call(call.number, call.at, call.method, {"chat_id": str(scope.get("chat_id", ""))})
    chat = access.to_read(world, named)
    key = f"{kind}:{chat.id}"
    return f"{key}:{scope.get('user_id')}" if kind == "chat_member" else key


def set_my_commands(world: World, call: Call) -> Any:
    commands = call.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    world.commands[_scope(world, call), _language(call)] = commands
    return True


def _check_command(command: dict[str, Any]) -> None:
    name = str(command.get("command", "")).removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def get_my_commands(world: World, call: Call) -> Any:
    return world.commands.get((_scope(world, call), _language(call)), [])


def delete_my_commands(world: World, call: Call) -> Any:
    world.commands.pop((_scope(world, call), _language(call)), None)
    return True


def menu_for(world: World, user: User, chat: Chat) -> list[dict[str, str]]:
    """The commands that `user` is offered in `chat`: the first list that exists, narrowest first
    (Bot API, "Determining list of commands")."""
    member = chat.members.get(user.id)
    if chat.user is not None:
        scopes = [f"chat:{chat.id}", "all_private_chats"]
    else:
        scopes = [f"chat_member:{chat.id}:{user.id}"]
        if member is not None and member.is_admin:
            scopes += [f"chat_administrators:{chat.id}"]
        scopes += [f"chat:{chat.id}"]
        if member is not None and member.is_admin:
            scopes += ["all_chat_administrators"]
        scopes += ["all_group_chats"]
    language = user.language_code[:2]
    keys = [(scope, code) for scope in (*scopes, "default") for code in (language, "")]
    return next((world.commands[key] for key in keys if world.commands.get(key)), [])


def _set_text(world: World, call: Call, what: str) -> bool:
    text = call.string(what)
    if len(text) > _LIMITS[what]:
        raise _too_long(what)
    world.profile[what, _language(call)] = text
    return True


def _too_long(what: str) -> ApiError:
    return bad_request(f"{what.replace('_', ' ')} is too long")


def _get_text(world: World, call: Call, what: str) -> dict[str, str]:
    language = _language(call)
    return {what: world.profile.get((what, language)) or world.profile.get((what, ""), "")}


def set_my_name(world: World, call: Call) -> Any:
    return _set_text(world, call, "name")


def get_my_name(world: World, call: Call) -> Any:
    given = _get_text(world, call, "name")
    return given if given["name"] else {"name": world.bot.first_name}


def set_my_description(world: World, call: Call) -> Any:
    return _set_text(world, call, "description")


def get_my_description(world: World, call: Call) -> Any:
    return _get_text(world, call, "description")


def set_my_short_description(world: World, call: Call) -> Any:
    return _set_text(world, call, "short_description")


def get_my_short_description(world: World, call: Call) -> Any:
    return _get_text(world, call, "short_description")
