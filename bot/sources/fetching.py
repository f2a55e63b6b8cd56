"""One request, and only to where it may go."""

import ipaddress
import socket
from typing import Any

import httpx

from bot.errors import SourceError
from bot.ports.sources import Page
from bot.sources.raw import MAX_BYTES, Access

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
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
    try:
        with httpx.Client(timeout=_TIMEOUT, proxy=access.proxy or None, trust_env=False) as client:
            target = httpx.URL(url)
            for _ in range(_MAX_REDIRECTS + 1):
                with client.stream(**_request(target, access, known)) as response:
                    if known is not None and response.status_code == httpx.codes.NOT_MODIFIED:
                        return None, known
                    if not response.has_redirect_location:
                        return _body(response), _page(url, response)
                    target = target.join(response.headers["location"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError(f"could not be fetched: {str(error) or type(error).__name__}") from error
    raise SourceError(f"redirected more than {_MAX_REDIRECTS} times", permanent=True)


def _page(url: str, response: httpx.Response) -> Page:
    headers = response.headers
    return Page(url=url, etag=headers.get("etag"), last_modified=headers.get("last-modified"))


def _conditions(known: Page | None) -> dict[str, str]:
    """Ask for what is newer than that."""
    if known is None:
        return {}
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value}


def _request(url: httpx.URL, access: Access, known: Page | None) -> dict[str, Any]:
    """A request for `url` that goes to the very address that was checked.

    The name is resolved once, here: were it resolved again for the connection, a name server could
    answer with another address (DNS rebinding). A proxy resolves for itself.
    """
    if url.scheme not in ("http", "https"):
        raise SourceError(f"{url.scheme}: is not fetched, only http and https", permanent=True)
    headers = {"User-Agent": _USER_AGENT, **_conditions(known)}
    if access.proxy or access.allow_private:
        return {"method": "GET", "url": url, "headers": headers}
    address = check_public(url.host, url.port or (443 if url.scheme == "https" else 80))
    return {
        "method": "GET",
        "url": url.copy_with(host=address),
        "headers": {**headers, "Host": url.netloc.decode("ascii")},
        "extensions": {"sni_hostname": url.host},
    }


def check_public(host: str, port: int) -> str:
    """An address of this host, if all of its addresses are public.

    Raises:
        SourceError: there is no such host, or it is in a private network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SourceError(f"there is no host {host}: {error.strerror or error}") from error
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise SourceError(
                f"{host} is a private address; to fetch from there set allow_private_addresses",
                permanent=True,
            )
    return addresses[0]


def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise SourceError(
            f"the server answered {response.status_code} {response.reason_phrase}".strip(),
            permanent=response.is_client_error
            and response.status_code != httpx.codes.TOO_MANY_REQUESTS,
        )
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise SourceError(
                f"more than the {MAX_BYTES // 2**20} MB a digest may have", permanent=True
            )
    return bytes(body)
