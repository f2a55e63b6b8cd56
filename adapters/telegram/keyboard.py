"""Actions as an inline keyboard."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.clean import clean_line
from bot.domain.message import Action
from bot.domain.width import text_width

#: https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_DATA_BYTES = 64
MAX_BUTTONS = 100
MAX_IN_ROW = 8
#: Columns of a row of buttons on a narrow phone, and what a button takes beside its label.
_ROW_COLUMNS = 40
_BUTTON_MARGIN = 3

Button = dict[str, str]


def keyboard(actions: Sequence[Action], codes: Mapping[str, str]) -> dict[str, Any] | None:
    """The buttons in rows; None where there are none.

    Args:
        codes: command -> the short code that stands for it in a button.
    """
    rows: list[list[Button]] = []
    used = 0
    for button in _buttons(actions, codes)[:MAX_BUTTONS]:
        width = text_width(button["text"]) + _BUTTON_MARGIN
        if not rows or len(rows[-1]) == MAX_IN_ROW or used + width > _ROW_COLUMNS:
            rows.append([])
            used = 0
        rows[-1].append(button)
        used += width
    return {"inline_keyboard": rows} if rows else None


def _buttons(actions: Sequence[Action], codes: Mapping[str, str]) -> list[Button]:
    """A button for each action that has a label and fits into a button."""
    buttons = []
    for action in actions:
        label = clean_line(action.label)
        if not label:
            continue
        if action.url:
            buttons.append({"text": label, "url": action.url})
            continue
        data = action.encode(codes[action.command])
        if len(data.encode()) <= MAX_DATA_BYTES:
            buttons.append({"text": label, "callback_data": data})
    return buttons
