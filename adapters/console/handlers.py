"""The console's conversation: one command a line."""

from collections.abc import Awaitable, Callable, Iterable

from adapters.console.client import ADDRESS, ConsoleMessenger
from bot.commands.call import Request
from bot.commands.dispatch import answer
from bot.domain.chat import ChatKind
from bot.services.core import Core


async def say(core: Core, messenger: ConsoleMessenger, line: str, *, language: str) -> None:
    """Answer one line."""
    request = Request(
        address=ADDRESS, kind=ChatKind.PRIVATE, text=line, language=language, asker=ADDRESS
    )
    async for message in answer(core, request):
        messenger.say(message)


async def converse(
    core: Core,
    messenger: ConsoleMessenger,
    lines: Iterable[str],
    *,
    language: str,
    between: Callable[[], Awaitable[object]],
) -> None:
    """Answer lines until there are no more; `between` runs before the first and after each."""
    await between()
    for line in lines:
        await say(core, messenger, line, language=language)
        await between()
