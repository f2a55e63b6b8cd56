"""A command as it was called, and what one is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Concatenate, ParamSpec, TypeVar

from bot.domain.chat import UNKNOWN, Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.message import Action, Message
from bot.domain.schedule import local_date
from bot.domain.surroundings import Surroundings
from bot.errors import UsageError
from bot.ports import Transaction
from bot.services.core import Core
from bot.views.places import REFUSALS
from bot.views.texts import Texts

T = TypeVar("T")
P = ParamSpec("P")


class Right(StrEnum):
    """What a command changes, and so who may use it."""

    #: What the chat follows: those who manage it, or everybody where they said so.
    TOPICS = "topics"
    #: The chat's settings, and the chat itself: those who manage it.
    CHAT = "chat"
    #: The bot as a whole: those who run it.
    BOT = "bot"


async def everybody() -> bool:
    """Who may manage a private chat."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody typed or pressed, and where.

    Attributes:
        text: one command, or several with each on a line of its own; empty where a button was
            pressed.
        language: the reader's language: `zh`, `zh-hant` or `en`.
        asker: the one who asks; None where nobody can be told apart (a channel's posts, anonymous
            administrators). The number is the person's own, which on most platforms is that of
            the private chat with them too.
        open_private: opens that chat and gives its address, where it has another number.
        manages: whether they may change what this chat follows and how. Asked only where it
            matters, because a platform may have to be asked.
        surroundings: what can be done here.
        sent_at: when it was typed; None for just now.
        remote: it was typed in another place than `address`, by somebody who wants to manage that
            from there: nothing of it is shown or changed unless `manages` says yes.
        typed_by: the one who typed it from there, and whose commands it counts to; None where it
            is `asker`.
    """

    address: ChatAddress
    kind: ChatKind
    text: str = ""
    language: str = "zh"
    asker: ChatAddress | None = None
    open_private: Callable[[], Awaitable[ChatAddress]] | None = None
    manages: Callable[[], Awaitable[bool]] = everybody
    surroundings: Surroundings = field(default_factory=Surroundings)
    sent_at: datetime | None = None
    remote: bool = False
    typed_by: ChatAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command with its argument, ready to be answered.

    Attributes:
        chat: the chat as stored; None if nothing is known of it yet.
        argument: what was typed behind the command, trimmed.
        in_place: a button was pressed whose message the answer replaces.
    """

    core: Core
    request: Request
    command: "Command"
    argument: str
    chat: Chat | None
    texts: Texts
    now: datetime
    in_place: bool = False

    @property
    def today(self) -> date:
        """The date on the wall where the chat is."""
        settings = self.chat.settings if self.chat else self.core.defaults
        return local_date(self.now, settings.schedule.zone)

    async def may(self, right: Right) -> bool:
        """Whether the one who asks may do that here."""
        if right is Right.BOT:
            return self.core.is_owner(self.request.asker)
        is_open = self.chat is not None and self.chat.settings.open_to_all
        return (right is Right.TOPICS and is_open) or await self.request.manages()

    async def check(self, right: Right) -> None:
        """Let only those go on who may.

        Raises:
            UsageError: the caller may not; the message names who may.
        """
        if not await self.may(right):
            if right is Right.BOT:
                raise UsageError("Only those who run this bot can do that.")
            raise UsageError(REFUSALS[self.request.surroundings.managers])

    async def transact(
        self,
        service: Callable[Concatenate[Transaction, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service in a transaction of its own."""

        def work(tx: Transaction) -> T:
            return service(tx, *args, **kwargs)

        return await self.core.store.transact(work)

    def see_chat(self) -> Chat:
        """The chat as stored, or as it would be: looking at a chat does not make it known."""
        if self.chat is not None:
            return self.chat
        return Chat(
            key=UNKNOWN,
            address=self.request.address,
            kind=self.request.kind,
            settings=self._first_settings(),
            created_at=self.now,
        )

    async def change(
        self,
        service: Callable[Concatenate[Transaction, Chat, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service on the chat as it is now; see `change_at`."""
        request = self.request
        return await self.change_at(request.address, request.kind, service, *args, **kwargs)

    async def change_at(
        self,
        address: ChatAddress,
        kind: ChatKind,
        service: Callable[Concatenate[Transaction, Chat, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service on the chat at an address, in one transaction with making it known, where
        it is new. Where the service refuses, nothing is kept of the chat either."""

        def work(tx: Transaction) -> T:
            chat = tx.chats.get_or_add(address, kind, self._first_settings(), self.now)
            return service(tx, chat, *args, **kwargs)

        return await self.core.store.transact(work)

    def _first_settings(self) -> ChatSettings:
        """A new chat speaks its first caller's language."""
        return replace(self.core.defaults, language=self.texts.code)

    def examples(self, *arguments: str) -> list[Action]:
        """The same command with these arguments, as actions."""
        return [Action(argument, self.command.name, argument) for argument in arguments]


Handler = Callable[[Call], Awaitable[Message]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One row of `COMMANDS`.

    Attributes:
        name: what is typed behind the slash, `[a-z]{1,32}`.
        code: the two letters that stand for it in a button; never given to another command.
        aliases: Chinese words that do the same when a line begins with them.
        arguments: how the argument is written, for the help; empty for none.
        summary: one line in English, translated by `bot.views`.
        right: what one must be allowed in order to use it; None where everybody may, or where it
            depends on the argument and the handler asks.
        personal: its answers matter to the one who asked alone.
        hidden: not in help and menus: for buttons, or for those who run the bot (whom help
            tells of it).
        looks_up: it says the same in every chat.
    """

    name: str
    code: str
    aliases: tuple[str, ...]
    arguments: str
    summary: str
    handler: Handler
    right: Right | None = None
    personal: bool = False
    hidden: bool = False
    looks_up: bool = False
