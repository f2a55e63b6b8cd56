"""The console's messenger."""

from collections.abc import Sequence
from typing import TextIO

from adapters.console.renderer import render
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import Payload
from bot.domain.message import Message

#: The one chat of a terminal.
ADDRESS = ChatAddress(platform="console", chat_id=1)


class ReaderGoneError(SystemExit):
    """The program at the other end of the pipe has gone: there is nothing left to do.

    It ends the program, and is none of the errors that a sender takes for a failed delivery.
    """

    def __init__(self) -> None:
        # As shells have it: 128 and the number of SIGPIPE.
        super().__init__(141)


class ConsoleMessenger:
    """Writes messages to a text stream.

    Args:
        out: where to; usually standard output.
        width: columns to wrap at; None leaves lines as long as they are.
    """

    platform = "console"
    has_nonces = False

    def __init__(self, out: TextIO, width: int | None = None) -> None:
        self._out = out
        self._width = width
        self._sent = 0

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        """One payload, however long: a terminal has no limit."""
        return [{"text": render(message, width=self._width), "language": language}]

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        """Print one payload."""
        self._sent += 1
        self.show(str(payload["text"]))
        return f"{nonce}-{self._sent}"

    def say(self, message: Message) -> None:
        """Print an answer."""
        self.show(render(message, width=self._width))

    def show(self, text: str) -> None:
        """Print a text, with a blank line behind it.

        Raises:
            ReaderGoneError: nobody reads any more.
        """
        try:
            self._out.write(f"{text}\n\n")
            self._out.flush()
        except BrokenPipeError:
            raise ReaderGoneError from None
