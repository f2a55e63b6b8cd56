"""The services on one port of loopback, and the journal of what they were asked."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.domain.calendar import EASTERN
from bot.ports import Clock
from tests.servers.arxiv import api, feeds, huggingface, listing, oai
from tests.servers.arxiv.quirks import Quirks
from tests.servers.arxiv.world import World

#: arXiv allows one question in three seconds.
EVERY = timedelta(seconds=3)


@dataclass(frozen=True)
class Asked:
    """One question, when it came by the test's clock, and how it was answered."""

    at: datetime
    path: str
    query: dict[str, str]
    user_agent: str
    status: int


class ArxivServer:
    """`async with ArxivServer(world, clock) as server:`; `server.url` is every service's host."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.world = world
        self.clock = clock
        self.quirks = Quirks()
        self.journal: list[Asked] = []
        self.open_now = 0
        self.most_open = 0
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path, handler in {
            "/list/{category}/new": self._new,
            "/list/{category}/recent": self._recent,
            "/api/query": self._query,
            "/rss/{category}": self._feed,
            "/atom/{category}": self._feed,
            "/oai": self._oai,
            "/api/daily_papers": self._daily,
        }.items():
            app.router.add_get(path, self._watched(handler))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def to_arxiv(self) -> list[Asked]:
        """The questions to arXiv, without those to Hugging Face."""
        return [one for one in self.journal if not one.path.startswith("/api/daily")]

    def _watched(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def watched(request: web.Request) -> web.StreamResponse:
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
            try:
                response = await self._answer(request, handler)
            finally:
                self.open_now -= 1
            self.journal.append(
                Asked(
                    self.clock.now(),
                    request.path,
                    dict(request.query),
                    request.headers.get("User-Agent", ""),
                    response.status,
                )
            )
            return response

        return watched

    async def _answer(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> web.Response:
        if self.quirks.is_down(request.path):
            return web.Response(status=502)
        status = self.quirks.take_refusal(request.path)
        if status is None and self._is_too_fast(request.path):
            status = 429
        if status is not None:
            headers = {"Retry-After": "5"} if status in (429, 503) else {}
            return web.Response(status=status, headers=headers)
        response = await handler(request)
        return _conditional(request, response)

    def _is_too_fast(self, path: str) -> bool:
        if path.startswith("/api/daily"):
            return False
        asked = self.to_arxiv
        if self.quirks.every and (len(asked) + 1) % self.quirks.every == 0:
            return True
        return bool(asked) and self.clock.now() - asked[-1].at < EVERY

    def _newest(self) -> date | None:
        """The newest date whose listing has appeared."""
        now = self.clock.now()
        seen = [
            mailing.on
            for mailing in self.world.mailings
            if mailing.at + self.quirks.appears_after.get(mailing.on, timedelta(0)) <= now
        ]
        return seen[-1] if seen else None

    def _lasts(self, quirk: dict[date, timedelta], on: date) -> bool:
        at = self.world.calendar.of_date(on).at
        return on in quirk and self.clock.now() < at + quirk[on]

    async def _new(self, request: web.Request) -> web.Response:
        category, on = request.match_info["category"], self._newest()
        if category not in self.world.categories:
            return web.Response(status=404, text="no such category")
        if on is None:
            return web.Response(text="<html><body>down</body></html>", content_type="text/html")
        skip, show = int(request.query.get("skip", "0")), int(request.query.get("show", "50"))
        published = 0.5 if self._lasts(self.quirks.half_until, on) else 1.0
        on_page = self.quirks.dated_wrong.get(on)
        html = listing.render_new(
            self.world, category, on, skip=skip, show=min(show, 2000), published=published
        )
        if self._lasts(self.quirks.grows_until, on):
            html = listing.render_new(
                self._half_a_world(on), category, on, skip=skip, show=min(show, 2000)
            )
        if on_page is not None:
            html = html.replace(
                f"{on.day} {on:%B} {on:%Y}", f"{on_page.day} {on_page:%B} {on_page:%Y}"
            )
        return web.Response(text=html, content_type="text/html")

    def _half_a_world(self, on: date) -> World:
        """The world without every other paper of a date."""
        half = World([], self.world.categories, calendar=self.world.calendar)
        half.mailings = self.world.mailings
        half.papers = {
            number: paper
            for number, paper in self.world.papers.items()
            if paper.versions[0].announced_on != on or int(number[-1]) % 2
        }
        return half

    async def _recent(self, request: web.Request) -> web.Response:
        newest = self._newest()
        dates = [on for on in self.world.dates if newest and on <= newest][-5:]
        html = listing.render_recent(
            self.world, request.match_info["category"], dates[::-1], show=2000
        )
        return web.Response(text=html, content_type="text/html")

    async def _query(self, request: web.Request) -> web.Response:
        on = self._newest()
        if self.quirks.take_empty_page(request.query):
            return web.Response(
                text=api.empty_page(total=999), content_type="application/atom+xml"
            )
        hidden = {
            paper.number
            for paper in self.world.papers.values()
            if self._lasts(self.quirks.index_lag, paper.versions[0].announced_on)
        }
        try:
            feed = api.answer(
                self.world,
                on or date.min,
                dict(request.query),
                frozenset(hidden | self.quirks.lost_by_api),
            )
        except api.BadQueryError as error:
            return web.Response(
                status=400, text=api.error_feed(str(error)), content_type="application/atom+xml"
            )
        return web.Response(text=feed, content_type="application/atom+xml")

    async def _feed(self, request: web.Request) -> web.Response:
        category, form = request.match_info["category"], request.path.split("/")[1]
        if category not in self.world.categories:
            error = feeds.render_error(category)
            return web.Response(status=400, text=error, content_type="application/xml")
        made_on = self.clock.now().astimezone(EASTERN).date()
        stale = {"rss": self.quirks.stale_rss, "atom": self.quirks.stale_atom}[form]
        if made_on in stale:
            made_on -= timedelta(days=1)
        render = {"rss": feeds.render_rss, "atom": feeds.render_atom}[form]
        return web.Response(
            text=render(self.world, category, made_on), content_type="application/xml"
        )

    async def _oai(self, request: web.Request) -> web.Response:
        answer = oai.answer(self.world, self._newest() or date.min, dict(request.query))
        return web.Response(text=answer, content_type="text/xml")

    async def _daily(self, request: web.Request) -> web.Response:
        query = request.query
        found = huggingface.answer(
            self.world,
            date.fromisoformat(query["date"]),
            self.clock.now(),
            limit=int(query.get("limit", "50")),
            page=int(query.get("p", "0")),
        )
        if found is None:
            return web.json_response({"error": "Invalid date"}, status=400)
        return web.json_response(found)


def _conditional(request: web.Request, response: web.Response) -> web.Response:
    """304 where the asker has this already."""
    body = response.body if isinstance(response.body, bytes) else b""
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if response.status == 200 and request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    response.headers["ETag"] = etag
    return response
