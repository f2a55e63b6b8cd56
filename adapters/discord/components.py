"""Actions as buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.clean import clean_line
from bot.domain.message import Action

#: https://discord.com/developers/docs/components/reference
MAX_ROWS = 5
MAX_IN_ROW = 5
MAX_LABEL = 80
MAX_CUSTOM_ID = 100

_ROW, _BUTTON, _GREY, _LINK = 1, 2, 2, 5


def components(actions: Sequence[Action], codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The buttons in rows; as many as a message holds.

    Args:
        codes: command -> the short code that stands for it in a button.
    """
    buttons = list(_buttons(actions, codes).values())[: MAX_ROWS * MAX_IN_ROW]
    return [
        {"type": _ROW, "components": buttons[start : start + MAX_IN_ROW]}
        for start in range(0, len(buttons), MAX_IN_ROW)
    ]


def _buttons(actions: Sequence[Action], codes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """By what they do: one message holds no two buttons that do the same."""
    buttons: dict[str, dict[str, Any]] = {}
    for action in actions:
        label = clean_line(action.label)
        if not label:
            continue
        shown = label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"
        if action.url:
            button = {"type": _BUTTON, "style": _LINK, "label": shown, "url": action.url}
            buttons.setdefault(action.url, button)
            continue
        custom_id = action.encode(codes[action.command])
        if len(custom_id) <= MAX_CUSTOM_ID:
            button = {"type": _BUTTON, "style": _GREY, "label": shown, "custom_id": custom_id}
            buttons.setdefault(custom_id, button)
    return buttons
