"""A command as it was called, and what one is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.domain.chat import Chat, ChatAddress, ChatKind
from bot.domain.message import Action, Message
from bot.domain.schedule import local_date
from bot.errors import UsageError
from bot.ports import Transaction
from bot.services.core import Core
from bot.views.texts import Texts

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody typed, and where.

    Attributes:
        text: one command, or several with each on a line of its own.
        language: the reader's language, `zh` or `en`.
        may_manage: whether they may change what this chat follows and how.
    """

    address: ChatAddress
    kind: ChatKind
    text: str
    language: str = "zh"
    may_manage: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command with its argument, ready to be answered.

    Attributes:
        chat: the chat as stored; None if nothing is known of it yet.
        argument: what was typed behind the command, trimmed.
    """

    core: Core
    request: Request
    command: "Command"
    argument: str
    chat: Chat | None
    texts: Texts
    now: datetime

    @property
    def today(self) -> date:
        """The date on the wall where the chat is."""
        settings = self.chat.settings if self.chat else self.core.defaults
        return local_date(self.now, settings.schedule.zone)

    def check_may_manage(self) -> None:
        """Let only those go on who may change what the chat follows.

        Raises:
            UsageError: the caller may not.
        """
        if not self.request.may_manage:
            raise UsageError("Only the administrators of this chat can do that.")

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

    async def get_chat(self) -> Chat:
        """The chat, made known if it was not; it speaks its first caller's language."""
        if self.chat is not None:
            return self.chat
        settings = replace(self.core.defaults, language=self.texts.language)
        request, now = self.request, self.now
        return await self.core.store.transact(
            lambda tx: tx.chats.get_or_add(request.address, request.kind, settings, now)
        )

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
        manages: only those who may manage the chat may use it.
    """

    name: str
    code: str
    aliases: tuple[str, ...]
    arguments: str
    summary: str
    handler: Handler
    manages: bool = False
