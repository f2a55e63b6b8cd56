"""From a line as typed to the message that answers it."""

import difflib
import logging
import re
import secrets
from dataclasses import dataclass

from bot.commands.call import Call, Command, Request
from bot.commands.table import COMMANDS
from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import ChatKind
from bot.domain.message import Message
from bot.errors import UsageError
from bot.services.core import Core
from bot.views import errors as view
from bot.views.texts import Texts, get_texts

log = logging.getLogger(__name__)

#: Longer lines are cut before anybody looks at them.
MAX_LINE = 2_000
_SLASHED = re.compile(
    r"(?P<slash>[/／])(?P<name>[A-Za-z_]+)(?:@\w+)?(?P<space>\s*)(?P<rest>.*)", re.S
)
_BY_NAME = {command.name: command for command in COMMANDS}
#: Longest first: 取消订阅 begins with no other alias, but 论文 stands in 查论文.
_ALIASES = sorted(
    ((alias, command) for command in COMMANDS for alias in command.aliases),
    key=lambda pair: -len(pair[0]),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for.

    Attributes:
        command: None where no command is called so.
        name: the command as typed.
        well_formed: False where the space behind the command is missing, or its slash is the
            full-width one: the reader is shown how to write it.
    """

    command: Command | None
    name: str
    argument: str
    well_formed: bool = True


def parse_line(text: str, kind: ChatKind = ChatKind.PRIVATE) -> Line | None:
    """What a line asks for; None if it is no command and nothing for us to answer.

    Outside of private chats only well-formed slash commands are ours.
    """
    text = text[:MAX_LINE].strip()
    if match := _SLASHED.fullmatch(text):
        command = _BY_NAME.get(match["name"].casefold())
        well_formed = match["slash"] == "/" and (bool(match["space"]) or not match["rest"])
        line = Line(command, match["name"], match["rest"].strip(), well_formed)
        return line if well_formed or kind is ChatKind.PRIVATE else None
    if kind is not ChatKind.PRIVATE:
        return None
    for alias, command in _ALIASES:
        if text.startswith(alias):
            rest = text[len(alias) :]
            return Line(command, alias, rest.strip(), not rest or rest[0].isspace())
    if text and ArxivId.find_all(text):
        return Line(_BY_NAME["paper"], "paper", text)
    return Line(None, text, "") if text else None


async def answer(core: Core, request: Request) -> Message | None:
    """The answer to a line; None where silence is the answer.

    Never raises but for a cancelled task: whatever goes wrong is logged under an id that the reader
    is told.
    """
    line = parse_line(request.text, request.kind)
    if line is None:
        return None
    try:
        return await _answer(core, request, line)
    except Exception:  # The last line of defence of every platform; the log has it all.
        trouble_id = secrets.token_hex(3)
        log.exception("a command failed, trouble id %s", trouble_id)
        return view.trouble(get_texts(request.language), trouble_id)


async def _answer(core: Core, request: Request, line: Line) -> Message:
    chat = await core.store.transact(lambda tx: tx.chats.find(request.address))
    texts = get_texts((chat and chat.settings.language) or request.language)
    if line.command is None:
        return _unknown(texts, line.name)
    if not line.well_formed:
        return view.put_a_space(texts, line.command.name, line.argument)
    call = Call(
        core=core,
        request=request,
        command=line.command,
        argument=line.argument,
        chat=chat,
        texts=texts,
        now=core.clock.now(),
    )
    try:
        if line.command.manages and not request.may_manage:
            raise UsageError("Only the administrators of this chat can do that.")
        return await line.command.handler(call)
    except UsageError as error:
        return view.usage_error(texts, error)


def _unknown(texts: Texts, name: str) -> Message:
    close = difflib.get_close_matches(name.casefold().lstrip("/"), _BY_NAME, n=1)
    return view.unknown_command(texts, name, close[0] if close else None)
