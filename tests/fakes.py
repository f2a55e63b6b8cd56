"""Stand-ins for the world outside, in one place."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import Payload
from bot.domain.message import Card, Link, Message
from bot.errors import DeliveryError
from bot.ports import Clock, Messenger
from bot.ports.encoder import Encoder

if TYPE_CHECKING:
    from bot.ports.encoder import Vectors

#: A Monday morning in Shanghai, after arXiv's announcement and before the push.
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class FakeClock(Clock):
    """The clock that tests turn by hand."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Let time pass: a timedelta, or `hours=1`; returns the new present."""
        self._now += by if by is not None else timedelta(**parts)
        return self._now

    def set(self, now: datetime) -> None:
        """Let it be `now`."""
        self._now = now


class FakeMessenger(Messenger):
    """Keeps what it is given; `say` makes the next sends to a chat end otherwise.

    Args:
        clock: turned on by `sleep`, which stands in for waiting.
        parts: into how many payloads a message is cut.
    """

    def __init__(
        self,
        clock: FakeClock,
        *,
        platform: str = "telegram",
        has_nonces: bool = False,
        parts: int = 1,
    ) -> None:
        self.platform = platform
        self.has_nonces = has_nonces
        self.clock = clock
        self.parts = parts
        self.rendered = 0
        self.sent: list[Sent] = []
        self._answers: dict[int | None, list[DeliveryError | Exception | None]] = {}

    def say(self, *answers: DeliveryError | Exception | None, chat_id: int | None = None) -> None:
        """How the next sends (to this chat) end; None is a success."""
        self._answers.setdefault(chat_id, []).extend(answers)

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        self.rendered += 1
        text = "\n".join([message.heading, message.text, *map(_title, message.cards)])
        return [{"text": text, "part": part} for part in range(1, self.parts + 1)]

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        self.sent.append(
            Sent(address.chat_id, str(payload["text"]), payload["part"], nonce, self.clock.now())
        )
        for scripted in (address.chat_id, None):
            if self._answers.get(scripted):
                answer = self._answers[scripted].pop(0)
                if answer is not None:
                    raise answer
                break
        return str(len(self.sent))

    async def sleep(self, seconds: float) -> None:
        """Let the clock go on instead of waiting."""
        self.clock.advance(seconds=seconds)
        await asyncio.sleep(0)

    @property
    def chats(self) -> list[int]:
        """Whom was written to, in order."""
        return [sent.chat_id for sent in self.sent]


@dataclass(frozen=True, slots=True)
class Sent:
    """One try to send."""

    chat_id: int
    text: str
    part: int
    nonce: str
    at: datetime


def _title(card: Card) -> str:
    return card.title.text if isinstance(card.title, Link) else card.title


class FakeEncoder(Encoder):
    """Texts that hold words of one meaning are near; all others are far from one another.

    Args:
        meanings: word or phrase -> what it means, in one word, or several with their weights.

    Attributes:
        asked: every batch that was encoded.
    """

    _SIZE = 512

    def __init__(self, meanings: Mapping[str, str | Mapping[str, float]]) -> None:
        self._meanings = {
            word: {meaning: 1.0} if isinstance(meaning, str) else dict(meaning)
            for word, meaning in meanings.items()
        }
        self.asked: list[tuple[str, ...]] = []

    def encode(self, texts: Sequence[str]) -> "Vectors":
        self.asked.append(tuple(texts))
        rows = np.zeros((len(texts), self._SIZE), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._encode(text)
        return rows

    def _encode(self, text: str) -> "Vectors":
        known = [meaning for word, meaning in self._meanings.items() if word in text]
        vector = np.zeros(self._SIZE, dtype=np.float32)
        for meaning in known or [{text: 1.0}]:
            for name, weight in meaning.items():
                vector += weight * self._draw(name)
        found: Vectors = vector / np.sqrt(vector @ vector)
        return found

    def _draw(self, name: str) -> "Vectors":
        """A direction of its own: two of them are nearly at right angles."""
        drawn = np.random.default_rng(crc32(name.encode())).standard_normal(self._SIZE)
        found: Vectors = (drawn / np.sqrt(drawn @ drawn)).astype(np.float32)
        return found
