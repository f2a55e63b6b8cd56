"""After an outage of days everything comes, in order, marked as late, and not as a flood."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.batch import BatchState, is_too_late_to_push
from bot.domain.calendar import Calendar, holidays_of, knows_year
from bot.domain.chat import ChatAddress, ChatKind, ChatSettings
from bot.domain.schedule import Rhythm, Schedule, first_slot
from bot.ports import Store
from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from bot.services.plan import plan_due
from bot.services.tick import match_all
from bot.sources.live import Desk, fetch_due, fetch_one
from bot.sources.newsroom import Order
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.sources.conftest import FRIDAY, OpenDesk
from tests.sources.test_arxiv import fetch_until, find, known, numbers
from tests.talk import load_lexicon

HOUR = timedelta(hours=1)
#: Two weeks after Friday, Thanksgiving in between: a Friday again, 09:40 in Beijing.
BACK = datetime(2026, 12, 4, 1, 40, tzinfo=UTC)


def new_of(server: ArxivServer, on: date, category: str = "cs.CV") -> set[str]:
    listed = server.world.list_announced(category, on)
    return {one.paper.number for one in listed if one.kind == "new"}


async def sleep_through(desk: Desk, clock: FakeClock) -> None:
    """Friday comes; then nothing runs for two weeks."""
    await fetch_due(desk)
    clock.set(BACK)


async def test_two_weeks_are_caught_up_with_oldest_first(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await sleep_through(desk, sky)
        await fetch_due(desk)
    missed = [on for on in server.world.dates if FRIDAY < on <= BACK.date()]
    assert len(missed) == 9
    for on in missed:
        assert known(sqlite_store, new_of(server, on)) == new_of(server, on)
        batch = find(sqlite_store, on=on)
        assert batch.state is BatchState.COMPLETE
        assert bool(batch.late) == (on < BACK.date())
    with sqlite_store.begin() as tx:
        papers = [tx.papers.find_by_number(min(new_of(server, on))) for on in missed]
    arrived = [paper.arrived_at for paper in papers if paper is not None]
    assert arrived == sorted(arrived)


async def test_a_paper_that_was_held_back_before_the_outage_is_found_in_it(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    monday = server.world.calendar.of_date(date(2026, 11, 23))
    paper = server.world.add_paper(monday, "cs.CV", held_back=timedelta(days=4))
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await sleep_through(desk, sky)
        await fetch_due(desk)
    assert known(sqlite_store, {paper.number}) == {paper.number}
    batch = find(sqlite_store, on=monday.on)
    assert paper.number in new_of(server, monday.on)
    assert batch.fetched == batch.expected < 2 * len(new_of(server, monday.on))


async def test_a_search_that_the_api_answers_with_nothing_is_no_empty_day(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.empty_pages = 1
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await sleep_through(desk, sky)
        fetched = await fetch_one(desk, "arxiv")
        assert "gave 0 of 999 papers" in " ".join(fetched.problems)
        assert find(sqlite_store, on=date(2026, 11, 23)).state is not BatchState.COMPLETE
        await fetch_until(desk, sky, sky.now() + HOUR)
    assert find(sqlite_store, on=date(2026, 11, 23)).state is BatchState.COMPLETE
    assert known(sqlite_store, new_of(server, date(2026, 11, 23)))


async def test_an_outage_too_long_to_be_caught_up_with_is_said(
    at_desk: OpenDesk, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await fetch_due(desk)
        sky.advance(days=90)
        fetched = await fetch_one(desk, "arxiv")
    assert "fetch arxiv --since 2026-11-24" in " ".join(fetched.problems)


async def test_a_day_that_failed_long_ago_is_asked_for_again_by_date(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    monday = date(2026, 11, 23)
    server.quirks.lost_by_api |= new_of(server, monday)
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await fetch_due(desk)
        sky.set(datetime(2026, 11, 25, 1, 40, tzinfo=UTC))
        await fetch_until(desk, sky, sky.now() + HOUR)
        assert find(sqlite_store, on=monday).state is BatchState.PARTIAL
        sky.set(datetime(2026, 12, 9, 2, 30, tzinfo=UTC))
        await fetch_due(desk)
        assert find(sqlite_store, on=monday).next_try_at is None
        server.quirks.lost_by_api.clear()
        await fetch_one(desk, "arxiv")
        assert find(sqlite_store, on=monday).state is BatchState.PARTIAL
        await fetch_one(desk, "arxiv", Order(since=monday))
    assert find(sqlite_store, on=monday).state is BatchState.COMPLETE


async def test_with_force_what_is_complete_is_asked_again_and_not_sent_again(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store
) -> None:
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await fetch_one(desk, "arxiv")
        asked = len(server.journal)
        await fetch_one(desk, "arxiv")
        assert len(server.journal) == asked
        await fetch_one(desk, "arxiv", Order(force=True))
    listing = [one.status for one in server.journal[asked:] if one.path.startswith("/list")]
    assert listing == [304]


async def test_days_of_hugging_face_that_were_missed_come_after_the_outage(
    at_desk: OpenDesk, server: ArxivServer, sky: FakeClock
) -> None:
    async with at_desk(categories=()) as desk:
        await fetch_one(desk, "huggingface")
        before = len(server.journal)
        sky.advance(days=12)
        await fetch_one(desk, "huggingface")
    asked = {one.query["date"] for one in server.journal[before:]}
    assert {"2026-11-20", "2026-11-23", "2026-11-27", "2026-12-02"} <= asked


async def test_late_papers_are_not_pushed_at_once_but_come_in_the_next_issue(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    settings = ChatSettings(schedule=Schedule(rhythm=Rhythm.INSTANT), max_papers=50)
    with sqlite_store.begin() as tx:
        address = ChatAddress(platform="console", chat_id=1)
        chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, settings, sky.now())
        topic, _ = tx.topics.get_or_add("cat:cs.CV", "all", sky.now())
        tx.subscriptions.add(chat.key, topic.key, "all", None, sky.now(), sky.now())
        tx.chats.set_pending(chat.key, first_slot(settings.schedule, sky.now()))
    core = Core(store=sqlite_store, clock=sky, load_lexicon=load_lexicon)
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await sleep_through(desk, sky)
        await fetch_due(desk)
    await match_all(core)
    pushed = await fan_out_new(core)
    today = numbers(server, on=BACK.date())
    assert 0 < pushed <= len(today)
    await core.store.transact(lambda tx: plan_due(tx, sky.now()))
    with sqlite_store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    assert issue is not None
    given = {one.paper.arxiv_id.number: one for one in issue.entries if one.paper.arxiv_id}
    missed = {
        n for on in server.world.dates if FRIDAY < on < BACK.date() for n in new_of(server, on)
    }
    assert missed - set(given) <= today
    assert len(given) > 20


@pytest.mark.parametrize(
    ("announced", "published", "late"),
    [
        (timedelta(hours=9), 30, False),
        (timedelta(hours=25), 0, True),
        (None, 3, False),
        (None, 30, True),
        (None, None, False),
    ],
)
def test_what_is_too_late_to_be_pushed(
    announced: timedelta | None, published: int | None, late: bool
) -> None:
    on = None if published is None else BACK.date() - timedelta(days=published)
    assert is_too_late_to_push(BACK, announced and BACK - announced, on) is late


# The calendar, where it is mistaken


async def test_an_announcement_on_a_listed_holiday_comes_a_day_late_and_not_never(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    calendar = Calendar(holidays_of([date(2026, 11, 23)]))
    async with at_desk(huggingface=False, categories=("cs.CV",), calendar=calendar) as desk:
        await fetch_until(desk, sky, datetime(2026, 11, 26, 0, tzinfo=UTC))
    tuesday = date(2026, 11, 24)
    assert known(sqlite_store, new_of(server, tuesday)) == new_of(server, tuesday)
    assert find(sqlite_store, on=tuesday).state is BatchState.COMPLETE


async def test_a_holiday_that_is_kept_leaves_nothing_open(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        sky.set(datetime(2026, 11, 26, 1, 40, tzinfo=UTC))
        await fetch_until(desk, sky, datetime(2026, 12, 1, 0, tzinfo=UTC))
    assert find(sqlite_store, on=date(2026, 11, 27)).state is BatchState.CANCELLED


async def test_a_year_whose_holidays_nobody_listed_is_waited_for_and_never_called_a_rest(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    new_years_day = datetime(2027, 1, 1, 20, tzinfo=UTC)
    assert not knows_year(2027)
    calendar = server.world.calendar
    # Martin Luther King's day, a Monday: perhaps a holiday, perhaps not.
    assert calendar.announces(date(2027, 1, 18))
    server.world.mailings = [
        one
        for one in calendar.list_between(new_years_day, new_years_day + timedelta(days=25))
        if one.on != date(2027, 1, 19)
    ]
    for mailing in server.world.mailings:
        server.world.add_paper(mailing, "cs.CV")
    sky.set(datetime(2027, 1, 18, 1, 40, tzinfo=UTC))
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        await fetch_until(desk, sky, datetime(2027, 1, 19, 1, 30, tzinfo=UTC))
        waiting = find(sqlite_store, on=date(2027, 1, 19))
        assert waiting.state is BatchState.WAITING
        await fetch_until(desk, sky, datetime(2027, 1, 21, 4, tzinfo=UTC))
    assert find(sqlite_store, on=date(2027, 1, 19)).state is BatchState.CANCELLED
    assert find(sqlite_store, on=date(2027, 1, 20)).state is BatchState.COMPLETE


async def test_a_listing_of_another_year_is_a_mistake_and_not_waited_for(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    server.quirks.dated_wrong[FRIDAY] = date(2062, 11, 20)
    async with at_desk(huggingface=False, categories=("cs.CV",)) as desk:
        fetched = await fetch_one(desk, "arxiv")
        assert "2062-11-20" in " ".join(fetched.problems)
        server.quirks.dated_wrong.clear()
        await fetch_until(desk, sky, datetime(2026, 11, 24, 4, tzinfo=UTC))
    for on in (FRIDAY, date(2026, 11, 23), date(2026, 11, 24)):
        assert find(sqlite_store, on=on).state is BatchState.COMPLETE


async def test_where_the_feed_is_yesterdays_the_other_form_of_it_helps(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    sky.advance(hours=4, minutes=10)
    server.quirks.is_down = lambda path: path.startswith("/list")
    server.quirks.stale_rss.add(FRIDAY)
    async with at_desk(huggingface=False) as desk:
        await fetch_one(desk, "arxiv")
    assert known(sqlite_store, numbers(server)) == numbers(server)
    assert any(one.path.startswith("/atom") for one in server.journal)
