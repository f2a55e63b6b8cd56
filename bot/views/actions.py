"""Actions that fit."""

from bot.domain.message import Action

#: See `Action.argument`.
MAX_ARGUMENT_BYTES = 60


def action(label: str, command: str, argument: str = "") -> tuple[Action, ...]:
    """One action; none where its argument is longer than a button can carry."""
    if len(argument.encode(errors="replace")) > MAX_ARGUMENT_BYTES:
        return ()
    return (Action(label, command, argument),)
