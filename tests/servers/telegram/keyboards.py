"""Reply markups, checked."""

from typing import Any

from tests.servers.telegram.call import Call
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.links import checked_url
from tests.servers.telegram.world import World

#: A button of an inline keyboard does one of these.
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
MAX_BUTTONS = 100
MAX_IN_A_ROW = 8
MAX_CALLBACK_BYTES = 64


def reply_markup(world: World, call: Call) -> dict[str, Any] | None:
    """The inline keyboard of `call`, None without one (a keyboard to reply with is not shown).

    Raises:
        ApiError: 400, in the words of the real server where they are known.
    """
    markup = call.structure("reply_markup", "reply keyboard markup")
    return None if markup is None else checked_markup(world, call, markup)


def checked_markup(world: World, call: Call, markup: Any) -> dict[str, Any] | None:
    """The same for a markup that is part of something else."""
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    if markup and not any(name in markup for name in _MARKUPS):
        world.note(call, f"a reply markup of no known kind: {sorted(markup)}")
    return _inline_keyboard(world, call, [row for row in rows if row])


def _inline_keyboard(world: World, call: Call, rows: list[list[Any]]) -> dict[str, Any] | None:
    if not rows:
        return None
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check_button(button)
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    if max(len(row) for row in rows) > MAX_IN_A_ROW:
        world.note(call, f"more than {MAX_IN_A_ROW} buttons in a row")
    return {"inline_keyboard": rows}


def _check_button(button: Any) -> None:
    parsing = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(parsing + "InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(parsing + 'Can\'t find field "text"')
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    if not actions and not any(name.startswith("switch_inline_query") for name in button):
        raise bad_request(parsing + "Text buttons are unallowed in the inline keyboard")
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if len(button.get("callback_data", "").encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url and checked_url(url) is None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
