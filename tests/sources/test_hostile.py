"""Servers that mean harm, or are merely broken: slow, endless, packed, misdirecting."""

import asyncio
import gzip
import ipaddress
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.errors import SourceError
from bot.ports import Store
from bot.ports.sources import Page
from bot.sources import asking, fetching
from bot.sources.addresses import check_name, is_public
from bot.sources.asking import Asker
from bot.sources.bodies import conditions, read_body
from bot.sources.fetching import fetch, fetch_newer
from bot.sources.gate import Gate
from bot.sources.live import fetch_due
from bot.sources.raw import Access
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.sources.conftest import OpenDesk

PRIVATE = Access(allow_private=True)
Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: Answering) -> AsyncIterator[str]:
    """A server that reads a question and answers it byte by byte as it likes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


def saying(*lines: str, body: bytes = b"") -> Answering:
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""])

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode("latin-1") + body)

    return answer


@pytest.fixture
async def asker(sqlite_store: Store, sky: FakeClock) -> AsyncIterator[Asker]:
    async def sleep(seconds: float) -> None:
        sky.advance(seconds=seconds)

    async with httpx.AsyncClient(trust_env=False) as http:
        gate = Gate(sqlite_store, sky, sleep=sleep)
        yield Asker(http, sqlite_store, sky, gate, "论文 <tests@example.org>")


async def drip(writer: asyncio.StreamWriter) -> None:
    """A head that never ends, a few bytes at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: x\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def test_a_server_that_drips_is_left_after_a_while(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_TIME_LIMIT", 0.2)
    monkeypatch.setattr(fetching, "TIME_LIMIT", 0.2)
    async with serving(drip) as url:
        with pytest.raises(SourceError, match="TimeoutError"):
            await asker.ask(url)
        with pytest.raises(SourceError, match="could not be fetched in"):
            await asyncio.to_thread(fetch, url, PRIVATE)


async def pieces(*some: bytes) -> AsyncIterator[bytes]:
    for piece in some:
        yield piece


@pytest.mark.parametrize(
    ("packed", "pack"),
    [
        ("", lambda data: data),
        ("identity", lambda data: data),
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
    ],
)
async def test_a_body_is_read_however_it_is_packed(
    packed: str, pack: Callable[[bytes], bytes]
) -> None:
    data = bytes(range(256)) * 40
    wire = pack(data)
    assert await read_body(pieces(wire[:7], wire[7:]), packed) == data


async def test_a_small_body_that_unpacks_to_a_large_one_is_stopped_early() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match="more than the"):
        await read_body(pieces(bomb), "gzip", most=1_000_000)


@pytest.mark.parametrize(
    ("packed", "body", "said"),
    [
        ("br", b"anything", "not asked for"),
        ("gzip, gzip", b"anything", "not asked for"),
        ("gzip", b"not gzip at all", "cannot be unpacked"),
        ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-20], "before its time"),
    ],
)
async def test_what_cannot_be_unpacked_is_no_page(packed: str, body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        await read_body(pieces(body), packed)


async def test_a_body_cut_off_is_no_page(asker: Asker) -> None:
    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf of it")

    async with serving(cut) as url:
        with pytest.raises(SourceError, match="could not be asked"):
            await asker.ask(url)
        with pytest.raises(SourceError, match="could not be fetched"):
            await asyncio.to_thread(fetch, url, PRIVATE)


async def test_validators_that_cannot_be_sent_back_are_forgotten(
    asker: Asker, sqlite_store: Store, sky: FakeClock
) -> None:
    async with serving(saying("HTTP/1.1 200 OK", 'ETag: "\xe9"', body=b"here")) as url:
        answer = await asker.ask(url, conditional=True)
        assert answer.page.etag is None
        _, page = await asyncio.to_thread(fetch_newer, url, PRIVATE, None)
        assert page.etag is None
        # One that an older program remembered does no harm either.
        with sqlite_store.begin() as tx:
            tx.sources.put_page(Page(url=url, etag="\u00e9", last_modified="x" * 900), sky.now())
        assert (await asker.ask(url, conditional=True)).content == b"here"
    assert conditions(Page(url="", etag='"1"')) == {"If-None-Match": '"1"'}


@pytest.mark.parametrize(
    "location",
    ["http://[::1", "http://example.org/", "ftp://127.0.0.1/", "//10.0.0.1/", "file:///x"],
)
async def test_a_redirect_to_elsewhere_is_not_followed(asker: Asker, location: str) -> None:
    async with serving(saying("HTTP/1.1 302 Found", f"Location: {location}")) as url:
        with pytest.raises(SourceError, match=r"redirected to|in location header"):
            await asker.ask(url)


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("7", 7, 60),
        ("Fri, 20 Nov 2026 01:12:00 GMT", 100, 130),
        ("Thu, 19 Nov 2020 01:12:00 GMT", 3, 60),
        ("99999999999999999999999", 86_000, 87_000),
        ("\u00b2", 3, 60),
        ("Fri, 99 Nov 99999 01:12:00 GMT", 3, 60),
        ("soon", 3, 60),
    ],
)
async def test_a_wait_is_understood_as_seconds_or_a_date_and_never_for_ever(
    asker: Asker, sky: FakeClock, written: str, least: float, most: float
) -> None:
    asked: list[datetime] = []

    async def once_busy(writer: asyncio.StreamWriter) -> None:
        asked.append(sky.now())
        lines = (
            ("HTTP/1.1 200 OK",)
            if len(asked) > 1
            else ("HTTP/1.1 503 Busy", f"Retry-After: {written}")
        )
        await saying(*lines)(writer)

    async with serving(once_busy) as url:
        await asker.ask(url)
    assert least <= (asked[1] - asked[0]).total_seconds() <= most + 90


def test_a_gate_that_a_wrong_clock_closed_for_years_opens(store: Store) -> None:
    now = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    years = now + timedelta(days=3_000)
    with store.begin() as tx:
        assert tx.gates.take("arxiv", "wrong", years, years + timedelta(minutes=2)) == years
    with store.begin() as tx:
        assert tx.gates.take("arxiv", "right", now, now + timedelta(minutes=2)) == now


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:a00:1::1",
        "fec0::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
    ],
)
def test_an_address_is_private_in_whatever_form(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "printer.local", "10.1.2.3", "[::1]"]
)
def test_behind_a_proxy_what_is_private_by_its_name_is_refused_too(host: str) -> None:
    with pytest.raises(SourceError, match="private"):
        check_name(host)
    with pytest.raises(SourceError, match="private"):
        fetch(f"http://{host}/", Access(proxy="http://proxy.example.org:3128"))


async def test_a_source_that_breaks_does_not_keep_the_others_from_theirs(
    at_desk: OpenDesk,
    server: ArxivServer,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bot.sources import live

    def broken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setitem(live.LIVE, "arxiv", broken)  # type: ignore[arg-type]
    async with at_desk() as desk:
        done = await fetch_due(desk)
    assert "RuntimeError" in done["arxiv"].problems[0]
    assert done["huggingface"].problems == []
    with sqlite_store.begin() as tx:
        assert tx.sources.get_state("arxiv").failures == 1
