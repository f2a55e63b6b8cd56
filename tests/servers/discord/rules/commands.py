"""What an application command may hold.

Limits: Discord's documentation, "Application Commands". The pattern of names stands there with
Unicode classes that Python's `re` lacks; here each character is asked for its category.
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.servers.discord.errors import Problems
from tests.servers.discord.model import Json

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
#: The option types that may have choices or autocompletion.
CHOOSABLE = frozenset({3, 4, 10})

COMMANDS_MAX = 100
MENUS_MAX = 15
OPTIONS_MAX = 25
CHOICES_MAX = 25
SIZE_MAX = 8000
NAME_MAX = 32
DESCRIPTION_MAX = 100

# fmt: off
LOCALES = frozenset({
    "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th",
    "tr", "uk", "vi", "zh-CN", "zh-TW",
})
# fmt: on

_ALLOWED_SIGNS = frozenset("-_'")
#: Letters and numbers; the marks are those of Devanagari and Thai.
_ALLOWED_CATEGORIES = ("L", "N")
_ALLOWED_SCRIPTS = ("DEVANAGARI", "THAI")


def is_slash_name(name: str) -> bool:
    """Whether a slash command or an option may have this name."""
    return 1 <= len(name) <= NAME_MAX and name == name.lower() and all(map(_is_allowed, name))


def _is_allowed(sign: str) -> bool:
    if sign in _ALLOWED_SIGNS or unicodedata.category(sign)[0] in _ALLOWED_CATEGORIES:
        return True
    return unicodedata.name(sign, "").startswith(_ALLOWED_SCRIPTS)


def check_commands(commands: Any) -> None:
    """Check the body that replaces all commands.

    Raises:
        ApiError: 50035, each fault under the index of its command.
    """
    problems = Problems()
    if not isinstance(commands, list):
        problems.add("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        problems.raise_if_any()
    names: set[tuple[int, str]] = set()
    for position, command in enumerate(commands):
        check_command(command, str(position), problems)
        key = (command.get("type", SLASH), command.get("name"))
        if key in names:
            problems.add(
                str(position),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        names.add(key)
    for kind, most in ((SLASH, COMMANDS_MAX), (USER_MENU, MENUS_MAX), (MESSAGE_MENU, MENUS_MAX)):
        if sum(1 for each, _ in names if each == kind) > most:
            problems.check_length("", [None] * (most + 1), most)
    problems.raise_if_any()


def check_command(command: Json, path: str, problems: Problems) -> None:
    """Note what is wrong with one command."""
    if command.get("type", SLASH) == SLASH:
        _check_names(command, path, problems)
        _check_options(command.get("options") or [], path, problems, depth=0)
    else:
        problems.is_text(f"{path}.name", command.get("name"), NAME_MAX)
        if command.get("options"):
            problems.add(
                f"{path}.options",
                "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED",
                "Context menu commands cannot have options",
            )
    for name, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for position, value in enumerate(command.get(name) or []):
            if value not in allowed:
                problems.not_one_of(f"{path}.{name}.{position}", allowed)
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdigit():
        problems.add(
            f"{path}.default_member_permissions",
            "NUMBER_TYPE_COERCE",
            f'Value "{permissions}" is not int.',
        )
    if sum(_sizes(command)) > SIZE_MAX:
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def _check_names(thing: Json, path: str, problems: Problems) -> None:
    names = {"name": thing.get("name"), **_localised(thing, "name", path, problems)}
    for key, name in names.items():
        if problems.is_text(f"{path}.{key}", name, NAME_MAX) and not is_slash_name(str(name)):
            problems.add(
                f"{path}.{key}", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"
            )
    texts = {
        "description": thing.get("description"),
        **_localised(thing, "description", path, problems),
    }
    for key, text in texts.items():
        problems.is_text(f"{path}.{key}", text, DESCRIPTION_MAX)


def _localised(thing: Json, name: str, path: str, problems: Problems) -> dict[str, Any]:
    """The localisations of a text, by the path each has in the form."""
    key = f"{name}_localizations"
    found = thing.get(key) or {}
    for locale in found.keys() - LOCALES:
        problems.not_one_of(f"{path}.{key}.{locale}", tuple(sorted(LOCALES)))
    return {f"{key}.{locale}": text for locale, text in found.items() if locale in LOCALES}


def _check_options(options: list[Json], path: str, problems: Problems, depth: int) -> None:
    problems.check_length(f"{path}.options", options, OPTIONS_MAX)
    names = [option.get("name") for option in options]
    optional_seen = False
    for position, option in enumerate(options):
        here = f"{path}.options.{position}"
        _check_names(option, here, problems)
        _check_option(option, here, problems, depth)
        if names.index(option.get("name")) < position:
            problems.add(
                here,
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option name already exists",
            )
        if option.get("required") and optional_seen:
            problems.add(
                here,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen |= not option.get("required")


def _check_option(option: Json, path: str, problems: Problems, depth: int) -> None:
    kind = option.get("type")
    if kind not in range(1, 12):
        problems.not_one_of(f"{path}.type", tuple(range(1, 12)))
    if kind in (SUBCOMMAND, GROUP):
        if depth > 1 or (kind == GROUP and depth > 0):
            problems.not_one_of(f"{path}.type", tuple(range(3, 12)))
        _check_options(option.get("options") or [], path, problems, depth + 1)
    choices = option.get("choices") or []
    problems.check_length(f"{path}.choices", choices, CHOICES_MAX)
    if choices and option.get("autocomplete"):
        problems.add(
            f"{path}.autocomplete",
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_AND_CHOICES",
            "Autocomplete cannot be used with choices",
        )
    for position, choice in enumerate(choices):
        problems.is_text(f"{path}.choices.{position}.name", choice.get("name"), 100)


def _sizes(thing: Json) -> Iterator[int]:
    """Lengths of the texts that count; of a text with translations the longest counts."""
    for name in ("name", "description"):
        texts = [thing.get(name) or "", *(thing.get(f"{name}_localizations") or {}).values()]
        yield max(map(len, texts))
    for choice in thing.get("choices") or []:
        yield len(str(choice.get("name"))) + len(str(choice.get("value")))
    for option in thing.get("options") or []:
        yield from _sizes(option)
