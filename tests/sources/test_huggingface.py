"""Hugging Face's daily papers: day by day, the last ones again as they fill up."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from bot.ports import Store
from bot.sources.live import fetch_one
from bot.sources.newsroom import Order
from tests.fakes import FakeClock
from tests.servers.arxiv.huggingface import PER_DAY
from tests.servers.arxiv.server import ArxivServer
from tests.sources.conftest import FRIDAY, OpenDesk


def listed(server: ArxivServer, on: date) -> list[str]:
    announced = [day for day in server.world.dates if day <= on][-1]
    everything = server.world.list_announced(server.world.categories[0], announced)
    return [one.paper.number for one in everything[:PER_DAY]]


async def test_a_day_that_fills_up_is_filled_in_later(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    wanted = listed(server, FRIDAY)
    async with at_desk() as desk:
        first = await fetch_one(desk, "huggingface")
        assert first.problems == []
        with sqlite_store.begin() as tx:
            assert tx.papers.select_known(wanted) != set(wanted)
        sky.advance(days=1)
        await fetch_one(desk, "huggingface")
    with sqlite_store.begin() as tx:
        assert tx.papers.select_known(wanted) == set(wanted)


async def test_keys_are_found_at_the_top_and_in_the_paper(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    sky.advance(days=1)
    async with at_desk() as desk:
        await fetch_one(desk, "huggingface")
    for place, number in enumerate(listed(server, FRIDAY)):
        with sqlite_store.begin() as tx:
            paper = tx.papers.find_by_number(number)
        assert paper is not None
        [reading] = paper.readings
        assert (reading.source, reading.lang) == ("huggingface", "en")
        assert reading.tldr == f"In short, {number} is about fish."
        sections = {section.heading: section.text for section in reading.sections}
        assert sections == {"Keywords": "fish, lanterns", "Upvotes": str(3 * place)}
        assert paper.links == (f"https://github.com/nobody/{number}",)


async def test_weekends_have_no_lists_and_are_not_asked_for(
    at_desk: OpenDesk, server: ArxivServer, sky: FakeClock
) -> None:
    sky.set(datetime(2026, 11, 22, 12, tzinfo=UTC))
    async with at_desk() as desk:
        await fetch_one(desk, "huggingface")
    assert {one.query["date"] for one in server.journal} == {"2026-11-20"}


async def test_the_days_since_a_date_are_fetched(at_desk: OpenDesk, server: ArxivServer) -> None:
    async with at_desk() as desk:
        fetched = await fetch_one(desk, "huggingface", Order(since=date(2026, 11, 13)))
    asked = sorted({one.query["date"][-2:] for one in server.journal})
    assert asked == ["13", "16", "17", "18", "19", "20"]
    assert fetched.problems == []


async def test_a_failure_is_said_and_tried_again(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.refusals = [("/api/daily", 503)] * 4
    async with at_desk() as desk:
        fetched = await fetch_one(desk, "huggingface")
        assert "503" in " ".join(fetched.problems)
        with sqlite_store.begin() as tx:
            assert tx.sources.get_state("huggingface").failures == 1
        sky.advance(hours=2)
        assert (await fetch_one(desk, "huggingface")).problems == []
    with sqlite_store.begin() as tx:
        assert tx.sources.get_state("huggingface").failures == 0


async def test_it_has_a_gate_of_its_own(at_desk: OpenDesk, server: ArxivServer) -> None:
    async with at_desk() as desk:
        await fetch_one(desk, "huggingface")
    asked = [one.at for one in server.journal]
    assert all(b - a >= timedelta(seconds=1) for a, b in pairwise(asked))


async def test_a_refusal_of_today_that_is_not_about_the_date_is_said(
    at_desk: OpenDesk, server: ArxivServer, sky: FakeClock
) -> None:
    sky.set(datetime(2026, 11, 20, 12, tzinfo=UTC))
    async with at_desk(categories=()) as desk:
        server.quirks.refusals = [("/api/daily", 401)] * 3
        fetched = await fetch_one(desk, "huggingface")
    assert len(fetched.problems) == 3
