"""Does on Discord what people do, and writes down what they see."""

from collections.abc import Iterator

from tests.acceptance.on_discord import OnDiscord
from tests.adapters.discord.reading import read
from tests.servers.discord import CannotDo
from tests.servers.discord.model import Channel, ChannelKind, Interaction, Json, Message, User
from tests.transcripts.form import Transcript
from tests.transcripts.samples import read_samples


class Scribe:
    """Does what people do, and writes down what they see."""

    def __init__(self, discord: OnDiscord, title: str) -> None:
        self.discord = discord
        self.transcript = Transcript(title)
        self._seen: set[int] = set()

    async def slash(
        self, user: User, channel: Channel, name: str, /, **options: str | Channel
    ) -> Message:
        """A command."""
        typed = "".join(f" {name}: {_said(value)}" for name, value in options.items())
        self.transcript.step(f"{user.name} in {_place(channel)}: /{name}{typed}")
        try:
            asked = await self.discord.slash(user, channel, name, **options)
        except CannotDo:
            self.transcript.show(f"({user.name} is not shown this command)")
            return self.discord.said_in(channel)[-1]
        return await self._show(asked)

    async def press(self, user: User, message: Message, button: str | int) -> Message:
        """A button, by its label or its place."""
        controls = message.controls
        label = button if isinstance(button, str) else controls[button]["label"]
        where = _place(message.channel)
        self.transcript.step(f"{user.name} in {where} presses [{label}]")
        return await self._show(await self.discord.press(user, message, button), message)

    async def complete(
        self, user: User, channel: Channel, name: str, option: str, typed: str, /, **given: str
    ) -> None:
        """What is suggested while somebody types."""
        chosen = "".join(f" {name}: {value}" for name, value in given.items())
        where = _place(channel)
        self.transcript.step(f"{user.name} in {where} types: /{name}{chosen} {option}: {typed}▏")
        await self.discord.complete(user, channel, name, option, typed, **given)
        asked = list(self.discord.server.world.interactions.values())[-1]
        labels = [choice["name"] for choice in asked.choices or []]
        self.transcript.show("\n".join(labels[:6]), how="suggested")

    async def say(self, user: User, channel: Channel, text: str, answers: int) -> Message:
        """A text, to which so many messages answer."""
        self.transcript.step(f"{user.name} in {_place(channel)}: {text}")
        before = len(self.discord.said_in(channel))
        said = self.discord.server.say(user, channel, text)
        await self.discord.server.wait_for(
            lambda: len(self.discord.said_in(channel)) == before + answers
        )
        self._show_new(channel, how="")
        return said

    async def look_up(self, user: User, message: Message, menu: str) -> None:
        """The menu of a message."""
        self.transcript.step(
            f"{user.name} in {_place(message.channel)}, menu of that message: {menu}"
        )
        await self._show(await self.discord.look_up(user, message, "Look up papers"))

    async def sleep(self, *places: Channel) -> None:
        """Until everything that is due the next morning was pushed to these places."""
        chats = [self.discord.find_chat(self.discord.at(place)) for place in places]
        due = max(chat.pending.due_at for chat in chats if chat and chat.pending)
        self.discord.server_clock.advance((due - self.discord.clock.now()).total_seconds())
        self.discord.clock.set(due)
        self.transcript.step(f"the night passes; it is {due:%Y-%m-%d %H:%M} UTC")
        for place in places:
            self._note(place)
        await self.discord.tick()
        for place in places:
            if place.kind is ChannelKind.FORUM:
                for post in self.discord.server.world.channels.values():
                    if post.parent is place:
                        self._show_new(post, how=f"a new post in {_place(place)}: {post.name}")
            else:
                self._show_new(place, how=f"pushed to {_place(place)}")

    async def read(self, *folders: str) -> None:
        """Let sample digests arrive."""
        await read_samples(self.discord.core, folders)

    async def _show(self, asked: Interaction, pressed: Message | None = None) -> Message:
        for message in asked.messages:
            how = "in place" if message is pressed else ""
            if message.ephemeral:
                how = " · ".join(filter(None, [how, f"for {asked.user.name} alone"]))
            self._write(message, how)
            self._seen.add(message.id)
        return asked.messages[0]

    def _note(self, channel: Channel) -> None:
        self._seen.update(message.id for message in self.discord.said_in(channel))

    def _show_new(self, channel: Channel, *, how: str) -> None:
        for message in self.discord.said_in(channel):
            if message.id not in self._seen:
                self._seen.add(message.id)
                self._write(message, " · ".join(filter(None, [how, "silent" * message.silent])))

    def _write(self, message: Message, how: str) -> None:
        shown = [read(message.content).text] if message.content else []
        for embed in message.embeds:
            shown += [f"│ {line}".rstrip() for line in _embed(embed)]
        rows = [[control["label"] for control in row["components"]] for row in message.components]
        self.transcript.show("\n".join(shown), rows, how=how)


def _embed(embed: Json) -> Iterator[str]:
    if "author" in embed:
        yield embed["author"]["name"]
    if "title" in embed:
        yield read(embed["title"]).text + (f"  ({embed['url']})" if "url" in embed else "")
    if "description" in embed:
        yield from read(embed["description"]).text.split("\n")
    if "footer" in embed:
        yield from embed["footer"]["text"].split("\n")


def _said(value: str | Channel) -> str:
    return _place(value) if isinstance(value, Channel) else value


def _place(channel: Channel) -> str:
    if channel.recipient is not None:
        return "a direct chat"
    if channel.parent is not None:
        return f"#{channel.parent.name} › {channel.name}"
    return f"#{channel.name}"
