"""Questions to a service behind its gate: polite, bounded, repeated where that can help."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from bot.errors import SourceError
from bot.ports import Clock, Store
from bot.ports.sources import Page
from bot.sources.bodies import ACCEPTED, conditions, page_of, read_body
from bot.sources.gate import Gate, Turn

_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
#: Seconds for one request from its begin to its end; the gate is held for longer (its lease).
_TIME_LIMIT = 100.0
_MAX_REDIRECTS = 3
#: How often a question is asked that a server is too busy to answer.
_TRIES = 4
_BUSY = frozenset({429, 500, 502, 503, 504})
#: arXiv takes it for an attack when somebody goes on after this.
_FORBIDDEN_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        content: None where the page is as it was (304).
        page: what to remember, once the content has been taken in.
    """

    content: bytes | None
    page: Page


@dataclass(slots=True)
class _Tries:
    """How one question fares."""

    deadline: datetime | None
    refusals: int = 0
    last: SourceError = field(default_factory=lambda: SourceError("was not asked"))

    @property
    def are_left(self) -> bool:
        """Whether it may be asked again; a person who waits is told at once."""
        return self.refusals < (_TRIES if self.deadline is None else 1)


class Asker:
    """Asks one service.

    Args:
        http: given from outside, so that connections are kept and closed in one place.
        contact: who runs this, for the User-Agent.
    """

    def __init__(
        self, http: httpx.AsyncClient, store: Store, clock: Clock, gate: Gate, contact: str
    ) -> None:
        self._http = http
        self._store = store
        self._clock = clock
        self._gate = gate
        # A header holds no other letters.
        named = "".join(char for char in contact if char.isascii() and char.isprintable())
        self._user_agent = f"chenbao ({named})" if named else "chenbao"

    async def ask(
        self,
        url: str,
        query: Mapping[str, str | int] | None = None,
        *,
        conditional: bool = False,
        deadline: datetime | None = None,
    ) -> Answer:
        """The answer to one question.

        Args:
            conditional: ask only for what is newer than the remembered page.
            deadline: somebody waits until then: one try, and no longer.

        Raises:
            SourceError: no answer; `permanent` says whether asking again can help.
        """
        target = httpx.URL(url, params=dict(query)) if query else httpx.URL(url)
        known = None
        if conditional:
            known = await self._store.transact(lambda tx: tx.sources.find_page(str(target)))
        tries = _Tries(deadline)
        while tries.are_left:
            answer = await self._try(target, known, tries)
            if answer is not None:
                return answer
        raise tries.last

    async def _try(self, target: httpx.URL, known: Page | None, tries: _Tries) -> Answer | None:
        """One try, its redirects included; None where it may be repeated."""
        place = target
        for _ in range(_MAX_REDIRECTS + 1):
            async with self._gate.turn(deadline=tries.deadline) as turn:
                try:
                    async with asyncio.timeout(_TIME_LIMIT):
                        answer = await self._ask_place(place, target, known, turn, tries)
                except (httpx.HTTPError, TimeoutError) as error:
                    said = str(error) or type(error).__name__
                    tries.last = SourceError(f"{target.host} could not be asked: {said}")
                    turn.wait = self._gate.wait_after(tries.refusals, None)
                    tries.refusals += 1
                    return None
            if not isinstance(answer, httpx.URL):
                return answer
            place = answer
        raise SourceError(f"{target.host} redirected more than {_MAX_REDIRECTS} times")

    async def _ask_place(
        self, place: httpx.URL, target: httpx.URL, known: Page | None, turn: Turn, tries: _Tries
    ) -> Answer | httpx.URL | None:
        """What one place says: an answer, where to ask instead, or None where it is too busy."""
        timeout = self._timeout(tries.deadline)
        async with self._http.stream(
            "GET", place, headers=self._headers(known), timeout=timeout
        ) as response:
            if not response.has_redirect_location:
                return await self._read(response, str(target), turn, tries)
            return _follow(place, response.headers["location"])

    async def _read(
        self, response: httpx.Response, url: str, turn: Turn, tries: _Tries
    ) -> Answer | None:
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED:
            return Answer(None, Page(url=url))
        if status == httpx.codes.OK:
            packed = response.headers.get("content-encoding", "")
            body = await read_body(response.aiter_raw(), packed)
            return Answer(body, page_of(url, response.headers))
        said = f"{response.url.host} answered {status} {response.reason_phrase}".strip()
        if status in _BUSY:
            turn.wait = self._gate.wait_after(tries.refusals, self._retry_after(response))
            tries.refusals += 1
            tries.last = SourceError(said)
            return None
        if status == httpx.codes.FORBIDDEN:
            turn.wait = self._gate.wait_after(0, _FORBIDDEN_WAIT)
        raise SourceError(said, permanent=True, status=status)

    def _headers(self, known: Page | None) -> dict[str, str]:
        return {
            "User-Agent": self._user_agent,
            "Cache-Control": "no-cache",
            "Accept-Encoding": ACCEPTED,
            **conditions(known),
        }

    def _timeout(self, deadline: datetime | None) -> httpx.Timeout:
        if deadline is None:
            return _TIMEOUT
        return httpx.Timeout(max(0.1, (deadline - self._clock.now()).total_seconds()))

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds, whether the server names seconds or a date."""
        written = response.headers.get("retry-after", "").strip()
        if written.isascii() and written.isdigit():
            return float(written[:9])
        try:
            at = parsedate_to_datetime(written)
            aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
            return max(0.0, (aware - self._clock.now()).total_seconds())
        except (ValueError, OverflowError):
            return None


def _follow(place: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads; to another house than the one that was asked, or out of encryption,
    it is not followed."""
    try:
        target = place.join(location)
    except httpx.InvalidURL as error:
        raise SourceError(f"{place.host} redirected to nowhere", permanent=True) from error
    is_safe = target.scheme == "https" or target.scheme == place.scheme == "http"
    if not is_safe or not _is_same_house(place.host, target.host):
        raise SourceError(
            f"{place.host} redirected to {target.scheme}://{target.host}", permanent=True
        )
    return target


def _is_same_house(host: str, other: str) -> bool:
    """arxiv.org, export.arxiv.org and www.arxiv.org are one; an address is only itself."""
    labels = host.split(".")
    if host == other or labels[-1].isdigit() or ":" in host:
        return host == other
    house = ".".join(labels[1:] if len(labels) > 2 else labels)
    return other == house or other.endswith(f".{house}")
