"""One small port: /livez, /readyz, /healthz, /metrics for those who look after the program, and what
platforms bring (hooks)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import ConfigError
from bot.ports.hook import Hook
from bot.services.health import Health, Report


@asynccontextmanager
async def serve(
    health: Health,
    render_metrics: Callable[[], bytes],
    *,
    host: str,
    port: int,
    hooks: Mapping[str, Hook] | None = None,
) -> AsyncIterator[int]:
    """Answer while inside; gives the port (0 takes a free one).

    Args:
        hooks: by path.

    Raises:
        ConfigError: the port cannot be had.
    """
    app = web.Application()
    app.router.add_routes(_routes(health, render_metrics))
    for path, hook in (hooks or {}).items():
        app.router.add_post(path, _to_handler(hook))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _routes(health: Health, render_metrics: Callable[[], bytes]) -> list[web.RouteDef]:
    async def live(_: web.Request) -> web.Response:
        return _tell(health.live())

    async def ready(_: web.Request) -> web.Response:
        return _tell(await health.ready())

    async def works(_: web.Request) -> web.Response:
        return _tell(await health.works())

    async def metrics(_: web.Request) -> web.Response:
        # The content type that Prometheus expects carries a version.
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=render_metrics(), headers=headers)

    return [
        web.get("/livez", live),
        web.get("/readyz", ready),
        web.get("/healthz", works),
        web.get("/metrics", metrics),
    ]


def _to_handler(hook: Hook) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=await hook(request.headers, await request.read()))

    return handle


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise ConfigError(f"http_port {port} on {host} cannot be used: {error}") from error


def _tell(report: Report) -> web.Response:
    status = 200 if report.is_well else 503
    return web.json_response({"ok": report.is_well, "checks": dict(report.checks)}, status=status)
