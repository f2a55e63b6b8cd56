"""What is too long for a button is kept, and stands in it under a short key."""

from dataclasses import replace
from datetime import datetime

from bot.domain.message import Action, Message
from bot.ports import Store, Transaction

#: See `Action.argument`.
MAX_ARGUMENT_BYTES = 60
#: In front of a key: nothing that anybody types as an argument begins so.
_MARK = "#"


def keep_phrase(tx: Transaction, text: str, now: datetime) -> str:
    """The key under which `text` is kept from now on; letters and digits."""
    return _to_base36(tx.phrases.keep(text, now))


def find_phrase(tx: Transaction, key: str) -> str | None:
    """The text that is kept under a key; None if it was cleared away."""
    try:
        number = int(key, 36)
    except ValueError:
        return None
    return tx.phrases.find(number) if 0 < number < 2**63 else None


def read_phrase(tx: Transaction, argument: str) -> str | None:
    """An argument as a button carries it, in full; None if it was cleared away."""
    if not argument.startswith(_MARK):
        return argument
    return find_phrase(tx, argument[len(_MARK) :])


async def shorten_actions(store: Store, message: Message, now: datetime) -> Message:
    """The message with a key in the place of every argument that no button could carry."""
    if all(map(_fits, message.actions)):
        return message
    actions = await store.transact(
        lambda tx: tuple(_shorten(tx, action, now) for action in message.actions)
    )
    return replace(message, actions=actions)


def _fits(action: Action) -> bool:
    argument = action.argument
    is_short = len(argument.encode(errors="replace")) <= MAX_ARGUMENT_BYTES
    return is_short and not argument.startswith(_MARK)


def _shorten(tx: Transaction, action: Action, now: datetime) -> Action:
    if _fits(action):
        return action
    return replace(action, argument=_MARK + keep_phrase(tx, action.argument, now))


def _to_base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
