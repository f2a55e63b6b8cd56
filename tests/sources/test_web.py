"""Digests by URL, over the wire: a server on loopback stands for the publisher."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.sources import Access, RawDocument, Unreadable, expand, fetching, read

PRIVATE = Access(allow_private=True)


class Publisher(BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if self.path.startswith("/redirect"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2] or self.path)
            self.end_headers()
        elif self.path == "/digest.md":
            self._answer(200, "# 摘要".encode())
        elif self.path == "/large":
            self._answer(200, b"x" * 4096)
        else:
            self._answer(404, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def publisher() -> Iterator[ThreadingHTTPServer]:
    """A server with a list of the paths that it was asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def get(server: ThreadingHTTPServer, path: str, access: Access = PRIVATE) -> object:
    [one] = read(expand([f"http://127.0.0.1:{server.server_port}{path}"]), access)
    return one


def test_a_digest_is_fetched(publisher: ThreadingHTTPServer) -> None:
    found = get(publisher, "/digest.md")
    assert isinstance(found, RawDocument)
    assert found.content == "# 摘要".encode()


def test_a_redirect_is_followed(publisher: ThreadingHTTPServer) -> None:
    assert isinstance(get(publisher, "/redirect?/digest.md"), RawDocument)


def test_redirects_in_a_circle_end(publisher: ThreadingHTTPServer) -> None:
    found = get(publisher, "/redirect")
    assert isinstance(found, Unreadable)
    assert "redirected more than" in found.reason


@pytest.mark.parametrize("target", ["ftp://example.org/x", "file:///etc/passwd"])
def test_a_redirect_to_another_scheme_is_refused(
    publisher: ThreadingHTTPServer, target: str
) -> None:
    found = get(publisher, f"/redirect?{target}")
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd"])
def test_a_url_of_another_scheme_is_refused(url: str) -> None:
    [found] = read(expand([url]), Access(allow_private=True))
    assert isinstance(found, Unreadable)
    assert "only http and https" in found.reason


def test_a_scheme_in_capitals_is_the_same(publisher: ThreadingHTTPServer) -> None:
    [found] = read(expand([f"HTTP://127.0.0.1:{publisher.server_port}/digest.md"]), Access())
    assert isinstance(found, Unreadable)
    assert "private" in found.reason


def test_what_the_server_refuses_is_said_with_its_answer(publisher: ThreadingHTTPServer) -> None:
    found = get(publisher, "/missing")
    assert isinstance(found, Unreadable)
    assert "404" in found.reason


def test_a_body_too_large_is_not_read_to_its_end(
    publisher: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_BYTES", 1024)
    found = get(publisher, "/large")
    assert isinstance(found, Unreadable)
    assert "more than" in found.reason


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254"]
)
def test_private_addresses_are_refused_before_anything_is_sent(
    host: str, publisher: ThreadingHTTPServer
) -> None:
    [found] = read(expand([f"http://{host}:{publisher.server_port}/digest.md"]), Access())
    assert isinstance(found, Unreadable)
    assert "private" in found.reason
    assert publisher.asked == []  # type: ignore[attr-defined]


def test_a_server_that_is_not_there_is_said(publisher: ThreadingHTTPServer) -> None:
    [found] = read(expand(["http://127.0.0.1:9/digest.md"]), PRIVATE)
    assert isinstance(found, Unreadable)
    assert "could not be fetched" in found.reason
