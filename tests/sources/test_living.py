"""What became of papers that are here, told by OAI-PMH at night."""

from datetime import UTC, date, datetime

from bot.domain.chat import ChatAddress, ChatKind, ChatSettings
from bot.ports import Store
from bot.sources.arxiv.finder import ArxivFinder
from bot.sources.live import fetch_one
from bot.sources.newsroom import Order
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.sources.conftest import FRIDAY, OpenDesk

MONDAY = date(2026, 11, 23)


async def test_a_new_version_its_comment_and_the_licence_are_taken_over(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    paper = server.world.list_announced("cs.CV", FRIDAY)[0].paper
    monday = server.world.calendar.of_date(MONDAY)
    async with at_desk(categories=("cs.CV",)) as desk:
        await fetch_one(desk, "arxiv")
        server.world.revise(
            paper, monday, title="Another Title", comment="Withdrawn by the authors"
        )
        sky.set(datetime(2026, 11, 24, 4, 20, tzinfo=UTC))
        fetched = await fetch_one(desk, "living")
    assert fetched.problems == []
    with sqlite_store.begin() as tx:
        found = tx.papers.find_by_number(paper.number)
    assert found is not None
    assert str(found.arxiv_id) == f"{paper.number}v2"
    assert found.title == "Another Title"
    assert found.comment == "Withdrawn by the authors"
    assert found.licence == "http://creativecommons.org/licenses/by/4.0/"


async def test_papers_that_are_not_here_are_read_page_by_page_and_left_alone(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk(categories=("cs.CV",)) as desk:
        fetched = await fetch_one(desk, "living", Order(since=date(2026, 11, 1)))
    assert fetched.counts.entries == 0
    with sqlite_store.begin() as tx:
        assert tx.papers.count() == 0
    assert fetched.next_try_at == datetime(2026, 11, 20, 4, 10, tzinfo=UTC)


async def test_a_refusal_is_said_and_tried_again_the_same_night(
    at_desk: OpenDesk, server: ArxivServer, sky: FakeClock
) -> None:
    server.quirks.refusals = [("/oai", 503)] * 4
    async with at_desk(categories=("cs.CV",)) as desk:
        fetched = await fetch_one(desk, "living")
    assert "503" in fetched.problems[0]
    assert fetched.next_try_at is not None
    assert (fetched.next_try_at - sky.now()).total_seconds() <= 3600


async def test_a_withdrawal_that_oai_tells_is_a_flag_on_the_paper_and_kept_as_a_past_version(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    paper = server.world.list_announced("cs.CV", FRIDAY)[0].paper
    monday = server.world.calendar.of_date(MONDAY)
    async with at_desk(categories=("cs.CV",)) as desk:
        await fetch_one(desk, "arxiv")
        with sqlite_store.begin() as tx:
            before = tx.papers.find_by_number(paper.number)
        server.world.revise(
            paper, monday, comment="This paper has been withdrawn due to an error in Eq. 3"
        )
        sky.set(datetime(2026, 11, 24, 4, 20, tzinfo=UTC))
        await fetch_one(desk, "living")
        with sqlite_store.begin() as tx:
            after = tx.papers.find_by_number(paper.number)
    assert before is not None
    assert after is not None
    assert (before.is_withdrawn, after.is_withdrawn) == (False, True)


async def test_a_saved_paper_of_another_category_is_followed_by_its_id(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    listed = server.world.list_announced("cs.LG", FRIDAY)
    saved, other = [one.paper for one in listed if one.paper.categories == ("cs.LG",)][:2]
    monday = server.world.calendar.of_date(MONDAY)
    async with at_desk(categories=("cs.CV",)) as desk:
        await ArxivFinder(desk.room, desk.arxiv).bring_in([saved.number, other.number])
        with sqlite_store.begin() as tx:
            chat = tx.chats.get_or_add(
                ChatAddress(platform="console", chat_id=1),
                ChatKind.PRIVATE,
                ChatSettings(),
                sky.now(),
            )
            paper = tx.papers.find_by_number(saved.number)
            assert paper is not None
            tx.saved.add(chat.key, paper.key, sky.now())
        for one in (saved, other):
            server.world.revise(one, monday, comment="Accepted at MICCAI")
        sky.set(datetime(2026, 11, 24, 4, 20, tzinfo=UTC))
        assert (await fetch_one(desk, "living")).problems == []
        documents = count_documents(sqlite_store)
        await fetch_one(desk, "living")
        assert count_documents(sqlite_store) == documents
    with sqlite_store.begin() as tx:
        found = [tx.papers.find_by_number(one.number) for one in (saved, other)]
    assert [str(one.arxiv_id) for one in found if one] == [
        f"{saved.number}v2",
        f"{other.number}v1",
    ]


def count_documents(store: Store) -> int:
    with store.begin() as tx:
        return tx.documents.count()
