"""From a line as typed, or a button as pressed, to the message that answers it."""

import asyncio
import difflib
import logging
import re
import secrets
import unicodedata
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, replace

from bot.commands.call import Call, Command, Request
from bot.commands.table import COMMANDS
from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import ChatKind
from bot.domain.clean import clean_text
from bot.domain.message import Message
from bot.domain.press import parse_press
from bot.domain.start import paper_payload
from bot.errors import UsageError
from bot.services.core import Core
from bot.services.phrases import read_phrase, shorten_actions
from bot.views import errors as view
from bot.views.places import refused_from_afar, refused_in_channel
from bot.views.texts import Texts, get_texts

log = logging.getLogger(__name__)

#: What is longer is cut before anybody looks at it.
MAX_TEXT, MAX_LINE = 20_000, 2_000
_SLASHED = re.compile(
    r"(?P<slash>[/／])(?P<name>[A-Za-zＡ-Ｚａ-ｚ_]+)(?P<at>@\w+)?(?P<space>\s*)(?P<rest>.*)", re.S
)
_BY_NAME = {command.name: command for command in COMMANDS}
_BY_CODE = {command.code: command for command in COMMANDS}
#: What may be suggested to anybody.
_SHOWN = [command.name for command in COMMANDS if not command.hidden]
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
        well_formed: False where the space behind the command is missing, or it is written in
            full-width letters: the reader is shown how to write it.
        typed: False where no command was typed, but what it is can be guessed.
    """

    command: Command | None
    name: str
    argument: str
    well_formed: bool = True
    typed: bool = True


def parse_line(text: str, kind: ChatKind = ChatKind.PRIVATE) -> Line | None:
    """What a line asks for; None if it is no command and nothing for us to answer.

    Outside of private chats only well-formed slash commands are ours, and of those that nobody
    knows only those that name a bot: others may be meant for another one.
    """
    text = text[:MAX_LINE].strip()
    if match := _SLASHED.fullmatch(text):
        line = _read_slashed(match)
        is_ours = line.well_formed and (line.command is not None or match["at"] is not None)
        return line if is_ours or kind is ChatKind.PRIVATE else None
    if kind is not ChatKind.PRIVATE:
        return None
    # “/订阅” is no command of any platform's, but it is what one types after “/subscribe”.
    plain = text.lstrip("/／") if text[:1] in ("/", "／") else text
    for alias, command in _ALIASES:
        if plain.startswith(alias):
            rest = plain[len(alias) :]
            return Line(command, alias, rest.strip(), not rest or rest[0].isspace())
    if text and ArxivId.find_all(text):
        return Line(_BY_NAME["paper"], "paper", text, typed=False)
    return Line(None, text, "", typed=False) if text else None


def _read_slashed(match: re.Match[str]) -> Line:
    name = unicodedata.normalize("NFKC", match["name"])
    is_plain = match["slash"] == "/" and name == match["name"]
    if grown := _find_grown(name.casefold()):
        rest = f"{name[len(grown.name) :]}{match['space']}{match['rest']}"
        return Line(grown, name, rest.strip(), well_formed=False)
    return Line(
        command=_BY_NAME.get(name.casefold()),
        name=name,
        argument=match["rest"].strip(),
        well_formed=is_plain and (bool(match["space"]) or not match["rest"]),
    )


def _find_grown(name: str) -> Command | None:
    """The command that what follows it has grown to: `subscribe` in `subscribemedical`."""
    if name in _BY_NAME:
        return None
    begun = [known for known in _BY_NAME if name.startswith(known)]
    return _BY_NAME[max(begun, key=len)] if begun else None


def split_commands(text: str, kind: ChatKind = ChatKind.PRIVATE) -> list[str]:
    """Several commands pasted at once, each on a line of its own; else the text as it is."""
    lines = [line for line in text.split("\n") if line.strip()]
    parsed = [parse_line(line, kind) for line in lines]
    return lines if all(line is not None and line.typed for line in parsed) else [text]


def read_lines(request: Request) -> list[str]:
    """What was typed, one command each."""
    return split_commands(clean_text(request.text[:MAX_TEXT]), request.kind)


async def answer(core: Core, request: Request) -> AsyncIterator[Message]:
    """The answers to what was typed, in order; none where silence is the answer.

    Never raises but for a cancelled task: whatever goes wrong is logged under an id that the reader
    is told.
    """
    for typed in read_lines(request):
        line = parse_line(typed, request.kind)
        if line is not None:
            yield (await _safely(request, _reply(core, request, line))).message


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a button.

    Attributes:
        in_place: it takes the place of the message that the button stands on.
    """

    message: Message
    in_place: bool = False


async def press(core: Core, request: Request, data: str) -> Reply:
    """The answer to a button that carries `data`. There always is one, also for buttons that
    nobody knows any more; raises as little as `answer`."""
    return await _safely(request, _press(core, request, data))


async def _press(core: Core, request: Request, data: str) -> Reply:
    line, in_place = await _read_press(core, data)
    if line is None:
        return Reply(view.too_old(get_texts(request.language)))
    if request.kind is ChatKind.CHANNEL and not await request.manages():
        return Reply(_refuse_reader(request, line))
    return await _reply(core, request, line, in_place=in_place)


def _refuse_reader(request: Request, line: Line) -> Message:
    """Any reader could else fill a channel for all the others; a paper they can see in private."""
    named, start_url = ArxivId.find_all(line.argument), request.surroundings.start_url
    url = f"{start_url}{paper_payload(named[0].number)}" if named and start_url else ""
    return refused_in_channel(get_texts(request.language), url)


async def _read_press(core: Core, data: str) -> tuple[Line | None, bool]:
    pressed = parse_press(data)
    command = _BY_CODE.get(pressed.code) if pressed else None
    if pressed is None or command is None:
        return None, False
    argument = await core.store.transact(lambda tx: read_phrase(tx, pressed.argument))
    line = None if argument is None else Line(command, command.name, argument)
    return line, pressed.in_place


async def _safely(request: Request, replying: Awaitable[Reply]) -> Reply:
    try:
        return await replying
    except Exception:  # The last line of defence of every platform; the log has it all.
        trouble_id = secrets.token_hex(3)
        log.exception("a command failed, trouble id %s", trouble_id)
        return Reply(view.trouble(get_texts(request.language), trouble_id))


async def _reply(core: Core, request: Request, line: Line, *, in_place: bool = False) -> Reply:
    message = await _answer(core, request, line, in_place=in_place)
    if request.remote:
        # Buttons would act on the place where they are shown.
        message = replace(message, actions=())
    now = core.clock.now()
    message = await shorten_actions(core.store, message, now)
    return Reply(message, in_place and not message.personal)


async def _answer(core: Core, request: Request, line: Line, *, in_place: bool) -> Message:
    if request.remote and not await request.manages():
        # Not even how that chat speaks.
        return refused_from_afar(get_texts(request.language))
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
        in_place=in_place,
    )
    try:
        if line.command.right is not None:
            await call.check(line.command.right)
        if line.argument:
            # Reading the lexicon takes its time, once; meanwhile others are answered.
            await asyncio.to_thread(core.load_lexicon)
        return await line.command.handler(call)
    except UsageError as error:
        return replace(view.usage_error(texts, error), personal=True)


def _unknown(texts: Texts, name: str) -> Message:
    close = difflib.get_close_matches(name.casefold().lstrip("/"), _SHOWN, n=1)
    return view.unknown_command(texts, name, close[0] if close else None)
