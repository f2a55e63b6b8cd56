"""What a platform's handlers talk to: everything that is decided about a conversation."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.call import Request
from bot.commands.dispatch import MAX_TEXT, Reply, answer, parse_line, press, read_lines
from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.message import Message
from bot.domain.patience import Left, Patience, Verdict, judge
from bot.errors import StorageError
from bot.ports import Transaction
from bot.services import presence
from bot.services.core import Core
from bot.services.greeting import may_greet, note_greeted
from bot.services.link_cards import find_cards
from bot.views import errors as view
from bot.views import papers as papers_view
from bot.views.places import cannot_push, greeting
from bot.views.texts import get_texts

log = logging.getLogger(__name__)

#: What was typed longer ago is not done any more: the bot was away, and nobody waits.
STALE_AFTER = timedelta(minutes=10)
#: Commands in one message that are answered: as many as bring an exported chat back.
_MOST_AT_ONCE = 150
#: People that are remembered, of those who wrote lately.
_REMEMBERED = 10_000
#: A person in a chat; in none, what they are just typing.
_Who = tuple[ChatAddress | None, ChatAddress | None]


class Conversations:
    """The conversations of one bot; in memory is only who wrote how much lately.

    A platform's handlers ask `answer` for what was typed, `press` for a button, `overhear` for what
    was said to others, `may_type_on` before they suggest anything, and tell `let_in`, `shut_out` and
    `move` what became of chats; `greet` gives what a new group is told.
    """

    def __init__(self, core: Core, patience: Patience | None = None) -> None:
        self.core = core
        self._patience = patience or Patience()
        self._left: OrderedDict[_Who, Left] = OrderedDict()
        self._told_away: set[ChatAddress] = set()

    async def answer(self, request: Request) -> AsyncIterator[Message]:
        """The answers to what was typed, in order; none where silence is the answer."""
        if parse_line(request.text, request.kind) is None:
            return
        now = self.core.clock.now()
        if self._is_stale(request, now):
            if request.address not in self._told_away:
                self._told_away.add(request.address)
                log.warning(
                    "a command of long ago is not done (%s); if the bot was not away, the clock of "
                    "this machine is wrong",
                    request.sent_at,
                )
                yield view.was_away(get_texts(request.language))
            return
        # Of another absence one is told anew.
        self._told_away.discard(request.address)
        lines = read_lines(request)
        verdict = self._judge(request, now, len(lines))
        if verdict is Verdict.ANSWER:
            text = "\n".join(lines[:_MOST_AT_ONCE])
            async for message in answer(self.core, replace(request, text=text)):
                yield message
            if len(lines) <= _MOST_AT_ONCE:
                return
        if verdict is not Verdict.SILENCE:
            yield view.too_many(get_texts(request.language))

    def has_patience(self, request: Request) -> bool:
        """Whether what was typed would be answered; where it would not, nothing need be looked up
        for it."""
        now = self.core.clock.now()
        verdict, _ = judge(self._patience, self._left.get(_who_is(request)), now)
        return verdict is Verdict.ANSWER and not self._is_stale(request, now)

    async def press(self, request: Request, data: str) -> Reply:
        """The answer to a button; there always is one."""
        if self._judge(request, self.core.clock.now()) is Verdict.ANSWER:
            return await press(self.core, request, data)
        return Reply(view.too_many(get_texts(request.language)))

    def may_type_on(self, person: ChatAddress) -> bool:
        """Whether what this person is typing is looked up once more: every letter may ask, in any
        chat."""
        now, rule = self.core.clock.now(), self._patience.of_letters
        return self._note((None, person), rule, now) is Verdict.ANSWER

    async def overhear(self, request: Request) -> Message | None:
        """A card of the papers that were linked in a group, where it wants that."""
        text = request.text[:MAX_TEXT]
        if request.kind is not ChatKind.GROUP or not ArxivId.find_all(text):
            return None
        chat = await self.core.store.transact(lambda tx: tx.chats.find(request.address))
        if chat is None or not chat.settings.link_cards:
            return None
        now = self.core.clock.now()
        if self._is_stale(request, now) or self._judge(request, now) is not Verdict.ANSWER:
            return None
        found = await find_cards(self.core, chat, text)
        texts = get_texts(chat.settings.language or request.language)
        return papers_view.linked(texts, found.papers, today=found.today) if found.papers else None

    async def check(self, request: Request, lacking: Sequence[str]) -> Message | None:
        """Let the chat in again where the platform says that the bot lacks nothing there; else
        what one who manages it should know, if its pushes have been stopped.

        Args:
            lacking: the permissions that pushes would need, as the platform calls them.
        """
        try:
            chat = await self.core.store.transact(lambda tx: tx.chats.find(request.address))
            if chat is None or chat.suspended_at is None:
                return None
            if not lacking:
                await self.let_in(request.address)
                return None
        except StorageError as error:
            # Beside what was asked for, which is answered all the same.
            log.warning("not looked whether a chat is pushed to again: %s", error)
            return None
        if not await request.manages():
            return None
        return cannot_push(get_texts(chat.settings.language or request.language), lacking)

    async def greet(
        self, address: ChatAddress, language: str, within: Collection[int] = ()
    ) -> Message | None:
        """What to say to a group that the bot has just come to; None where it knows the bot.

        Args:
            within: ids of the chats that the group has, where it is none itself.
        """
        now = self.core.clock.now()
        is_new = await self.core.store.transact(lambda tx: may_greet(tx, address, now, within))
        return greeting(get_texts(language)) if is_new else None

    async def let_in(self, address: ChatAddress) -> None:
        """The platform lets the bot write there again."""
        now = self.core.clock.now()
        await self.core.store.transact(lambda tx: presence.let_in(tx, address, now))

    async def shut_out(self, address: ChatAddress, reason: str) -> None:
        """The platform lets the bot write there no longer."""
        now = self.core.clock.now()
        await self.core.store.transact(lambda tx: presence.shut_out(tx, address, reason, now))

    async def move(self, address: ChatAddress, new_id: int) -> None:
        """The chat goes on under another id."""
        now = self.core.clock.now()

        def work(tx: Transaction) -> None:
            presence.move(tx, address, new_id)
            # It is no other group for that.
            note_greeted(tx, replace(address, chat_id=new_id, thread_id=0), now)

        await self.core.store.transact(work)

    def _is_stale(self, request: Request, now: datetime) -> bool:
        return request.sent_at is not None and now - request.sent_at > STALE_AFTER

    def _judge(self, request: Request, now: datetime, count: int = 1) -> Verdict:
        return self._note(_who_is(request), self._patience, now, count)

    def _note(self, who: _Who, rule: Patience, now: datetime, count: int = 1) -> Verdict:
        verdict, self._left[who] = judge(rule, self._left.get(who), now, count)
        self._left.move_to_end(who)
        while len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return verdict


def _who_is(request: Request) -> _Who:
    """Whose commands are counted: those of a person in a chat, in all its threads. What they type
    about another chat is not to wear out those who are in it."""
    if request.typed_by is not None:
        return request.typed_by, request.typed_by
    return replace(request.address, thread_id=0), request.asker
