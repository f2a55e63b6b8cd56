"""The way of every request: noted, struck by the script, limited, answered, noted again, told."""

import asyncio
import json

from aiohttp import web

from tests.servers.discord.errors import ApiError, no_such_route, unauthorized
from tests.servers.discord.hub import Hub
from tests.servers.discord.rates import Verdict
from tests.servers.discord.record import Request
from tests.servers.discord.rest.bodies import Body, read_body
from tests.servers.discord.rest.call import Answer, Call
from tests.servers.discord.rest.routes import OPEN, ROUTES
from tests.servers.discord.script import Close, Reply, too_many

PREFIX = "/api/v10"
#: The real server stands behind a proxy, and clients look for its mark on a 429.
PROXY = {"Via": "1.1 google"}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_HEADERS_KEPT = ("User-Agent", "X-Audit-Log-Reason", "Content-Type")


class Api:
    """Answers the REST requests of one server."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        #: Set when the server stops, so that what hangs does not hold it up.
        self.stopping = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Add every route, and an answer for all that is none."""
        for route in ROUTES:
            method, path = route.split(" ")
            app.router.add_route(method, PREFIX + path, self._handle)
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._handle)

    async def _handle(self, http: web.Request) -> web.StreamResponse:
        try:
            body, trouble = await read_body(http), None
        except ApiError as error:
            body, trouble = Body(None, []), error
        request = self._note(http, body)
        action = self._hub.script.find(request)
        request.fault = None if action is None else action.name
        if isinstance(action, Reply):
            shared = action.headers.get("X-RateLimit-Scope") == "shared"
            return self._tell(request, action, {}, shared=shared)
        if action is None:
            answer, headers = self._answer(http, request, body, trouble)
            return self._tell(request, answer, headers)
        if action.accepted:
            self._answer(http, request, body, trouble)
        self._close_entry(request)
        if isinstance(action, Close):
            assert http.transport is not None
            http.transport.abort()
        else:
            await self.stopping.wait()
        return web.Response(status=503)

    def _note(self, http: web.Request, body: Body) -> Request:
        """Write the request down, before anything comes of it."""
        resource = http.match_info.route.resource
        template = "" if resource is None else resource.canonical.removeprefix(PREFIX)
        hub = self._hub
        request = Request(
            number=len(hub.requests) + 1,
            at=hub.clock(),
            method=http.method,
            path=http.path.removeprefix(PREFIX),
            route=f"{http.method} {template}",
            params=dict(http.match_info),
            query=dict(http.query),
            payload=body.payload,
            files=[file.name for file in body.files],
            headers={key: http.headers[key] for key in _HEADERS_KEPT if key in http.headers},
        )
        if hub.lines is not None:
            hub.lines.write({"request": request.as_json()})
        hub.requests.add(request)
        return request

    def _answer(
        self, http: web.Request, request: Request, body: Body, trouble: ApiError | None
    ) -> tuple[Answer | Reply, dict[str, str]]:
        """Work out the answer and the headers of its limit."""
        open_route = request.route in OPEN
        if not open_route and http.headers.get("Authorization") != f"Bot {self._hub.token}":
            return _refuse(request, unauthorized()), {}
        if self._hub.rates.banned:
            return Reply(429, "error code: 1015", name="ban"), {}
        verdict = self._hub.rates.check(
            request.route, request.params, counts_globally=not open_route
        )
        if verdict.retry_after is not None:
            return _limited(verdict), verdict.headers
        if trouble is not None:
            return _refuse(request, trouble), verdict.headers
        return self._call(Call(self._hub, request, body.files)), verdict.headers

    def _call(self, call: Call) -> Answer | Reply:
        handler = ROUTES.get(call.request.route)
        try:
            if handler is None:
                raise no_such_route()
            return handler(call)
        except ApiError as error:
            return _refuse(call.request, error)

    def _tell(
        self,
        request: Request,
        answer: Answer | Reply,
        headers: dict[str, str],
        *,
        shared: bool = False,
    ) -> web.Response:
        request.status = answer.status
        self._hub.rates.note_answer(answer.status, shared=shared)
        self._close_entry(request)
        own = answer.headers if isinstance(answer, Reply) else {}
        proxy = {} if isinstance(answer.body, str) and answer.status == 429 else PROXY
        all_headers = {**proxy, **headers, **own}
        if isinstance(answer.body, str):
            return web.Response(
                status=answer.status,
                headers=all_headers,
                text=answer.body,
                content_type="text/html",
            )
        if answer.body is None:
            return web.Response(status=answer.status, headers=all_headers)
        raw = _ENCODER.encode(answer.body).encode()
        return web.Response(
            status=answer.status,
            headers=all_headers,
            body=raw,
            content_type="application/json",
        )

    def _close_entry(self, request: Request) -> None:
        """Write down what came of the request, before the other side can know."""
        if self._hub.lines is not None:
            self._hub.lines.write({"answer": request.outcome()})
        self._hub.requests.touch(request)
        self._hub.changed()


def _refuse(request: Request, error: ApiError) -> Answer:
    request.code = error.code
    return Answer(error.status, error.body)


def _limited(verdict: Verdict) -> Reply:
    assert verdict.retry_after is not None
    return too_many(round(verdict.retry_after, 3), verdict.scope)
