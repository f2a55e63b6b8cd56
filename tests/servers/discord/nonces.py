"""Remembers which message a nonce has made, for some minutes."""

from dataclasses import dataclass

from tests.servers.discord.clock import Clock
from tests.servers.discord.model import Message

#: "The past few minutes", says Discord's documentation and no more.
SECONDS = 180.0


@dataclass
class _Made:
    message: Message
    at: float


class Nonces:
    """The messages made by author and nonce, of the last minutes."""

    def __init__(self, clock: Clock, seconds: float = SECONDS) -> None:
        self._clock = clock
        self._seconds = seconds
        self._made: dict[tuple[int, str], _Made] = {}

    def find(self, author_id: int, nonce: str | int) -> Message | None:
        """The message that this author made with this nonce, deleted or not."""
        self._forget()
        made = self._made.get((author_id, str(nonce)))
        return None if made is None else made.message

    def remember(self, message: Message) -> None:
        """Note a message that came with a nonce."""
        if message.nonce is not None:
            key = (message.author.id, str(message.nonce))
            self._made.pop(key, None)
            self._made[key] = _Made(message, self._clock())

    def _forget(self) -> None:
        limit = self._clock() - self._seconds
        while self._made and self._made[oldest := next(iter(self._made))].at <= limit:
            del self._made[oldest]
