"""What an interaction asks for, as the line that would be typed: pure.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.discord.menu import CHANNEL, MESSAGE_MENU, TEXT
from bot.commands.completion import Completer
from bot.commands.options import OPTIONS, to_argument
from bot.domain.arxiv_id import ArxivId

Json = Mapping[str, Any]

#: Of a message that names no paper, so much is looked for as a title.
_MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class Typing:
    """An option that is being typed.

    Attributes:
        given: the options that are filled in, by name.
    """

    completer: Completer | None
    typed: str
    given: Mapping[str, str]


def read_command(data: Json) -> tuple[str, str]:
    """A command's name, and its argument in one line."""
    if data.get("type") == MESSAGE_MENU:
        return "paper", _named_in(data)
    name = str(data["name"])
    return name, to_argument(name, _given(data))


def read_typing(data: Json) -> Typing:
    """The option that is being typed."""
    focused: Json = next((each for each in data.get("options", ()) if each.get("focused")), {})
    options = OPTIONS.get(str(data["name"]), ())
    completers = [one.completer for one in options if one.name == focused.get("name")]
    typed = str(focused.get("value", ""))
    return Typing(next(iter(completers), None), typed, _given(data))


def read_target(data: Json) -> Json | None:
    """The other channel that a command is about, with what the user may do there."""
    channels = data.get("resolved", {}).get("channels", {})
    named = [each["value"] for each in data.get("options", ()) if each["type"] == CHANNEL]
    return next((channels[each] for each in named if each in channels), None)


def _given(data: Json) -> dict[str, str]:
    options = data.get("options", ())
    return {each["name"]: str(each["value"]) for each in options if each["type"] == TEXT}


def _named_in(data: Json) -> str:
    """The papers that a message names; if it names none, its text."""
    messages = data.get("resolved", {}).get("messages", {})
    text = " ".join(_texts(messages.get(data.get("target_id"), {})))
    named = [str(one) for one in ArxivId.find_all(text)]
    return " ".join(named or text.split())[:_MAX_TITLE]


def _texts(message: Json) -> Iterator[str]:
    yield str(message.get("content", ""))
    for embed in message.get("embeds", ()):
        for name in ("url", "title", "description"):
            yield str(embed.get(name) or "")
