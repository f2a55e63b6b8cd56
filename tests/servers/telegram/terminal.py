"""A person at the terminal, as a user of the bot."""

import asyncio
import sys
from collections.abc import Callable

from tests.servers.telegram.people import Chat
from tests.servers.telegram.server import TelegramServer
from tests.servers.telegram.world import Sent

HELP = """\
  text          say it here, as this user
  !as ID [LANG] be another user (LANG: en, zh-hans ...), in private
  !group TITLE  make a supergroup with the bot, you as its administrator, and go there
  !in ID        go to another chat, !in alone to the private one
  !press TEXT   press a button of the bot's last message here, by its text or number
  !block, !unblock, !kick, !add, !migrate
  !quit"""


class Terminal:
    """Reads lines from standard input, and shows what the bot sends."""

    def __init__(self, server: TelegramServer, user_id: int = 1, language: str = "zh-hans"):
        self._server = server
        self._person = server.user(user_id, language_code=language)
        self._chat: Chat = self._person.chat
        self._verbs: dict[str, Callable[[str], None]] = {
            "as": self._be,
            "group": self._make_group,
            "in": self._go,
            "press": self._press,
            "block": lambda _: self._person.block(),
            "unblock": lambda _: self._person.unblock(),
            "kick": lambda _: self._person.kick_bot(self._chat),
            "add": lambda _: self._person.add_bot(self._chat),
            "migrate": self._migrate,
            "help": lambda _: print(HELP),
        }

    async def run(self) -> None:
        """Until the input ends or somebody types !quit."""
        showing = asyncio.create_task(self._show())
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := (await reader.readline()).decode().rstrip("\n"):
            if line == "!quit":
                break
            try:
                self._do(line)
            except (KeyError, ValueError, IndexError, AssertionError) as error:
                print(f"  ? {error}  (!help)")
        showing.cancel()

    def _do(self, line: str) -> None:
        if not line.startswith("!"):
            self._person.send(self._chat, line)
            return
        verb, _, rest = line[1:].partition(" ")
        self._verbs[verb](rest.strip())

    def _be(self, rest: str) -> None:
        number, _, language = rest.partition(" ")
        self._person = self._server.user(int(number), language_code=language or "en")
        self._chat = self._person.chat

    def _make_group(self, title: str) -> None:
        self._chat = self._server.chat("supergroup", title=title, admins=[self._person])
        self._person.add_bot(self._chat)
        print(f"  you are in {self._chat.title}, {self._chat.id}")

    def _go(self, rest: str) -> None:
        self._chat = self._server.world.chats[int(rest)] if rest else self._person.chat

    def _press(self, text: str) -> None:
        last = [sent for sent in self._server.sent if sent.chat_id == self._chat.id][-1]
        buttons = [button for row in self._buttons(last) for button in row]
        self._person.press(last, buttons[int(text) - 1] if text.isdecimal() else text)

    def _buttons(self, sent: Sent) -> list[list[str]]:
        shown = self._server.world.chats[sent.chat_id].messages[sent.message_id].buttons
        return [[button["text"] for button in row] for row in shown]

    def _migrate(self, rest: str) -> None:
        self._chat = self._server.migrate(self._chat)
        print(f"  now {self._chat.id}")

    async def _show(self) -> None:
        await asyncio.gather(self._follow("sent"), self._follow("edits"))

    async def _follow(self, what: str) -> None:
        journal = getattr(self._server, what)
        index = 0
        while True:
            sent: Sent = await journal.wait_for(lambda _: True, after=index, timeout=None)
            index += 1
            mark = "" if what == "sent" else " (edited)"
            thread = f" #{sent.thread_id}" if sent.thread_id else ""
            print(f"\n[{sent.chat_id}{thread}]{mark} {sent.text}")
            for row in sent.buttons:
                print("   " + " ".join(f"[{button['text']}]" for button in row))
            sys.stdout.flush()
