"""What buttons, selects and modals may hold.

Limits: Discord's documentation, "Component Reference".
"""

from typing import Any

from tests.servers.discord.errors import Problems
from tests.servers.discord.model import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK_STYLE, PREMIUM_STYLE = 5, 6

ROWS_MAX = 5
BUTTONS_MAX = 5
OPTIONS_MAX = 25
LAYOUT_MAX = 40
CUSTOM_ID_MAX = 100
LABEL_MAX = 80
OPTION_TEXTS = {"label": 100, "value": 100}
MODAL_TITLE_MAX = 45
MODAL_ROWS_MAX = 5


def check_components(value: Any, problems: Problems, *, layout: bool = False) -> None:
    """Note what is wrong with the components of a message.

    Args:
        layout: the message has the flag IS_COMPONENTS_V2, whose layout is counted, not judged.
    """
    if value is None:
        return
    if layout:
        if _count(value) > LAYOUT_MAX:
            problems.check_length("components", [None] * _count(value), LAYOUT_MAX)
        return
    problems.check_length("components", value, ROWS_MAX)
    seen: set[str] = set()
    for position, row in enumerate(value):
        path = f"components.{position}"
        if not isinstance(row, dict) or row.get("type") != ROW:
            problems.not_one_of(f"{path}.type", (ROW,))
            continue
        _check_row(row.get("components") or [], f"{path}.components", problems, seen)


def check_modal(value: Json, problems: Problems) -> None:
    """Note what is wrong with a modal, at `data`."""
    problems.is_text("data.title", value.get("title"), MODAL_TITLE_MAX)
    problems.is_text("data.custom_id", value.get("custom_id"), CUSTOM_ID_MAX)
    problems.check_length("data.components", value.get("components") or [], MODAL_ROWS_MAX, 1)


def _check_row(controls: list[Json], path: str, problems: Problems, seen: set[str]) -> None:
    problems.check_length(path, controls, BUTTONS_MAX, 1)
    width = sum(BUTTONS_MAX if control.get("type") in SELECTS else 1 for control in controls)
    if width > BUTTONS_MAX:
        problems.add(
            path,
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for position, control in enumerate(controls):
        _check_control(control, f"{path}.{position}", problems)
        custom_id = control.get("custom_id")
        if custom_id is not None and custom_id in seen:
            problems.add(
                f"{path}.{position}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        seen.add(custom_id or "")


def _check_control(control: Json, path: str, problems: Problems) -> None:
    kind = control.get("type")
    if kind == BUTTON:
        _check_button(control, path, problems)
    elif kind in SELECTS:
        problems.is_text(f"{path}.custom_id", control.get("custom_id"), CUSTOM_ID_MAX)
        problems.check_length(f"{path}.placeholder", control.get("placeholder"), 150)
        if kind == STRING_SELECT:
            _check_options(control.get("options") or [], f"{path}.options", problems)
    else:
        problems.not_one_of(f"{path}.type", (BUTTON, *sorted(SELECTS)))


def _check_button(button: Json, path: str, problems: Problems) -> None:
    style = button.get("style")
    if style not in range(1, PREMIUM_STYLE + 1):
        problems.not_one_of(f"{path}.style", tuple(range(1, PREMIUM_STYLE + 1)))
    problems.check_length(f"{path}.label", button.get("label"), LABEL_MAX)
    if not button.get("label") and not button.get("emoji"):
        problems.add(path, "BUTTON_COMPONENT_EMPTY", "A button must have a label or an emoji")
    if style != LINK_STYLE:
        problems.is_text(f"{path}.custom_id", button.get("custom_id"), CUSTOM_ID_MAX)
        return
    problems.is_text(f"{path}.url", button.get("url"), 512)
    if button.get("custom_id"):
        problems.add(
            f"{path}.custom_id",
            "BUTTON_COMPONENT_CUSTOM_ID_INVALID",
            "A custom id and url cannot both be specified",
        )


def _check_options(options: list[Json], path: str, problems: Problems) -> None:
    problems.check_length(path, options, OPTIONS_MAX, 1)
    values: set[str] = set()
    for position, option in enumerate(options):
        for name, most in OPTION_TEXTS.items():
            problems.is_text(f"{path}.{position}.{name}", option.get(name), most)
        problems.check_length(f"{path}.{position}.description", option.get("description"), 100)
        if option.get("value") in values:
            problems.add(
                f"{path}.{position}.value",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        values.add(str(option.get("value")))


def _count(components: list[Json]) -> int:
    """All components, those within others too."""
    nested = (_count(component.get("components") or []) for component in components)
    return len(components) + sum(nested)
