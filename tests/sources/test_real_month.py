"""A month at the simulated arXiv with ids and titles of real papers, where they lie beside the project.

What is invented is tame; real titles hold TeX, quotes, accents and a `<` where nobody expects it.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.parsers import parse
from bot.ports import Store
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.servers.arxiv.world import World, month
from tests.sources.conftest import OpenDesk
from tests.sources.test_month import (
    Month,
    assert_nothing_lost_or_twice,
    assert_polite,
    assert_receipts_are_true,
)

POSTS = Path(__file__).parents[3] / "shared" / "corpus" / "talk2paper"
BEGIN = datetime(2024, 7, 31, 12, tzinfo=UTC)
#: A Sunday, before the evening's announcement.
END = datetime(2024, 9, 1, 23, tzinfo=UTC)
CATEGORY = "cs.CV"

pytestmark = pytest.mark.skipif(
    not POSTS.is_dir(), reason="the real digests (../shared/corpus) are not on this machine"
)


def read_titles() -> dict[str, str]:
    """The month's papers of real posts, by their ids."""
    posts = (post for folder in ("08", "09") for post in POSTS.glob(f"2024-{folder}-*/*.md"))
    return {
        entry.arxiv_id.number: entry.title
        for post in sorted(posts)
        for entry in parse(post.read_bytes(), name=str(post)).entries
        if entry.arxiv_id is not None and entry.arxiv_id.number.startswith("2408.")
    }


@pytest.fixture
def sky() -> FakeClock:
    return FakeClock(BEGIN)


@pytest.fixture
def server_world() -> World:
    world = World(month(BEGIN, (END - BEGIN).days), (CATEGORY,), per_day=0)
    titles = read_titles()
    assert len(titles) > 100
    for place, number in enumerate(sorted(titles)):
        mailing = world.mailings[place * len(world.mailings) // len(titles)]
        world.add_paper(mailing, CATEGORY, number=number, title=titles[number])
    return world


async def test_a_month_of_real_papers_comes_whole_and_by_its_own_titles(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk(huggingface=False) as desk:
        running = Month.begin(sqlite_store, desk, sky)
        await running.run(END)
    assert_nothing_lost_or_twice(running, server.world)
    assert_receipts_are_true(running, server.world, set())
    assert_polite(server)
    with sqlite_store.begin() as tx:
        for number, paper in server.world.papers.items():
            found = tx.papers.find_by_number(number)
            assert found is not None
            assert found.title == " ".join(paper.versions[0].title.split())
