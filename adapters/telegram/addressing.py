"""Commands as they have to be written in a place: `/paper@OurBot` where the bot sees no others.

https://core.telegram.org/bots/features#privacy-mode
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.message import Message


def address_commands(message: Message, names: Iterable[str], mention: str) -> Message:
    """The message with `mention` behind every command that its own sentences name. Cards hold
    what others wrote, and stay as they are.

    Args:
        names: of the commands.
    """
    if not mention:
        return message
    command = re.compile(rf"(?<![\w/@.])/({'|'.join(map(re.escape, names))})(?![\w/@])")

    def write(text: str) -> str:
        return command.sub(lambda found: f"{found[0]}{mention}", text)

    return replace(
        message,
        heading=write(message.heading),
        text=write(message.text),
        preformatted=write(message.preformatted),
        footer=write(message.footer),
    )
