"""The server's wire: a request becomes a call, a call an answer, and a fault none."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from tests.servers.log import Lines
from tests.servers.telegram.call import Call, Upload, as_strings
from tests.servers.telegram.errors import (
    ApiError,
    bad_request,
    too_many_requests,
    unauthorized,
    unknown_method,
)
from tests.servers.telegram.form import parse_form
from tests.servers.telegram.methods import METHODS
from tests.servers.telegram.script import Fault, Script
from tests.servers.telegram.world import World

MAX_BODY = 64 * 1024 * 1024
#: From here on the answer comes from a proxy before the server, and is no JSON.
_PROXY_ERRORS = 502

Control = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


class Front:
    """Answers requests. Every one is in `world.calls` and in `lines` before its answer leaves."""

    def __init__(self, world: World, script: Script, lines: Lines, control: Control) -> None:
        self.world = world
        self.script = script
        self.latency = 0.0
        self._lines = lines
        self._control = control
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let go of the requests that hang."""
        self._stopping.set()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/_control/"):
            return await self._controlled(request, path.removeprefix("/_control/"))
        token, slash, method = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not slash:
            return _respond(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        if token != self.world.token:
            return _refuse(unauthorized())
        try:
            params, files = await _read(request)
        except ApiError as error:
            return _refuse(error)
        call = Call(len(self.world.calls) + 1, self.world.clock(), method, params, files)
        self.world.calls.add(call)
        return await self._serve(call, request)

    async def _serve(self, call: Call, request: web.BaseRequest) -> web.StreamResponse:
        fault = self.script.take(call)
        if fault is not None and fault.kind in ("hang", "close") and fault.when == "before":
            self._log(call, None)
            return await self._vanish(fault, request)
        response = await self._answer(call, fault)
        vanishes = fault is not None and fault.kind in ("hang", "close")
        self._log(call, None if vanishes else response.status)
        if fault is not None and vanishes:
            return await self._vanish(fault, request)
        wait = self.latency + (fault.seconds if fault and fault.kind == "delay" else 0.0)
        if wait > 0:
            await asyncio.sleep(wait)
        return response

    async def _answer(self, call: Call, fault: Fault | None) -> web.Response:
        try:
            return _respond(200, {"ok": True, "result": await self.execute(call, fault)})
        except ApiError as error:
            call.description = error.description
            return _refuse(error)

    async def execute(self, call: Call, fault: Fault | None = None) -> Any:
        """Do what `call` asks for.

        Raises: ApiError.
        """
        if fault is not None:
            self._raise(fault, call)
        if self.world.logged_out:
            raise bad_request("Logged out")
        method = METHODS.get(call.method.lower())
        if method is None:
            raise unknown_method()
        result = method(self.world, call)
        if inspect.isawaitable(result):
            result = await result
        call.accepted = True
        return result

    def _raise(self, fault: Fault, call: Call) -> None:
        if fault.kind == "error":
            raise fault.error()
        if fault.kind == "flood":
            until = call.at + fault.seconds
            if fault.scope == "all":
                self.world.gate.park(None, until)
            elif fault.scope == "chat" and call.chat_id is not None:
                self.world.gate.park(call.chat_id, until)
            raise too_many_requests(fault.seconds)

    def _log(self, call: Call, status: int | None) -> None:
        call.status = status
        call.finished = True
        self._lines.write(call.line())
        self.world.calls.touch(call)

    async def _vanish(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        """Hang until the client gives up or the server stops; close the connection."""
        if fault.kind == "hang":
            await self._stopping.wait()
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=499)

    async def _controlled(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        raw = await request.read()
        body = json.loads(raw) if raw else parse_form(request.rel_url.raw_query_string.encode())
        try:
            return _respond(200, await self._control(path, body))
        except (KeyError, TypeError, ValueError) as error:
            return _respond(400, {"error": f"{type(error).__name__}: {error}"})


async def _read(request: web.BaseRequest) -> tuple[dict[str, str], dict[str, Upload]]:
    """Parameters and files, from wherever they came: query, form, JSON, multipart."""
    query = request.rel_url.raw_query_string
    params = parse_form(query.encode()) if query else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, params)
    raw = await request.read()
    if not raw:
        return params, {}
    if kind == "application/json":
        try:
            values = json.loads(raw)
        except ValueError as error:
            raise bad_request("can't parse JSON object in the body") from error
        if not isinstance(values, Mapping):
            raise bad_request("object expected as the body")
        return params | as_strings(values), {}
    return params | parse_form(raw), {}


async def _read_multipart(
    request: web.BaseRequest, params: dict[str, str]
) -> tuple[dict[str, str], dict[str, Upload]]:
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                files[name] = Upload(value.filename, value.content_type, file.read())
        else:
            params[name] = value if isinstance(value, str) else bytes(value).decode()
    return params, files


def _refuse(error: ApiError) -> web.Response:
    if error.code >= _PROXY_ERRORS:
        page = f"<html><body><h1>{error.code} {error.description}</h1></body></html>"
        return web.Response(status=error.code, text=page, content_type="text/html")
    response = _respond(error.code, error.body())
    if "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _respond(status: int, body: dict[str, Any]) -> web.Response:
    raw = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return web.Response(status=status, body=raw, content_type="application/json")
