"""Does on Telegram what people do, and writes down what they see."""

import re
from collections.abc import Iterable
from typing import Any

from tests.acceptance.on_telegram import OnTelegram, Placed
from tests.servers.telegram import Chat, Person, Query, Sent
from tests.transcripts.form import Transcript
from tests.transcripts.samples import read_samples

#: The key under which a topic is kept: another one in each database.
_KEY = re.compile(r"\bt_\w+")
_QUOTES = ("blockquote", "expandable_blockquote")


class Scribe:
    """Does what people do, and writes down what they see."""

    def __init__(self, telegram: OnTelegram, title: str) -> None:
        self.telegram = telegram
        self.transcript = Transcript(title)
        self._seen = 0
        self._edits = 0

    async def say(
        self,
        person: Person,
        text: str,
        chat: Chat | None = None,
        *,
        thread_id: int | None = None,
    ) -> Placed:
        """A text; the last message that answers it, or itself where none does."""
        place = chat or person.chat
        shown = _KEY.sub("t_…", text)
        self.transcript.step(f"{_name(person)} in {_place(place, thread_id)}: {shown}")
        said = person.send(place, text, thread_id=thread_id)
        return await self._show() or said

    async def press(self, person: Person, on: Placed, button: str) -> Placed:
        """A button, by its label; the last message that answers it, or the one it stands on."""
        place = self.telegram.server.world.chats[on.chat_id]
        thread_id = place.messages[on.message_id].body.get("message_thread_id")
        where = _place(place, thread_id)
        self.transcript.step(f"{_name(person)} in {where} presses [{button}]")
        query = await self.telegram.press(person, on, button)
        self._show_answer(person, query)
        return await self._show() or place.messages[on.message_id]

    async def type_inline(self, person: Person, text: str) -> None:
        """The bot's name and a few words, in any chat."""
        self.transcript.step(f"{_name(person)} in any chat types: @chenbao_bot {text}▏")
        query = person.ask_inline(text)
        await self.telegram.settled()
        assert query.answer is not None
        offers = query.answer["results"]
        lines = [f"{one['title']}\n  {one['description']}" for one in offers]
        self.transcript.show("\n".join(lines), how="offered")

    async def post(self, channel: Chat, text: str) -> None:
        """A post of a channel."""
        self.transcript.step(f"a post in {_place(channel)}: {text}")
        self.telegram.server.post(channel, text)
        await self._show()

    async def sleep(self, *places: tuple[Chat | Person, int]) -> list[Sent]:
        """Until the next morning's pushes to these places, each with its thread; what came."""
        chats = [self.telegram.find_chat(place, thread) for place, thread in places]
        due = max(chat.pending.due_at for chat in chats if chat and chat.pending)
        self.telegram.clock.set(due)
        self.transcript.step(f"time passes; it is {due:%Y-%m-%d %H:%M} UTC")
        sent = await self.telegram.tick()
        self._seen = len(self.telegram.server.sent)
        for one in sent:
            place = self.telegram.server.world.chats[one.chat_id]
            silent = " · without a sound" if one.silent else ""
            name = place.user.first_name.lower() if place.user else _place(place, one.thread_id)
            self._write(one, f"pushed to {name}{silent}")
        return sent

    async def read(self, *folders: str) -> None:
        """Let sample digests arrive."""
        await read_samples(self.telegram.core, folders)

    async def _show(self) -> Sent | None:
        """Whatever came since the last look."""
        sent = list(await self.telegram.settled())
        edits = list(self.telegram.server.edits)
        for one in edits[self._edits :]:
            self._write(one, "in place")
        for one in sent[self._seen :]:
            self._write(one, "a reply" if one.reply_to else "")
        new = sent[self._seen :]
        self._seen, self._edits = len(sent), len(edits)
        return new[-1] if new else None

    def _show_answer(self, person: Person, query: Query) -> None:
        answer = query.answer or {}
        if answer.get("url"):
            self.transcript.show(_KEY.sub("t_…", answer["url"]), how=f"opens for {_name(person)}")
        elif answer.get("text"):
            how = "pops up" if answer["show_alert"] else "passes by"
            self.transcript.show(answer["text"], how=f"{how} for {_name(person)} alone")

    def _write(self, sent: Sent, how: str) -> None:
        rows = [[button["text"] for button in row] for row in sent.buttons]
        self.transcript.show(_framed(sent.text, sent.entities), rows, how=how)


def _framed(text: str, entities: Iterable[dict[str, Any]]) -> str:
    """The text, with a line at the left of what Telegram shows as a quotation, and the addresses
    behind titles."""
    units = text.encode("utf-16-le")
    quoted = [
        (units[: 2 * one["offset"]].decode("utf-16-le").count("\n"), one)
        for one in entities
        if one["type"] in _QUOTES
    ]
    lines = text.replace("\u2060", "").split("\n")
    for first, one in quoted:
        inside = units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for number in range(first, first + inside.count("\n") + 1):
            lines[number] = f"│ {lines[number]}"
    return "\n".join(lines)


def _name(person: Person) -> str:
    return person.user.first_name.lower()


def _place(chat: Chat, thread_id: int | None = None) -> str:
    if chat.user is not None:
        return "private"
    return f"{chat.title} › {chat.topics[thread_id].name}" if thread_id else chat.title
