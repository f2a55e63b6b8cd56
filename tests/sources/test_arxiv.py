"""arXiv as a source: one mailing, with all that goes wrong on a morning."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.batch import Batch, BatchState
from bot.domain.paper import AnnounceType
from bot.ports import Store
from bot.sources.live import Desk, fetch_due, fetch_one
from bot.sources.newsroom import Fetched, Order
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.sources.conftest import FRIDAY, OpenDesk

HOUR = timedelta(hours=1)


def find(store: Store, category: str = "cs.CV", on: date = FRIDAY) -> Batch:
    with store.begin() as tx:
        batch = tx.batches.find(category, on)
    assert batch is not None
    return batch


def numbers(server: ArxivServer, category: str = "cs.CV", on: date = FRIDAY) -> set[str]:
    return {one.paper.number for one in server.world.list_announced(category, on)}


def known(store: Store, wanted: set[str]) -> set[str]:
    with store.begin() as tx:
        return {number for number in wanted if tx.papers.find_by_number(number) is not None}


async def fetch_until(desk: Desk, clock: FakeClock, end: datetime) -> list[Fetched]:
    """Fetch whenever something is due."""
    done: list[Fetched] = []
    while clock.now() < end:
        done += (await fetch_due(desk)).values()
        with desk.room.store.begin() as tx:
            tries = [one.next_try_at for one in tx.sources.list_states() if one.next_try_at]
        clock.set(max(clock.now() + timedelta(seconds=1), min([*tries, end])))
    return done


def assert_whole(store: Store, server: ArxivServer, on: date = FRIDAY) -> None:
    for category in server.world.categories:
        batch, listed = find(store, category, on), numbers(server, category, on)
        assert batch.state is BatchState.COMPLETE
        assert batch.expected == batch.fetched == len(listed)
        assert known(store, listed) == listed


async def test_a_mailing_is_brought_in_completely(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store
) -> None:
    async with at_desk() as desk:
        fetched = await fetch_one(desk, "arxiv")
    assert fetched.problems == []
    assert_whole(sqlite_store, server)


@pytest.mark.parametrize("page", [3, 4, 5, 6])
async def test_a_listing_of_several_pages_is_read_to_its_end_wherever_it_is_cut(
    at_desk: OpenDesk,
    server: ArxivServer,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
) -> None:
    from bot.sources.arxiv import services

    monkeypatch.setattr(services, "PAGE", page)
    mailing = server.world.calendar.of_date(FRIDAY)
    for before in server.world.list_announced("cs.CV", date(2026, 11, 17))[:2]:
        server.world.revise(before.paper, mailing)
    assert {one.kind for one in server.world.list_announced("cs.CV", FRIDAY)} == {
        "new",
        "cross",
        "replace",
    }
    async with at_desk(huggingface=False) as desk:
        fetched = await fetch_one(desk, "arxiv")
    assert fetched.problems == []
    assert_whole(sqlite_store, server)


async def test_papers_are_announced_as_the_listing_says_and_carry_what_the_api_knows(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store
) -> None:
    async with at_desk() as desk:
        await fetch_one(desk, "arxiv")
    for category in server.world.categories:
        for one in server.world.list_announced(category, FRIDAY):
            with sqlite_store.begin() as tx:
                paper = tx.papers.find_by_number(one.paper.number)
            assert paper is not None
            assert paper.title == one.version.title
            assert paper.authors == one.paper.authors
            assert set(paper.categories) == set(one.paper.categories_on(FRIDAY))
            if one.kind == "new":
                assert paper.announce_type is AnnounceType.NEW


async def test_the_same_again_asks_nothing_and_changes_nothing(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store
) -> None:
    async with at_desk() as desk:
        await fetch_one(desk, "arxiv")
        asked = len(server.journal)
        again = await fetch_one(desk, "arxiv")
    assert len(server.journal) == asked
    assert again.counts.entries == 0


async def test_every_question_says_who_asks_and_none_comes_within_three_seconds(
    at_desk: OpenDesk, server: ArxivServer
) -> None:
    async with at_desk() as desk:
        await fetch_one(desk, "arxiv")
    asked = server.to_arxiv
    assert all(one.user_agent == "chenbao (tests@example.org)" for one in asked)
    gaps = [after.at - before.at for before, after in pairwise(asked)]
    assert min(gaps) >= timedelta(seconds=3)
    assert server.most_open == 1
    assert {one.status for one in asked} == {200}


async def test_a_listing_that_is_not_there_yet_is_not_taken_for_an_empty_day(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.appears_after[FRIDAY] = HOUR
    async with at_desk(huggingface=False) as desk:
        await fetch_due(desk)
        waiting = find(sqlite_store)
        assert waiting.state is BatchState.WAITING
        assert waiting.expected == 0
        assert waiting.next_try_at is not None
        assert waiting.next_try_at - sky.now() <= timedelta(minutes=10)
        await fetch_until(desk, sky, sky.now() + 2 * HOUR)
    assert_whole(sqlite_store, server)
    assert find(sqlite_store).late == 0


async def test_what_comes_after_the_deadline_is_late_and_says_so(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.appears_after[FRIDAY] = 8 * HOUR
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await fetch_until(desk, sky, sky.now() + 7 * HOUR)
        assert find(sqlite_store).is_late(sky.now())
        await fetch_until(desk, sky, sky.now() + 3 * HOUR)
    batch = find(sqlite_store)
    assert batch.state is BatchState.COMPLETE
    assert batch.late == batch.fetched > 0


async def test_a_half_published_listing_is_partial_until_it_is_whole(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.half_until[FRIDAY] = HOUR
    async with at_desk(huggingface=False) as desk:
        await fetch_due(desk)
        half = find(sqlite_store)
        assert half.state is BatchState.PARTIAL
        assert 0 < half.fetched < half.expected == len(numbers(server))
        await fetch_until(desk, sky, sky.now() + 2 * HOUR)
    assert_whole(sqlite_store, server)


async def test_a_listing_that_grows_after_it_seemed_whole_is_found_out_by_the_cross_check(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.grows_until[FRIDAY] = HOUR
    async with at_desk(huggingface=False) as desk:
        await fetch_due(desk)
        assert find(sqlite_store).expected < len(numbers(server))
        await fetch_until(desk, sky, sky.now() + 5 * HOUR)
    assert_whole(sqlite_store, server)


async def test_papers_that_the_api_does_not_know_yet_are_missing_by_name_and_fetched_later(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.index_lag[FRIDAY] = HOUR
    async with at_desk(huggingface=False) as desk:
        await fetch_due(desk)
        partial = find(sqlite_store)
        assert partial.state is BatchState.PARTIAL
        assert partial.listed == len(numbers(server))
        assert partial.fetched < partial.listed
        await fetch_until(desk, sky, sky.now() + 2 * HOUR)
    assert_whole(sqlite_store, server)


async def test_a_paper_that_the_api_never_gives_comes_by_rss(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    lost = min(numbers(server))
    server.quirks.lost_by_api.add(lost)
    async with at_desk(huggingface=False) as desk:
        await fetch_due(desk)
        assert find(sqlite_store).state is BatchState.PARTIAL
        await fetch_until(desk, sky, sky.now() + 5 * HOUR)
    assert_whole(sqlite_store, server)
    assert known(sqlite_store, {lost}) == {lost}


async def test_without_listing_the_papers_come_by_rss_and_are_counted_when_it_is_back(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    sky.advance(hours=4, minutes=10)
    server.quirks.is_down = lambda path: path.startswith("/list")
    async with at_desk(huggingface=False) as desk:
        fetched = await fetch_one(desk, "arxiv")
        assert "answered 502" in " ".join(fetched.problems)
        assert known(sqlite_store, numbers(server)) == numbers(server)
        assert find(sqlite_store).state is BatchState.PARTIAL
        server.quirks.is_down = lambda _path: False
        await fetch_until(desk, sky, sky.now() + 2 * HOUR)
    assert_whole(sqlite_store, server)


async def test_yesterdays_feed_is_not_taken_for_todays(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    sky.advance(hours=4, minutes=10)
    server.quirks.is_down = lambda path: path.startswith("/list")
    server.quirks.stale_rss.add(FRIDAY)
    server.quirks.stale_atom.add(FRIDAY)
    async with at_desk(huggingface=False) as desk:
        fetched = await fetch_one(desk, "arxiv")
    assert fetched.problems != []
    assert find(sqlite_store).expected == 0


async def test_when_all_of_arxiv_is_down_that_is_said_and_nothing_is_complete(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.is_down = lambda _path: True
    async with at_desk(huggingface=False) as desk:
        fetched = await fetch_one(desk, "arxiv")
        with sqlite_store.begin() as tx:
            state = tx.sources.get_state("arxiv")
        assert fetched.problems != []
        assert state.failures == 1
        assert "502" in (state.error or "")
        assert state.next_try_at is not None
        assert find(sqlite_store).state is BatchState.WAITING
        server.quirks.is_down = lambda _path: False
        await fetch_until(desk, sky, sky.now() + HOUR)
    assert_whole(sqlite_store, server)


@pytest.mark.parametrize("status", [429, 503, 500])
async def test_a_refusal_is_waited_out_as_long_as_the_server_asks(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, status: int
) -> None:
    server.quirks.refusals = [("/list", status), ("/api", status)]
    async with at_desk() as desk:
        fetched = await fetch_one(desk, "arxiv")
    assert fetched.problems == []
    assert_whole(sqlite_store, server)
    asked = server.to_arxiv
    for refused, after in pairwise(asked):
        if refused.status != 200:
            assert after.at - refused.at >= timedelta(seconds=5)


async def test_refusals_below_the_documented_rate_only_make_it_slower(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store
) -> None:
    server.quirks.every = 3
    async with at_desk() as desk:
        await fetch_one(desk, "arxiv")
    assert_whole(sqlite_store, server)
    assert any(one.status == 429 for one in server.to_arxiv)


async def test_forbidden_is_not_hammered_at(
    at_desk: OpenDesk, server: ArxivServer, sky: FakeClock
) -> None:
    server.quirks.refusals = [("/list", 403)]
    begun = sky.now()
    async with at_desk(categories=("cs.CV",)) as desk:
        fetched = await fetch_one(desk, "arxiv")
    assert "403" in " ".join(fetched.problems)
    assert all(one.at - begun > HOUR * 0.7 for one in server.to_arxiv[1:])


async def test_an_unknown_category_is_named_and_the_others_come(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store
) -> None:
    async with at_desk(categories=("cs.XX", *server.world.categories)) as desk:
        fetched = await fetch_one(desk, "arxiv")
    assert "cs.XX" in " ".join(fetched.problems)
    assert_whole(sqlite_store, server)


async def test_nothing_is_asked_in_the_first_minute_of_an_hour(
    at_desk: OpenDesk, server: ArxivServer, sky: FakeClock
) -> None:
    sky.set(datetime(2026, 11, 20, 2, 0, 0, tzinfo=UTC))
    async with at_desk() as desk:
        await fetch_one(desk, "arxiv")
        sky.set(datetime(2026, 11, 20, 5, 59, 52, tzinfo=UTC))
        await fetch_one(desk, "arxiv")
    assert len(server.to_arxiv) > 6
    assert all(one.at.minute != 0 for one in server.to_arxiv)


async def test_an_outage_of_days_is_caught_up_with_completely_and_in_order(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk(huggingface=False) as desk:
        await fetch_due(desk)
        sky.set(datetime(2026, 11, 25, 1, 30, tzinfo=UTC))
        await fetch_due(desk)
    for day in (23, 24, 25):
        on = date(2026, 11, day)
        for category in server.world.categories:
            fresh = {
                one.paper.number
                for one in server.world.list_announced(category, on)
                if one.kind != "replace"
            }
            assert known(sqlite_store, fresh) == fresh
            batch = find(sqlite_store, category, on)
            assert batch.state is BatchState.COMPLETE
            assert batch.expected == batch.fetched >= len(fresh)
            assert bool(batch.late) == (day < 25)


async def test_an_older_date_is_fetched_by_the_time_of_submission(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    sky.set(datetime(2026, 12, 9, 2, 30, tzinfo=UTC))
    async with at_desk(huggingface=False) as desk:
        fetched = await fetch_one(desk, "arxiv", Order(since=date(2026, 11, 18)))
    assert fetched.problems == []
    since = [on for on in server.world.dates if date(2026, 11, 18) <= on <= date(2026, 12, 9)]
    for on in since:
        for category in server.world.categories:
            fresh = {
                one.paper.number
                for one in server.world.list_announced(category, on)
                if one.kind == "new"
            }
            assert known(sqlite_store, fresh) == fresh
            assert find(sqlite_store, category, on).state is BatchState.COMPLETE


async def test_an_announcement_that_never_came_is_cancelled_when_the_next_one_is_there(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    gone = [mailing for mailing in server.world.mailings if mailing.on == FRIDAY]
    for paper in list(server.world.papers.values()):
        if paper.versions[0].announced_on == FRIDAY:
            del server.world.papers[paper.number]
    server.world.mailings.remove(*gone)
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await fetch_until(desk, sky, datetime(2026, 11, 23, 4, tzinfo=UTC))
    assert find(sqlite_store).state is BatchState.CANCELLED
    assert find(sqlite_store).next_try_at is None
    assert find(sqlite_store, on=date(2026, 11, 23)).state is BatchState.COMPLETE


async def test_a_mailing_that_the_calendar_did_not_expect_is_brought_in(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    from bot.domain.calendar import Calendar, holidays_of

    calendar = Calendar(holidays_of([date(2026, 11, 19)]))
    async with at_desk(huggingface=False, calendar=calendar) as desk:
        await fetch_until(desk, sky, sky.now() + 3 * HOUR)
    assert_whole(sqlite_store, server)


async def test_the_next_batch_is_expected_before_it_is_announced(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk() as desk:
        await fetch_one(desk, "arxiv")
    following = find(sqlite_store, on=date(2026, 11, 23))
    assert following.state is BatchState.WAITING
    assert following.announced_at > sky.now()
    assert not following.is_late(sky.now())
