"""Questions to a service behind its gate: polite, bounded, repeated where that can help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from bot.errors import SourceError
from bot.ports import Clock, Store
from bot.ports.sources import Page
from bot.sources.gate import Gate, Turn
from bot.sources.raw import MAX_BYTES

_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
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
        self._user_agent = f"chenbao ({contact})" if contact else "chenbao"

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
                    async with self._http.stream(
                        "GET",
                        place,
                        headers=self._headers(known),
                        timeout=self._timeout(tries.deadline),
                    ) as response:
                        if not response.has_redirect_location:
                            return await self._read(response, str(target), turn, tries)
                        place = _follow(place, response.headers["location"])
                except httpx.HTTPError as error:
                    said = str(error) or type(error).__name__
                    tries.last = SourceError(f"{target.host} could not be asked: {said}")
                    turn.wait = self._gate.wait_after(tries.refusals, None)
                    tries.refusals += 1
                    return None
        raise SourceError(f"{target.host} redirected more than {_MAX_REDIRECTS} times")

    async def _read(
        self, response: httpx.Response, url: str, turn: Turn, tries: _Tries
    ) -> Answer | None:
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED:
            return Answer(None, Page(url=url))
        if status == httpx.codes.OK:
            return Answer(await _read_body(response), _page(url, response))
        said = f"{response.url.host} answered {status} {response.reason_phrase}".strip()
        if status in _BUSY:
            turn.wait = self._gate.wait_after(tries.refusals, self._retry_after(response))
            tries.refusals += 1
            tries.last = SourceError(said)
            return None
        if status == httpx.codes.FORBIDDEN:
            turn.wait = self._gate.wait_after(0, _FORBIDDEN_WAIT)
        raise SourceError(said, permanent=True)

    def _headers(self, known: Page | None) -> dict[str, str]:
        headers = {"User-Agent": self._user_agent, "Cache-Control": "no-cache"}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return headers

    def _timeout(self, deadline: datetime | None) -> httpx.Timeout:
        if deadline is None:
            return _TIMEOUT
        return httpx.Timeout(max(0.1, (deadline - self._clock.now()).total_seconds()))

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds, whether the server names seconds or a date."""
        written = response.headers.get("retry-after", "").strip()
        if written.isdigit():
            return float(written)
        try:
            at = parsedate_to_datetime(written)
        except ValueError:
            return None
        aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        return max(0.0, (aware - self._clock.now()).total_seconds())


def _follow(place: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads; to another house than the one that was asked it is not followed."""
    target = place.join(location)
    same = target.host == place.host or target.host.endswith(
        f".{'.'.join(place.host.split('.')[-2:])}"
    )
    if target.scheme not in ("http", "https") or not same:
        raise SourceError(f"{place.host} redirected to {target.host}", permanent=True)
    return target


async def _read_body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise SourceError(
                f"{response.url.host} answered with more than {MAX_BYTES // 2**20} MB",
                permanent=True,
            )
    return bytes(body)


def _page(url: str, response: httpx.Response) -> Page:
    headers = response.headers
    return Page(url=url, etag=headers.get("etag"), last_modified=headers.get("last-modified"))
