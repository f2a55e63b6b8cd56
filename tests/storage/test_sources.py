"""What sources remember: batches, pages, how they do, and whose turn it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from bot.domain.batch import BatchState, Listed
from bot.domain.calendar import Calendar
from bot.domain.paper import AnnounceType
from bot.ports import Store
from bot.ports.sources import Page, SourceState
from tests.fakes import FakeClock

FRIDAY = date(2026, 11, 20)
MAILING = Calendar().of_date(FRIDAY)
SECOND = timedelta(seconds=1)


def listed(*numbers: str, kind: AnnounceType = AnnounceType.NEW) -> list[Listed]:
    return [Listed(number, kind) for number in numbers]


def test_a_batch_is_expected_once_and_waits_until_something_is_listed(
    store: Store, clock: FakeClock
) -> None:
    with store.begin() as tx:
        tx.batches.open("cs.CV", MAILING, clock.now())
        tx.batches.open("cs.CV", MAILING, clock.now() + SECOND)
        batch = tx.batches.find("cs.CV", FRIDAY)
        assert tx.batches.find_newest_on("cs.CV") == FRIDAY
        assert tx.batches.find_newest_on("cs.AI") is None
    assert batch is not None
    assert (batch.state, batch.expected, batch.announced_at) == (
        BatchState.WAITING,
        0,
        MAILING.at,
    )
    assert batch.next_try_at == clock.now()


def test_a_batch_counts_what_is_listed_what_came_and_what_came_late(
    store: Store, clock: FakeClock
) -> None:
    with store.begin() as tx:
        tx.batches.open("cs.CV", MAILING, clock.now())
        tx.batches.add_listed("cs.CV", FRIDAY, listed("2611.00001", "2611.00002"), 3)
        tx.batches.add_listed("cs.CV", FRIDAY, listed("2611.00002", "2611.00003"), 2)
        tx.batches.mark_fetched("cs.CV", FRIDAY, ["2611.00001"], clock.now(), late=False)
        tx.batches.mark_fetched(
            "cs.CV", FRIDAY, ["2611.00001", "2611.00003"], clock.now(), late=True
        )
        batch = tx.batches.find("cs.CV", FRIDAY)
        assert tx.batches.list_missing("cs.CV", FRIDAY) == listed("2611.00002")
    assert batch is not None
    assert (batch.stated, batch.listed, batch.fetched, batch.late) == (3, 3, 2, 1)


def test_what_another_category_brought_on_the_same_day_is_known(
    store: Store, clock: FakeClock
) -> None:
    with store.begin() as tx:
        for category in ("cs.CV", "eess.IV"):
            tx.batches.open(category, MAILING, clock.now())
        tx.batches.add_listed("cs.CV", FRIDAY, listed("2611.00001", "2611.00002"), 2)
        tx.batches.add_listed(
            "eess.IV", FRIDAY, listed("2611.00001", "2611.00003", kind=AnnounceType.CROSS), 2
        )
        tx.batches.mark_fetched("cs.CV", FRIDAY, ["2611.00001"], clock.now(), late=False)
        found = tx.batches.list_elsewhere("eess.IV", FRIDAY)
    assert found == listed("2611.00001", kind=AnnounceType.CROSS)


def test_batches_are_due_oldest_first_until_nothing_is_left_to_ask(
    store: Store, clock: FakeClock
) -> None:
    thursday = Calendar().of_date(date(2026, 11, 19))
    with store.begin() as tx:
        tx.batches.open("cs.CV", MAILING, clock.now())
        tx.batches.open("cs.AI", MAILING, clock.now() + SECOND)
        tx.batches.open("cs.CV", thursday, clock.now())
        due = tx.batches.list_due(clock.now())
        assert [(one.category, one.announced_on.day) for one in due] == [
            ("cs.CV", 19),
            ("cs.CV", 20),
        ]
        tx.batches.save(
            "cs.CV",
            thursday.on,
            state=BatchState.COMPLETE,
            next_try_at=None,
            completed_at=clock.now(),
        )
        assert [one.announced_on.day for one in tx.batches.list_due(clock.now())] == [20]
        since = tx.batches.list_since(thursday.on)
    assert [(one.category, one.announced_on.day) for one in since] == [
        ("cs.AI", 20),
        ("cs.CV", 20),
        ("cs.CV", 19),
    ]
    assert since[-1].completed_at == clock.now()


def test_a_page_is_remembered_by_its_newest_answer(store: Store, clock: FakeClock) -> None:
    url = "https://example.org/feed"
    with store.begin() as tx:
        assert tx.sources.find_page(url) is None
        tx.sources.put_page(Page(url=url, etag='"a"'), clock.now())
        tx.sources.put_page(Page(url=url, last_modified="Fri"), clock.now())
        assert tx.sources.find_page(url) == Page(url=url, last_modified="Fri")


def test_a_source_counts_its_failures_until_it_succeeds(store: Store, clock: FakeClock) -> None:
    now = clock.now()
    with store.begin() as tx:
        assert tx.sources.get_state("arxiv") == SourceState(name="arxiv")
        tx.sources.mark_failed("arxiv", "503", now, None)
        tx.sources.mark_failed("arxiv", "504", now, now + SECOND)
        failed = tx.sources.get_state("arxiv")
        assert (failed.failures, failed.error, failed.failed_at) == (2, "504", now)
        tx.sources.mark_succeeded("arxiv", now, None)
        [state] = tx.sources.list_states()
    assert (state.failures, state.error, state.succeeded_at, state.failed_at) == (
        0,
        None,
        now,
        now,
    )


def test_a_door_lets_one_through_and_opens_again_when_it_is_given_back(
    store: Store, clock: FakeClock
) -> None:
    now, lease = clock.now(), clock.now() + 60 * SECOND
    with store.begin() as tx:
        assert tx.gates.take("arxiv", "a", now, lease) == now
        assert tx.gates.take("arxiv", "b", now, lease) == now + SECOND
        tx.gates.release("arxiv", "b", free_at=now)
        assert tx.gates.take("arxiv", "b", now, lease) > now
        tx.gates.release("arxiv", "a", free_at=now + 3 * SECOND)
        assert tx.gates.take("arxiv", "b", now + 2 * SECOND, lease) == now + 3 * SECOND
        assert tx.gates.take("arxiv", "b", now + 3 * SECOND, lease) == now + 3 * SECOND


def test_whoever_dies_with_the_door_in_hand_loses_it(store: Store, clock: FakeClock) -> None:
    now = clock.now()
    with store.begin() as tx:
        tx.gates.take("arxiv", "a", now, now + 60 * SECOND)
        later = now + 60 * SECOND
        assert tx.gates.take("arxiv", "b", later, later + 60 * SECOND) == later


def test_of_many_who_ask_at_once_one_gets_the_door(store: Store, clock: FakeClock) -> None:
    now = clock.now()

    def take(holder: str) -> bool:
        with store.begin() as tx:
            return tx.gates.take("arxiv", holder, now, now + 60 * SECOND) == now

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(take, "abcdefgh"))
    assert taken.count(True) == 1
