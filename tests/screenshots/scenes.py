"""A morning in one chat, with the sample digests, as the payloads that a platform would get."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.cli.importing import import_one
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import Payload
from bot.domain.message import Message
from bot.matching.matcher import THRESHOLDS
from bot.ports import Messenger
from bot.services.tick import match_all, tick
from bot.sources import Access, RawDocument, expand, read
from storage import open_store
from tests.fakes import FakeClock
from tests.talk import Talk

#: Papers in an issue: a picture is to be seen at a glance.
_SHOWN = 5

Render = Callable[[Message], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something said: by the reader a text, by the bot payloads."""

    text: str = ""
    payloads: Sequence[dict[str, Any]] = ()


class Recorder(Messenger):
    """Keeps the payloads it is given."""

    has_nonces = False

    def __init__(self, platform: str, render: Render) -> None:
        self.platform = platform
        self._render = render
        self.sent: list[Payload] = []

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        return self._render(message)

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        self.sent.append(payload)
        return str(len(self.sent))


def morning(platform: str, language: str, render: Render) -> dict[str, list[Turn]]:
    """The pictures by name, each with its turns."""
    with _talk(platform, language) as talk:

        def ask(line: str) -> list[Turn]:
            said = talk.ask(line)
            return [
                Turn(line),
                Turn(payloads=[each for message in said for each in render(message)]),
            ]

        subscribed = ask(
            "/subscribe 医学图像" if language == "zh" else "/subscribe medical imaging"
        )
        issue = list(_pushed(talk, Recorder(platform, render)))
        return {"digest": [*subscribed, *issue], "paper": ask("/paper 2403.15603")}


def _pushed(talk: Talk, recorder: Recorder) -> Iterator[Turn]:
    chat = talk.chat
    assert chat is not None
    assert chat.pending is not None
    talk.clock.set(chat.pending.due_at)
    asyncio.run(tick(talk.core, recorder, worker="screenshots"))
    yield Turn(payloads=recorder.sent)


@contextmanager
def _talk(platform: str, language: str) -> Iterator[Talk]:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'morning.db'}", thresholds=THRESHOLDS)
        try:
            talk = Talk(store, FakeClock(), language=language, max_papers=_SHOWN)
            talk.address = ChatAddress(platform=platform, chat_id=1)
            talk.language = language
            _read_samples(talk)
            yield talk
        finally:
            store.close()


def _read_samples(talk: Talk) -> None:
    async def take_in() -> None:
        with as_file(files("bot") / "demo/samples") as samples:
            for raw in read(expand([str(samples)]), Access()):
                assert isinstance(raw, RawDocument)
                await import_one(talk.core, raw)
        await match_all(talk.core)

    asyncio.run(take_in())
