"""Lets a person act as a user, a line at a time, and shows what the bot says."""

import asyncio
import shlex
import sys
from collections.abc import Callable

from tests.servers.discord.errors import ApiError
from tests.servers.discord.model import Channel, Interaction, Message, User
from tests.servers.discord.people import CannotDo
from tests.servers.discord.server import DiscordServer

HELP = """\
/subscribe 医学图像        use a command; its options in their order
press 0                   press a button of the last message, by place or label
choose 医学图像            choose in its select
as bob zh-CN              be another user, with a language
in papers                 go to a channel; "in dm" to the direct message with the bot
commands                  what the bot has registered
anything else             is said in the channel"""


class Console:
    """One person at the keyboard."""

    def __init__(self, server: DiscordServer, user: User, channel: Channel) -> None:
        self._server = server
        self._user = user
        self._channel = channel
        self._last: Message | None = None
        self._seen: dict[int, str] = {}
        self._asked: list[Interaction] = []
        self._steps: dict[str, Callable[[list[str]], object]] = {
            "press": self._press,
            "choose": self._choose,
            "as": self._become,
            "in": self._go,
            "commands": self._commands,
            "help": lambda _: print(HELP),
        }

    async def run(self) -> None:
        """Read lines until there are no more."""
        showing = asyncio.create_task(self._show_all())
        try:
            while line := await asyncio.to_thread(sys.stdin.readline):
                self.do(line.strip())
        finally:
            showing.cancel()

    def do(self, line: str) -> None:
        """Do what one line says; says why where that cannot be."""
        word, _, rest = line.partition(" ")
        try:
            if line.startswith("/"):
                self._slash(line)
            elif word in self._steps:
                self._steps[word](shlex.split(rest))
            elif line:
                self._server.say(self._user, self._channel, line)
        except (CannotDo, ApiError, ValueError) as error:
            print(f"! {error}")

    def _slash(self, line: str) -> None:
        words = shlex.split(line[1:])
        known = {each["name"]: each for each in self._server.world.commands[None]}
        options = known.get(words[0], {}).get("options", [])
        names = [each["name"] for each in options]
        given = dict(
            zip(names, [*words[1 : len(names)], " ".join(words[len(names) :])], strict=False)
        )
        filled = {key: value for key, value in given.items() if value}
        self._asked.append(self._server.slash(self._user, self._channel, words[0], **filled))

    def _press(self, words: list[str]) -> None:
        wanted = int(words[0]) if words[0].isdigit() else " ".join(words)
        self._asked.append(self._server.press(self._user, self._newest(), wanted))

    def _choose(self, words: list[str]) -> None:
        self._asked.append(self._server.choose(self._user, self._newest(), *words))

    def _newest(self) -> Message:
        if self._last is None:
            raise CannotDo("the bot has said nothing yet")
        return self._last

    def _become(self, words: list[str]) -> None:
        name, *locale = words
        users = {each.name: each for each in self._server.world.users.values()}
        self._user = users.get(name) or self._server.add_user(name)
        self._user.locale = locale[0] if locale else self._user.locale
        for guild in self._server.world.guilds.values():
            self._server.world.add_member(guild, self._user)

    def _go(self, words: list[str]) -> None:
        channels = {each.name: each for each in self._server.world.channels.values()}
        here = self._server.direct(self._user) if words == ["dm"] else channels.get(words[0])
        if here is None:
            raise CannotDo(f"there is no channel {words[0]}")
        self._channel = here

    def _commands(self, _: list[str]) -> None:
        for each in self._server.world.commands[None]:
            options = " ".join(option["name"] for option in each["options"])
            print(f"  /{each['name']} {options}  {each['description']}")

    async def _show_all(self) -> None:
        while True:
            await self._server.wait_for(self._unseen, timeout=float("inf"))
            self.show_new()

    def show_new(self) -> None:
        """Print what the bot has said or changed since the last time."""
        for message in self._unseen():
            self._seen[message.id] = repr(message.embeds) + message.content
            self._last = message
            self._show(message)

    def _unseen(self) -> list[Message]:
        told = [message for asked in self._asked for message in asked.messages]
        found = {message.id: message for message in [*self._server.messages, *told]}
        return [
            each
            for each in found.values()
            if self._seen.get(each.id) != repr(each.embeds) + each.content and each.text
        ]

    def _show(self, message: Message) -> None:
        place = message.channel.name or "dm"
        print(f"[{place}{', for you alone' if message.ephemeral else ''}] {message.text}")
        for number, control in enumerate(message.controls):
            options = [each["label"] for each in control.get("options", [])]
            print(f"   ({number}) {control.get('label') or options}")
