"""Papers that somebody asks for, and ids for papers that came without one."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.document import Document, Entry
from bot.errors import SourceError
from bot.ports import Store
from bot.services.ingest import ingest
from bot.sources.arxiv.finder import ArxivFinder, name_papers, title_query
from bot.sources.live import Desk
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.servers.arxiv.world import Paper
from tests.sources.conftest import OpenDesk


@pytest.fixture
def paper(server: ArxivServer) -> Paper:
    return next(iter(server.world.papers.values()))


def finder_of(desk: Desk) -> ArxivFinder:
    return ArxivFinder(desk.room, desk.arxiv)


async def test_a_paper_that_is_not_here_is_fetched_by_its_id(
    at_desk: OpenDesk, sqlite_store: Store, paper: Paper
) -> None:
    async with at_desk() as desk:
        await finder_of(desk).bring_in([paper.number, "2611.99999"])
    with sqlite_store.begin() as tx:
        found = tx.papers.find_by_number(paper.number)
        assert found is not None
        assert found.title == paper.versions[-1].title
        assert tx.papers.find_by_number("2611.99999") is None
        assert tx.papers.select_known([paper.number, "2611.99999"]) == {paper.number}


async def test_a_title_finds_the_paper_that_has_exactly_it(
    at_desk: OpenDesk, sqlite_store: Store, paper: Paper
) -> None:
    title = paper.versions[0].title
    async with at_desk() as desk:
        await finder_of(desk).bring_in_titled(title.rpartition(",")[0])
        with sqlite_store.begin() as tx:
            assert tx.papers.count() == 0
        await finder_of(desk).bring_in_titled(title.upper())
    with sqlite_store.begin() as tx:
        assert tx.papers.find_by_title(title) is not None
        assert tx.papers.count() == 1


async def test_a_busy_gate_is_said_at_once_and_not_waited_for(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock, paper: Paper
) -> None:
    with sqlite_store.begin() as tx:
        tx.gates.take("arxiv", "x", sky.now(), sky.now() + timedelta(minutes=1))
        tx.gates.release("arxiv", "x", free_at=sky.now() + timedelta(seconds=9))
    async with at_desk() as desk:
        with pytest.raises(SourceError, match="try again"):
            await finder_of(desk).bring_in([paper.number])
    assert server.journal == []


async def test_a_look_up_gets_its_turn_between_the_questions_of_a_long_fetch(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock, paper: Paper
) -> None:
    begun = sky.now()
    async with at_desk() as desk:
        from bot.sources.live import fetch_one

        await asyncio.gather(fetch_one(desk, "arxiv"), finder_of(desk).bring_in([paper.number]))
    asked = [one for one in server.to_arxiv if one.query.get("id_list") == paper.number]
    assert len(asked) == 1
    assert asked[0].at - begun < timedelta(seconds=8)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_refused_look_up_is_not_repeated_while_somebody_waits(
    at_desk: OpenDesk, server: ArxivServer, status: int, paper: Paper
) -> None:
    server.quirks.refusals = [("/api", status)]
    async with at_desk() as desk:
        with pytest.raises(SourceError, match=str(status)):
            await finder_of(desk).bring_in([paper.number])
    assert len(server.journal) == 1


def without_id(store: Store, title: str, *authors: str) -> None:
    entry = Entry(position=1, arxiv_id=None, title=title, authors=authors)
    document = Document(format="test", source="talk2paper", entries=(entry,))
    now = datetime(2026, 11, 20, 1, tzinfo=UTC)
    with store.begin() as tx:
        ingest(tx, title, title.encode(), document, now)


async def test_a_paper_without_an_id_gets_it_by_its_title_and_an_author(
    at_desk: OpenDesk, sqlite_store: Store, paper: Paper
) -> None:
    without_id(sqlite_store, paper.versions[0].title.lower(), "Somebody Else", paper.authors[0])
    async with at_desk() as desk:
        await name_papers(desk.room, desk.arxiv)
    with sqlite_store.begin() as tx:
        assert tx.papers.count() == 1
        named = tx.papers.find_by_number(paper.number)
    assert named is not None
    assert named.damage == ()


async def test_the_same_title_by_others_is_another_paper(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, paper: Paper
) -> None:
    without_id(sqlite_store, paper.versions[0].title, "Somebody Else")
    async with at_desk() as desk:
        await name_papers(desk.room, desk.arxiv)
        assert len(server.journal) == 1
        await name_papers(desk.room, desk.arxiv)
        assert len(server.journal) == 1, "asked for once a week"
    with sqlite_store.begin() as tx:
        assert tx.papers.find_by_number(paper.number) is None


def test_a_title_of_two_words_is_no_question() -> None:
    assert title_query("Two Words") is None
    assert title_query("Épées & “quotes”: a (b)") == 'ti:"E pe es quotes a b"'
