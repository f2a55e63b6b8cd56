"""A month at a simulated arXiv, run in seconds: nothing lost, nothing twice, no receipt untrue."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.batch import BatchState
from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings, Scope
from bot.domain.issue import Issue
from bot.domain.schedule import first_slot
from bot.errors import NotFoundError
from bot.ports import Store
from bot.services.core import Core
from bot.services.plan import plan_due
from bot.services.tick import match_all
from bot.sources.live import Desk, fetch_due
from bot.views.issue import issue as show
from bot.views.texts import get_texts
from tests.fakes import FakeClock
from tests.servers.arxiv.server import ArxivServer
from tests.servers.arxiv.world import World, month
from tests.sources.conftest import OpenDesk
from tests.talk import load_lexicon

BEGIN = datetime(2026, 11, 2, 12, tzinfo=UTC)
#: A Sunday, before the evening's announcement: what was late has had its time.
END = datetime(2026, 12, 6, 23, tzinfo=UTC)
CATEGORIES = ("cs.CV", "eess.IV")
QUERY = "cat:cs.CV OR cat:eess.IV"
HOUR = timedelta(hours=1)


@dataclass
class Month:
    """One chat that wants everything, and all the issues it was made."""

    core: Core
    desk: Desk
    clock: FakeClock
    chat: Chat
    #: Times in which the program does not run.
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)

    @classmethod
    def begin(cls, store: Store, desk: Desk, clock: FakeClock) -> "Month":
        settings = ChatSettings(scope=Scope.ALL, tell_empty=True, max_papers=50)
        with store.begin() as tx:
            address = ChatAddress(platform="console", chat_id=1)
            chat = tx.chats.get_or_add(address, ChatKind.PRIVATE, settings, clock.now())
            topic, _ = tx.topics.get_or_add(QUERY, QUERY, clock.now())
            tx.subscriptions.add(chat.key, topic.key, QUERY, None, clock.now(), clock.now())
            tx.chats.set_pending(chat.key, first_slot(settings.schedule, clock.now()))
        core = Core(store=store, clock=clock, load_lexicon=load_lexicon, defaults=settings)
        return cls(core, desk, clock, chat)

    async def run(self, end: datetime) -> None:
        """Do what is due, as the jobs of the program would, until the end."""
        while self.clock.now() < end:
            await fetch_due(self.desk)
            await match_all(self.core)
            if await self.core.store.transact(lambda tx: plan_due(tx, self.clock.now())):
                # Whoever sends an issue looks at it.
                await self.core.store.transact(lambda tx: tx.issues.find_newest(self.chat.key))
            now = self.clock.now()
            following = min([end, *(at for at in self._due() if at > now)])
            for since, until in self.outages:
                if since <= following < until:
                    following = until
            self.clock.set(following)

    def _due(self) -> Iterator[datetime]:
        with self.core.store.begin() as tx:
            pending = tx.chats.get(self.chat.key).pending
            yield from (one.next_try_at for one in tx.sources.list_states() if one.next_try_at)
        if pending is not None:
            yield pending.due_at

    @property
    def issues(self) -> list[Issue]:
        """Every issue, the empty ones too."""
        found: list[Issue] = []
        with self.core.store.begin() as tx:
            while True:
                try:
                    found.append(tx.issues.get(len(found) + 1))
                except NotFoundError:
                    return found

    def arrived_at(self, number: str) -> datetime | None:
        with self.core.store.begin() as tx:
            paper = tx.papers.find_by_number(number)
        return paper.arrived_at if paper else None

    def say(self, issue: Issue) -> str:
        message = show(get_texts("zh"), issue, self.chat)
        return "\n".join([message.heading, message.text, message.footer])


def given(month: Month) -> Counter[str]:
    """How often the chat was given each paper."""
    return Counter(
        one.paper.arxiv_id.number
        for issue in month.issues
        for one in issue.entries
        if one.paper.arxiv_id
    )


def assert_nothing_lost_or_twice(month: Month, world: World) -> None:
    counted = given(month)
    assert set(world.papers) - set(counted) == set(), "lost"
    assert {number for number, times in counted.items() if times > 1} == set(), "twice"


def assert_receipts_are_true(month: Month, world: World, seemed_whole: set[date]) -> None:
    """What is called complete was here; what was not here was not kept quiet."""
    arrived = {number: month.arrived_at(number) for number in world.papers}
    for issue in month.issues:
        told = {(one.category, one.announced_on): one for one in issue.receipt.batches}
        for mailing in world.mailings:
            for category in world.categories:
                fresh = [
                    one.paper.number
                    for one in world.list_announced(category, mailing.on)
                    if one.kind == "new"
                ]
                here = [n for n in fresh if (at := arrived[n]) and at <= issue.made_at]
                batch = told.get((category, mailing.on))
                if batch is not None and batch.complete and mailing.on not in seemed_whole:
                    assert here == fresh, issue.issued_on
                    assert batch.fetched == batch.expected >= len(fresh)
                is_recent = issue.made_at - timedelta(days=5) < mailing.at <= issue.made_at
                if is_recent and here != fresh and mailing.on not in seemed_whole:
                    assert batch is not None, issue.issued_on
                    assert not batch.complete, issue.issued_on
                    assert "补发" in month.say(issue)


def assert_silence_is_honest(month: Month, world: World) -> None:
    """An issue without papers gives its reason, and the reason holds."""
    for before, issue in pairwise(month.issues):
        said = month.say(issue)
        if issue.entries:
            continue
        appeared = [one for one in world.mailings if before.made_at < one.at <= issue.made_at]
        if "周末不发公告" in said or "无公告" in said:
            assert appeared == [], said
        else:
            assert "补发" in said, said


def assert_changes_are_told(month: Month, world: World, at_most: timedelta) -> None:
    """A new version of what the chat was given is told once, in the issue after it appeared."""
    told = {
        (one.paper.arxiv_id.number, one.before.number): issue.made_at
        for issue in month.issues
        for one in issue.changes
        if one.paper.arxiv_id
    }
    assert len(told) == sum(len(issue.changes) for issue in month.issues), "twice"
    given_at = {
        one.paper.arxiv_id.number: issue.made_at
        for issue in month.issues
        for one in issue.entries
        if one.paper.arxiv_id
    }
    appeared = {
        (paper.number, old.number): world.calendar.of_date(new.announced_on).at
        for paper in world.papers.values()
        for old, new in pairwise(paper.versions)
    }
    later = {number for (number, _), at in appeared.items() if at > given_at[number]}
    assert set(told) <= set(appeared), "never happened"
    assert later <= {number for number, _ in told}, "not told"
    assert all(timedelta(0) < told[one] - appeared[one] <= at_most for one in told)


def assert_polite(server: ArxivServer) -> None:
    asked = server.to_arxiv
    assert min(after.at - before.at for before, after in pairwise(asked)) >= timedelta(seconds=3)
    assert server.most_open == 1
    assert all(one.at.minute != 0 for one in asked)


@pytest.fixture
def sky() -> FakeClock:
    return FakeClock(BEGIN)


@pytest.fixture
def server_world() -> World:
    return World(month(BEGIN - timedelta(hours=12), (END - BEGIN).days), CATEGORIES, per_day=2)


async def run_month(
    at_desk: OpenDesk, server: ArxivServer, store: Store, sky: FakeClock, **outages: object
) -> Month:
    async with at_desk(huggingface=False) as desk:
        running = Month.begin(store, desk, sky)
        running.outages = outages.get("outages", [])  # type: ignore[assignment]
        await running.run(END)
    return running


async def test_a_month_without_trouble(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    running = await run_month(at_desk, server, sqlite_store, sky)
    assert_nothing_lost_or_twice(running, server.world)
    assert_receipts_are_true(running, server.world, set())
    assert_silence_is_honest(running, server.world)
    assert_changes_are_told(running, server.world, timedelta(days=1))
    assert_polite(server)
    assert all(one.late_from is None for issue in running.issues for one in issue.entries)
    said = {issue.issued_on: running.say(issue) for issue in running.issues}
    assert "arXiv 公告 11-20 · cs.CV" in said[date(2026, 11, 20)]
    assert "周末不发公告，下一次：11-23 周一" in said[date(2026, 11, 21)]
    assert "节假日" in said[date(2026, 11, 27)]


async def test_a_month_in_which_everything_goes_wrong(
    at_desk: OpenDesk, server: ArxivServer, sqlite_store: Store, sky: FakeClock
) -> None:
    quirks, on = server.quirks, (lambda day: date(2026, 11, day))
    quirks.every = 9
    quirks.appears_after = {on(11): 0.7 * HOUR, on(12): 9 * HOUR, on(25): 30 * HOUR}
    quirks.half_until = {on(13): 2 * HOUR, on(17): 8 * HOUR}
    quirks.grows_until = {on(16): 2 * HOUR}
    quirks.index_lag = {on(18): 3 * HOUR, on(24): 9 * HOUR}
    quirks.stale_rss = {on(18), on(19)}
    quirks.lost_by_api = {
        one.paper.number for one in server.world.list_announced("cs.CV", on(20))[:1]
    }
    is_night = {on(23)}
    quirks.is_down = lambda path: sky.now().date() in is_night and "list" in path
    outage = (datetime(2026, 11, 30, 14, tzinfo=UTC), datetime(2026, 12, 3, 1, 40, tzinfo=UTC))
    running = await run_month(at_desk, server, sqlite_store, sky, outages=[outage])
    assert_nothing_lost_or_twice(running, server.world)
    assert_receipts_are_true(running, server.world, {on(16)})
    assert_silence_is_honest(running, server.world)
    assert_changes_are_told(running, server.world, timedelta(days=3))
    assert_polite(server)
    late = {one.late_from for issue in running.issues for one in issue.entries if one.late_from}
    assert on(12) in late
    with sqlite_store.begin() as tx:
        batches = tx.batches.list_since(BEGIN.date() + timedelta(days=1))
    past = [one for one in batches if one.announced_at < server.world.mailings[-1].at]
    states = {one.announced_on: one.state for one in past}
    # Thanksgiving: arXiv was seen to have gone on without it.
    assert states.pop(on(27)) is BatchState.CANCELLED
    assert set(states.values()) == {BatchState.COMPLETE}
