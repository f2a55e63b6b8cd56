"""`chenbao fetch`, as it is typed."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.domain.calendar import Calendar
from bot.ports import SystemClock
from bot.sources import gate, live
from tests.servers.arxiv.server import ArxivServer
from tests.servers.arxiv.world import World


class Running:
    """A simulated arXiv on a thread of its own, for a program that has its own event loop."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        mailings = Calendar().list_between(now - timedelta(days=10), now)
        self.server = ArxivServer(World(mailings, per_day=1), SystemClock())
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> ArxivServer:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.__aenter__(), self._loop).result(10)
        return self.server

    def __exit__(self, *_: object) -> None:
        leaving = self.server.__aexit__(None, None, None)
        asyncio.run_coroutine_threadsafe(leaving, self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(autouse=True)
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program has its own clock here, and nobody waits for it."""
    monkeypatch.setattr(gate, "_FULL_HOUR", timedelta(0))
    monkeypatch.setattr(live, "_HUGGINGFACE_EVERY", timedelta(0))


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    with Running() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, server: ArxivServer) -> Path:
    file = tmp_path / "config.yaml"
    hosts = "".join(
        f"    {name}: {server.url}\n" for name in ("arxiv", "api", "rss", "oai", "huggingface")
    )
    file.write_text(
        f"data_dir: {tmp_path}\nsources:\n  huggingface: true\n  hosts:\n{hosts}",
        encoding="utf-8",
    )
    return file


def test_fetch_brings_papers_and_says_how_many(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(config), "fetch", "huggingface"]) == 0
    assert "new papers in" in capsys.readouterr().out
    assert run(["--config", str(config), "doctor"]) == 0
    said = capsys.readouterr().out
    assert "source: huggingface, asked next 20" in said
    assert "last success 20" in said


def test_what_is_not_due_is_left_alone_unless_it_is_forced(
    config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(config), "fetch", "huggingface"]) == 0
    asked = len(server.journal)
    capsys.readouterr()
    assert run(["--config", str(config), "fetch"]) == 0
    assert "not due until" in capsys.readouterr().out
    assert len(server.journal) == asked
    assert run(["--config", str(config), "fetch", "--force"]) == 0
    assert "new papers in" in capsys.readouterr().out
    assert len(server.journal) > asked


def test_doctor_says_what_each_source_would_do_now(
    config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write("  categories: [cs.CV]\n  contact: tests@example.org\n")
    run(["--config", str(config), "doctor"])
    said = capsys.readouterr().out
    assert "source: arxiv, due now, never asked" in said
    assert "source: huggingface, due now, never asked" in said
    assert "arXiv announces next at 20" in said
    server.quirks.refusals = [("/api/daily", 404)] * 9
    assert run(["--config", str(config), "fetch", "huggingface", "--since", "2026-11-09"]) == 1
    capsys.readouterr()
    assert run(["--config", str(config), "doctor"]) == 1
    said = capsys.readouterr().out
    assert "MEND  source: huggingface, asked next 20" in said
    assert "failed once: " in said
    assert "404" in said


def test_what_fails_is_said_and_the_exit_code_tells(
    config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.quirks.refusals = [("/api/daily", 404)] * 9
    assert run(["--config", str(config), "fetch", "huggingface", "--since", "2026-11-09"]) == 1
    assert "404" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fetch", "bing"], "no source bing; there are arxiv, huggingface"),
        (["fetch", "arxiv"], "set sources.categories"),
        (["fetch", "digests"], "set sources.digests"),
        (["fetch", "--since", "yesterday"], "not a date"),
    ],
)
def test_what_cannot_be_fetched_is_said_before_anything_is_asked(
    config: Path,
    server: ArxivServer,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    assert run(["--config", str(config), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert server.journal == []


def test_a_category_that_arxiv_cannot_have_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("sources:\n  categories: [computer vision]\n", encoding="utf-8")
    assert run(["--config", str(file), "fetch"]) == 2
    assert "cs.CV" in capsys.readouterr().err
