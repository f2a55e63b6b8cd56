"""Published digests that are looked at again and again."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.ports import Store
from bot.sources.live import fetch_one
from bot.sources.raw import Access
from tests.sources.conftest import OpenDesk

POST = """---
title: {topic}
date: 2026-11-20
---

## {title}
**Authors:Ann Lee, Bo Chen**

We look at a thing, and write some sentences about it. Then we look again.

[PDF](http://arxiv.org/abs/2611.00001v1)

**Summary**
Nothing in particular, but long enough.

"""


def write(path: Path, title: str) -> None:
    path.write_text(POST.format(topic="NeRF", title=title), encoding="utf-8")


async def test_a_folder_is_read_once_and_again_where_it_changed(
    at_desk: OpenDesk, tmp_path: Path, sqlite_store: Store
) -> None:
    write(tmp_path / "NeRF.md", "A First Title")
    async with at_desk(digests=(str(tmp_path),)) as desk:
        first = await fetch_one(desk, "digests")
        assert (first.problems, first.counts.new) == ([], 1)
        again = await fetch_one(desk, "digests")
        assert again.counts.documents == 0
        write(tmp_path / "NeRF.md", "A First Title, with More Behind It")
        assert (await fetch_one(desk, "digests")).counts.documents == 1


async def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    at_desk: OpenDesk, tmp_path: Path, sqlite_store: Store
) -> None:
    write(tmp_path / "NeRF.md", "A First Title")
    (tmp_path / "other.md").write_text("nothing of the kind", encoding="utf-8")
    async with at_desk(digests=(f"{tmp_path}/*.md", f"{tmp_path}/gone.md")) as desk:
        fetched = await fetch_one(desk, "digests")
    assert fetched.counts.new == 1
    assert len(fetched.problems) == 2
    assert any("other.md" in problem for problem in fetched.problems)
    assert any("gone.md" in problem for problem in fetched.problems)


class Publisher(BaseHTTPRequestHandler):
    """Gives one post with an ETag."""

    def do_GET(self) -> None:
        known = self.headers.get("If-None-Match") == '"1"'
        self.server.asked.append(304 if known else 200)  # type: ignore[attr-defined]
        body = b"" if known else POST.format(topic="NeRF", title="By URL").encode()
        self.send_response(304 if known else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def publisher() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.asked = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_page_is_asked_for_what_is_newer(
    at_desk: OpenDesk, publisher: ThreadingHTTPServer
) -> None:
    url = f"http://127.0.0.1:{publisher.server_port}/post/NeRF.md"
    async with at_desk(digests=(url,), access=Access(allow_private=True)) as desk:
        assert (await fetch_one(desk, "digests")).counts.new == 1
        assert (await fetch_one(desk, "digests")).counts.documents == 0
    assert publisher.asked == [200, 304]  # type: ignore[attr-defined]


async def test_private_addresses_are_refused_unless_allowed(
    at_desk: OpenDesk, publisher: ThreadingHTTPServer
) -> None:
    url = f"http://127.0.0.1:{publisher.server_port}/post/NeRF.md"
    async with at_desk(digests=(url,)) as desk:
        fetched = await fetch_one(desk, "digests")
    assert "private" in fetched.problems[0]
    assert publisher.asked == []  # type: ignore[attr-defined]
