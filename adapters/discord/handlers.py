"""What people do, and what they are answered."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any, Protocol

import discord
from discord.abc import GuildChannel

from adapters.discord.api import PromptClient
from adapters.discord.asked import read_command, read_typing
from adapters.discord.people import (
    Here,
    Interaction,
    People,
    language_of,
    to_address,
    to_language,
    to_request,
    whispers,
)
from adapters.discord.refusals import FAILURES, explain
from adapters.discord.replies import Reply, Ticket, patiently
from bot.commands.call import Command
from bot.commands.completion import MAX_VALUE, Suggestion, complete
from bot.commands.conversations import Conversations
from bot.commands.table import COMMANDS
from bot.domain.chat import ChatAddress
from bot.domain.delivery import Payload
from bot.domain.message import Message
from bot.domain.press import parse_press
from bot.ports import Messenger
from bot.views.errors import too_many, trouble
from bot.views.texts import get_texts

log = logging.getLogger(__name__)

_BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}
_BY_CODE: Mapping[str, Command] = {command.code: command for command in COMMANDS}
_Step = Callable[[Interaction, Reply], Awaitable[None]]


class Voice(Messenger, Protocol):
    """What handlers need of the messenger."""

    @property
    def http(self) -> PromptClient:
        """The connections, logged in."""

    async def open_direct(self, user_id: int) -> int:
        """The id of the direct channel with a person."""


class Handlers:
    """The events of people; each is called by the gateway under its own name.

    Args:
        now: seconds since 1970.
    """

    def __init__(
        self, conversations: Conversations, voice: Voice, now: Callable[[], float]
    ) -> None:
        self._conversations = conversations
        self._voice = voice
        self._now = now
        self._people = People(voice.open_direct)

    async def on_interaction(self, interaction: Interaction) -> None:
        """A command, a button, or a letter typed into an option."""
        kinds = discord.InteractionType
        steps: dict[discord.InteractionType, _Step] = {
            kinds.application_command: self._answer,
            kinds.component: self._press,
            kinds.autocomplete: self._complete,
        }
        step = steps.get(interaction.type)
        if step is None:
            return
        ticket = Ticket(
            id=interaction.id,
            application_id=interaction.application_id,
            token=interaction.token,
            asked_at=self._now(),
        )
        reply = Reply(self._voice.http, ticket, now=self._now)
        try:
            await step(interaction, reply)
        except Exception:  # The last line of defence; the log has it all.
            trouble_id = secrets.token_hex(3)
            log.exception("an interaction failed, trouble id %s", trouble_id)
            message = trouble(get_texts(to_language(interaction.locale)), trouble_id)
            if interaction.type is not kinds.autocomplete:
                await self._show(reply, message, personal=whispers(interaction))

    async def on_message(self, message: discord.Message) -> None:
        """A text: to the bot alone, or in a channel where the operator lets it read."""
        if message.author.bot or message.webhook_id is not None:
            return
        request = to_request(message, self._conversations.core.defaults.language)
        say = partial(self._say_aloud, request.address, message.id, count(1))
        if message.guild is None:
            # Who writes can be written to.
            await self._conversations.check(request, lacking=())
            async for answer in self._conversations.answer(request):
                await self._say_all(say, answer)
        elif card := await self._conversations.overhear(request):
            reference = {"message_id": str(message.id), "fail_if_not_exists": False}
            await self._say_all(say, card, message_reference=reference)

    async def greet(self, channel: GuildChannel) -> None:
        """Say hello in a channel of a server that the bot has come to, where it is new."""
        guild = channel.guild
        language = language_of(guild, self._conversations.core.defaults.language)
        channels = [each.id for each in guild.channels]
        hello = await self._conversations.greet(to_address(guild.id), language, channels)
        if hello is not None:
            say = partial(self._say_aloud, to_address(channel.id), guild.id, count(1))
            await self._say_all(say, hello)

    async def _answer(self, interaction: Interaction, reply: Reply) -> None:
        name, argument = read_command(_data(interaction))
        command = _BY_NAME.get(name)
        is_personal = command is not None and command.personal and whispers(interaction)
        async with reply.prompting(personal=is_personal, in_place=False):
            here = await self._find_here(interaction, reply)
            # Addressed: what comes so is for this bot, also where it is no command any more.
            request = replace(here.asked_by, text=f"/{name}@chenbao {argument}")
            is_answered = False
            async for message in self._conversations.answer(request):
                is_answered = True
                is_for_one = message.personal or is_personal or request.remote
                await self._show(reply, message, personal=is_for_one and here.whispers)
            if not is_answered:
                # In place of silence Discord says that the app did not respond.
                wait = too_many(get_texts(request.language))
                await self._show(reply, wait, personal=here.whispers)
        await self._check(here, reply)

    async def _press(self, interaction: Interaction, reply: Reply) -> None:
        data = str(_data(interaction)["custom_id"])
        pressed = parse_press(data)
        command = _BY_CODE.get(pressed.code) if pressed else None
        is_personal = command is not None and command.personal and whispers(interaction)
        in_place = pressed is not None and pressed.in_place
        async with reply.prompting(personal=is_personal, in_place=in_place):
            here = await self._find_here(interaction, reply)
            answer = await self._conversations.press(here.asked_by, data)
            personal = (answer.message.personal or is_personal) and here.whispers
            await self._show(reply, answer.message, personal=personal, in_place=answer.in_place)
        await self._check(here, reply)

    async def _complete(self, interaction: Interaction, reply: Reply) -> None:
        typing = read_typing(_data(interaction))
        found: list[Suggestion] = []
        if not self._conversations.may_type_on(to_address(interaction.user.id)):
            # Chosen all the same, it leaves what was typed.
            wait = too_many(get_texts(to_language(interaction.locale))).text
            found = [Suggestion(wait, typing.typed[:MAX_VALUE])] if typing.typed else []
        elif typing.completer is not None:
            asked_by = (await self._people.find_here(interaction)).asked_by
            if not asked_by.remote or await asked_by.manages():
                found = await complete(
                    self._conversations.core,
                    asked_by.address,
                    typing.completer,
                    typing.typed,
                    language=asked_by.language,
                    given=typing.given,
                )
        await reply.suggest([{"name": one.label, "value": one.value} for one in found])

    async def _find_here(self, interaction: Interaction, reply: Reply) -> Here:
        here = await self._people.find_here(interaction)
        if here.granted is not None:
            say = partial(self._say_aloud, here.asked_by.address, interaction.id, count(1))
            reply.say_aloud = say
        return here

    async def _check(self, here: Here, reply: Reply) -> None:
        """Tell whoever can mend it that nothing can be pushed here."""
        if here.lacking is None:
            return
        warning = await self._conversations.check(here.asked_by, here.lacking)
        if warning is not None:
            await self._show(reply, warning, personal=here.whispers)

    async def _show(
        self, reply: Reply, message: Message, *, personal: bool, in_place: bool = False
    ) -> None:
        payloads = self._voice.render(message, "")
        await reply.show(payloads, personal=personal, in_place=in_place)

    async def _say_all(
        self, say: Callable[[Payload], Awaitable[None]], message: Message, **more: Any
    ) -> None:
        for payload in self._voice.render(message, ""):
            try:
                await say({**payload, "message": {**payload["message"], **more}})
            except FAILURES as error:
                log.info("an answer could not be sent: %s", explain(error))
                return

    async def _say_aloud(
        self, address: ChatAddress, origin: int, numbers: Iterator[int], payload: Payload
    ) -> None:
        """Send a message of the bot's own; the same one twice shows it once.

        Args:
            numbers: tell apart all that is said to one thing, which can be several answers.
        """
        # 25 characters are what a nonce may have, 20 of which an id may take.
        nonce = f"{origin}-{next(numbers)}"[-25:]
        await patiently(lambda: self._voice.send(address, payload, nonce))


def _data(interaction: Interaction) -> Mapping[str, Any]:
    return interaction.data or {}
