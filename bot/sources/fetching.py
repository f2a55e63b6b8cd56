"""One published page, and only from where it may come."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx

from bot.errors import SourceError
from bot.ports.sources import Page
from bot.sources.addresses import check_name, check_public
from bot.sources.bodies import ACCEPTED, conditions, page_of, read_body
from bot.sources.raw import MAX_BYTES, Access

T = TypeVar("T")

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
#: Seconds for everything together: a server that gives a byte now and then holds nobody up.
TIME_LIMIT = 120.0
_MAX_REDIRECTS = 5
_USER_AGENT = "chenbao (reads published paper digests)"


def fetch(url: str, access: Access) -> bytes:
    """The body behind a URL; redirects are followed where each step is allowed.

    Raises:
        SourceError: it could not be fetched; `permanent` says whether trying again can help.
    """
    content, _ = fetch_newer(url, access, None)
    if content is None:
        raise SourceError("the server answered 304 to a question without conditions")
    return content


def fetch_newer(url: str, access: Access, known: Page | None) -> tuple[bytes | None, Page]:
    """The same, if it is not what was fetched before; what to remember of it.

    Args:
        known: what is remembered of the last time; None asks without conditions.

    Raises:
        SourceError: as `fetch`.
    """
    return _run(_fetch(url, access, known))


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run it to its end on an event loop of its own: only there can all of it be given a deadline,
    and the caller may stand in another loop."""
    with ThreadPoolExecutor(1, thread_name_prefix="fetching") as thread:
        return thread.submit(asyncio.run, work).result()


async def _fetch(url: str, access: Access, known: Page | None) -> tuple[bytes | None, Page]:
    try:
        async with (
            asyncio.timeout(TIME_LIMIT),
            httpx.AsyncClient(
                timeout=_TIMEOUT, proxy=access.proxy or None, trust_env=False
            ) as client,
        ):
            return await _follow(client, httpx.URL(url), access, known)
    except TimeoutError as error:
        raise SourceError(f"could not be fetched in {TIME_LIMIT:.0f} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError(f"could not be fetched: {str(error) or type(error).__name__}") from error


async def _follow(
    client: httpx.AsyncClient, url: httpx.URL, access: Access, known: Page | None
) -> tuple[bytes | None, Page]:
    target = url
    for _ in range(_MAX_REDIRECTS + 1):
        request = await asyncio.to_thread(_request, target, access, known)
        async with client.stream(**request) as response:
            if known is not None and response.status_code == httpx.codes.NOT_MODIFIED:
                return None, known
            if not response.has_redirect_location:
                return await _body(response), page_of(str(url), response.headers)
            target = target.join(response.headers["location"])
    raise SourceError(f"redirected more than {_MAX_REDIRECTS} times", permanent=True)


def _request(url: httpx.URL, access: Access, known: Page | None) -> dict[str, Any]:
    """A request for `url` that goes to the very address that was checked.

    The name is resolved once, here: were it resolved again for the connection, a name server could
    answer with another address (DNS rebinding). A proxy resolves for itself.
    """
    if url.scheme not in ("http", "https"):
        raise SourceError(f"{url.scheme}: is not fetched, only http and https", permanent=True)
    headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": ACCEPTED, **conditions(known)}
    plain = {"method": "GET", "url": url, "headers": headers}
    if access.allow_private:
        return plain
    if access.proxy:
        check_name(url.host)
        return plain
    address = check_public(url.host, url.port or (443 if url.scheme == "https" else 80))
    return {
        "method": "GET",
        "url": url.copy_with(host=address),
        "headers": {**headers, "Host": url.netloc.decode("ascii")},
        "extensions": {"sni_hostname": url.host},
    }


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise SourceError(
            f"the server answered {response.status_code} {response.reason_phrase}".strip(),
            permanent=response.is_client_error
            and response.status_code != httpx.codes.TOO_MANY_REQUESTS,
        )
    packed = response.headers.get("content-encoding", "")
    return await read_body(response.aiter_raw(), packed, most=MAX_BYTES)
