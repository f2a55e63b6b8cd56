"""What a button carries, read again: those of years ago too."""

import re
from dataclasses import dataclass

#: `Action.encode` writes it.
_DATA = re.compile(r"(?P<code>[a-z]{2})(?:(?P<how>[:!])(?P<argument>.{0,100}))?", re.S)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed.

    Attributes:
        code: of a command.
        in_place: the answer takes the place of the message that the button stands on.
    """

    code: str
    argument: str = ""
    in_place: bool = False


def parse_press(data: str) -> Press | None:
    """What was pressed; None where no button of ours ever carried this."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    return Press(match["code"], match["argument"] or "", match["how"] == "!")
