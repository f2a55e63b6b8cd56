"""The answer to one interaction: the first within three seconds, the rest within fifteen minutes.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from discord import HTTPException
from discord.http import Route

from adapters.discord.api import PromptClient
from adapters.discord.refusals import FAILURES, explain
from bot.domain.delivery import Payload
from bot.errors import DeliveryError, Fate

_log = logging.getLogger(__name__)

Json = dict[str, Any]

#: Kinds of a first answer.
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8
EPHEMERAL = 1 << 6
#: Seconds that a token is good for; a little less than Discord says.
TOKEN_SECONDS = 14 * 60 + 45
#: Too late, or the token is not known any more.
_GONE = frozenset({10062, 10015, 50027})
#: The message was deleted.
_DELETED = 10008
#: Somebody has answered already: another process of this bot, or our own first try.
_ANSWERED = 40060
#: So often a request is made, and so long at most is waited between two tries.
_TRIES, _LONGEST_WAIT = 4, 15.0
_ORIGINAL = "/messages/@original"
#: What an edit must say so that nothing of the old message stays.
_EMPTY: Json = {"content": "", "embeds": [], "components": [], "flags": 0}


class _State(StrEnum):
    """What the user sees so far."""

    NOTHING = "nothing"
    #: "… is thinking", in a message of its own.
    THINKING = "thinking"
    #: The message that the button stands on, still as it was.
    UPDATING = "updating"
    ANSWERED = "answered"
    #: Nothing more can be said under the token.
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What an interaction is answered under.

    Attributes:
        asked_at: when it came, seconds since 1970.
    """

    id: int
    application_id: int
    token: str
    asked_at: float


class Reply:
    """Says what there is to say, wherever it can still be said.

    Args:
        now: seconds since 1970.

    Attributes:
        say_aloud: sends a payload to the channel, where the token is good no longer; None where the
            bot may not write there.
        prompt_after: seconds until the user is told that an answer will come.
    """

    prompt_after = 1.0

    def __init__(self, http: PromptClient, ticket: Ticket, *, now: Callable[[], float]) -> None:
        self.say_aloud: Callable[[Payload], Awaitable[object]] | None = None
        self._http = http
        self._ticket = ticket
        self._now = now
        #: One thing is said at a time.
        self._speaking = asyncio.Lock()
        self._state = _State.NOTHING
        self._thinks_personally = False

    @asynccontextmanager
    async def prompting(self, *, personal: bool, in_place: bool) -> AsyncIterator[None]:
        """Where nothing was said in time, say that an answer will come.

        Args:
            personal: it is for the one who asked alone.
            in_place: it takes the place of the message that the button stands on.
        """

        async def prompt() -> None:
            await asyncio.sleep(self.prompt_after)
            async with self._speaking:
                await self._wait(personal=personal, in_place=in_place)

        prompting = asyncio.create_task(prompt())
        try:
            yield
        finally:
            prompting.cancel()
            with suppress(asyncio.CancelledError):
                await prompting

    async def _wait(self, *, personal: bool, in_place: bool) -> None:
        if self._state is not _State.NOTHING:
            return
        if in_place:
            await self._begin(_State.UPDATING, {"type": DEFER_UPDATE})
            return
        self._thinks_personally = personal
        data = {"flags": EPHEMERAL} if personal else {}
        await self._begin(_State.THINKING, {"type": DEFER, "data": data})

    async def show(self, payloads: Sequence[Payload], *, personal: bool, in_place: bool) -> None:
        """Show one message in its parts; `in_place` puts the first where the button stands."""
        for position, payload in enumerate(payloads):
            try:
                async with self._speaking:
                    await self._show(
                        payload, personal=personal, in_place=in_place and not position
                    )
            except FAILURES as error:
                _log.warning("an answer could not be shown: %s", explain(error))
                return

    async def suggest(self, choices: Sequence[Mapping[str, Any]]) -> None:
        """Answer an option that completes itself."""
        await self._begin(_State.ANSWERED, {"type": CHOICES, "data": {"choices": list(choices)}})

    async def _show(self, payload: Payload, *, personal: bool, in_place: bool) -> None:
        body: Json = dict(payload["message"])
        if in_place:
            body = _EMPTY | body
        elif personal:
            body["flags"] = body.get("flags", 0) | EPHEMERAL
        if self._now() - self._ticket.asked_at > TOKEN_SECONDS:
            self._state = _State.LOST
        if self._state is _State.NOTHING:
            kind = UPDATE if in_place else MESSAGE
            await self._begin(_State.ANSWERED, {"type": kind, "data": body})
        elif self._state is not _State.LOST:
            await self._continue(body, personal=personal, in_place=in_place)
        if self._state is _State.LOST and not personal and self.say_aloud is not None:
            await self.say_aloud(payload)

    async def _begin(self, state: _State, answer: Json) -> None:
        """The first answer."""
        self._state = state
        ticket = self._ticket
        route = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=ticket.id,
            webhook_token=ticket.token,
        )
        try:
            await self._ask(route, answer)
        except FAILURES as error:
            self._state = _State.LOST
            _log.info("an interaction could not be answered: %s", explain(error))
            if isinstance(error, HTTPException) and error.code == _ANSWERED:
                # Whoever did says the rest, too.
                self.say_aloud = None

    async def _continue(self, body: Json, *, personal: bool, in_place: bool) -> None:
        state, self._state = self._state, _State.ANSWERED
        if state is _State.THINKING and personal and not self._thinks_personally:
            # Who may see a message is settled when it begins, and the next one fills it.
            await self._under_token("PATCH", _ORIGINAL, {"content": "…"})
            await self._under_token("POST", "", body)
            await self._under_token("DELETE", _ORIGINAL)
        elif state is _State.THINKING or (state is _State.UPDATING and in_place):
            await self._under_token("PATCH", _ORIGINAL, body)
        else:
            await self._under_token("POST", "", body)

    async def _under_token(self, method: str, path: str, body: Json | None = None) -> None:
        route = Route(
            method,
            "/webhooks/{webhook_id}/{webhook_token}" + path,
            webhook_id=self._ticket.application_id,
            webhook_token=self._ticket.token,
        )
        try:
            await self._ask(route, body)
        except HTTPException as error:
            if error.code == _DELETED:
                # By the one who asked: they do not want to see it.
                self.say_aloud = None
            elif error.code not in _GONE:
                raise
            self._state = _State.LOST

    async def _ask(self, route: Route, body: Json | None) -> None:
        given = {} if body is None else {"json": body}
        await patiently(lambda: self._http.request(route, **given))


async def patiently(ask: Callable[[], Awaitable[object]]) -> None:
    """One request, again where Discord asks to wait a little.

    Raises:
        HTTPException, RateLimited, DeliveryError: it is refused, or the wait would be a long one.
    """
    for left in reversed(range(_TRIES)):
        try:
            await ask()
        except FAILURES as error:
            wait = _wait_after(explain(error))
            if wait is None or not left:
                raise
            await asyncio.sleep(wait)
        else:
            return


def _wait_after(error: DeliveryError) -> float | None:
    """Seconds after which another try is worth it; None if it is not.

    What may have arrived is not said again.
    """
    if error.fate is Fate.NOT_SENT:
        return 0.2
    if error.fate is not Fate.LIMITED or (error.retry_after or 0) > _LONGEST_WAIT:
        return None
    return error.retry_after or 0.0
