"""What cannot be done, and why."""

import re

from bot.domain.clean import clean_line
from bot.domain.message import Action, Message
from bot.domain.width import shorten, text_width
from bot.errors import QueryError, UsageError
from bot.views.actions import action
from bot.views.texts import Texts

#: Columns of a query that are shown on either side of the place.
_AROUND = 24
_MAX_NAME = 40
_COMMAND = re.compile(r"/?[A-Za-z_]+")


def usage_error(texts: Texts, error: UsageError) -> Message:
    """What is wrong with what was typed; in a query also where."""
    text = texts.t(error.template, **error.fields_in(texts.language, texts.written))
    if isinstance(error, QueryError) and error.query.strip():
        return Message(text=text, preformatted=_point_at(error.query, error.position))
    return Message(text=text)


def trouble(texts: Texts, trouble_id: str) -> Message:
    """Something broke on our side; the id stands in the log."""
    text = texts.t(
        "Something went wrong on my side. Please try again in a while; if it keeps happening, "
        "give this number to whoever runs the bot: {id}",
        id=trouble_id,
    )
    return Message(heading=texts.t("That did not work"), text=text)


def too_old(texts: Texts) -> Message:
    """A button that nobody knows any more."""
    text = texts.t("This button is too old. Please send the command again.")
    return Message(text=text, personal=True)


def too_many(texts: Texts) -> Message:
    """Somebody sends more commands than can be answered; said once."""
    return Message(text=texts.t("One at a time, please: try again in a minute."), personal=True)


def was_away(texts: Texts) -> Message:
    """What was sent while the bot was not there is not done any more; said once."""
    return Message(text=texts.t("I was away for a while. If it still matters, please ask again."))


def unknown_command(texts: Texts, name: str, suggestion: str | None) -> Message:
    """Nothing is called so; perhaps something similar is."""
    typed = shorten(clean_line(name), _MAX_NAME)
    actions = [Action(texts.t("All commands"), "help")]
    if not _COMMAND.fullmatch(name):
        lines = [texts.t("I did not understand “{text}”.", text=typed)]
        actions[:0] = action(texts.t("Search"), "search", clean_line(name))
    else:
        lines = [texts.t("There is no command “{name}”.", name=typed)]
    if suggestion:
        lines.append(texts.t("Did you mean /{name}?", name=suggestion))
        actions.insert(0, Action(f"/{suggestion}", suggestion))
    else:
        lines.append(texts.t("/help lists them all."))
    return Message(text=texts.sentences(lines), actions=tuple(actions))


def put_a_space(texts: Texts, command: str, rest: str) -> Message:
    """A command grew together with what follows it, or has a full-width slash."""
    rest = clean_line(rest)
    if not rest:
        text = texts.t("Please write the command like this: /{command}", command=command)
        return Message(text=text, actions=(Action(f"/{command}", command),))
    text = texts.t(
        "Please put a space after the command: /{command} {rest}", command=command, rest=rest
    )
    label = shorten(f"/{command} {rest}", _MAX_NAME)
    return Message(text=text, actions=action(label, command, rest))


def _point_at(query: str, position: int) -> str:
    """The query with a caret under the place; only what stands around it, where it is long."""
    # Character for character, so that the position stays true.
    plain = "".join(char if char.isprintable() else " " for char in query)
    position = max(0, min(position, len(plain)))
    start, end = max(0, position - _AROUND), position + _AROUND
    before = ("…" if start else "") + plain[start:position]
    after = plain[position:end] + ("…" if end < len(plain) else "")
    return f"{before}{after}\n{' ' * text_width(before)}^"
