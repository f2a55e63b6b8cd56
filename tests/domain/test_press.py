"""What buttons carry. These texts stand under messages of years: none may change its meaning."""

import pytest

from bot.commands.table import COMMANDS
from bot.domain.message import Action
from bot.domain.press import Press, parse_press

#: Never given to another command.
CODES = {
    "start": "st", "help": "he", "subscribe": "su", "unsubscribe": "un", "subscriptions": "sl",
    "paper": "pa", "search": "se", "save": "sv", "unsave": "us", "saved": "sd",
    "like": "lk", "dislike": "dl", "forget": "fg", "today": "to",
    "digest": "di", "topics": "tp", "settings": "sg", "why": "wy", "pause": "ps", "resume": "rs",
    "status": "ss", "export": "ex", "deleteme": "de", "followhere": "fh", "followme": "fm",
}  # fmt: skip


def test_every_command_keeps_its_code() -> None:
    assert {command.name: command.code for command in COMMANDS} == {
        name: code for name, code in CODES.items() if name in {one.name for one in COMMANDS}
    }
    assert {"paper", "digest", "settings", "followhere"} <= {one.name for one in COMMANDS}


@pytest.mark.parametrize(
    ("data", "pressed"),
    [
        ("sg", Press("sg")),
        ("sg!", Press("sg", in_place=True)),
        ("pa:2403.15603 notes", Press("pa", "2403.15603 notes")),
        ("pa!2403.15603 notes", Press("pa", "2403.15603 notes", in_place=True)),
        ("su:cat:cs.CV", Press("su", "cat:cs.CV")),
        ("su:医学图像", Press("su", "医学图像")),
    ],
)
def test_what_a_button_carries_is_read_again(data: str, pressed: Press) -> None:
    assert parse_press(data) == pressed


@pytest.mark.parametrize("data", ["", "p", "PA:1", "pa?1", "paper", "pa:" + "x" * 101])
def test_what_no_button_of_ours_carried_is_nothing(data: str) -> None:
    assert parse_press(data) is None


@pytest.mark.parametrize("argument", ["", "2403.15603", "医学图像", "a:b!c"])
@pytest.mark.parametrize("in_place", [True, False])
def test_an_action_comes_back_as_it_went(argument: str, in_place: bool) -> None:
    encoded = Action("label", "paper", argument, in_place=in_place).encode("pa")
    assert parse_press(encoded) == Press("pa", argument, in_place)
