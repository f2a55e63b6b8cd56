"""Receipts know what should have come, and issues which of their papers came late."""

from datetime import date, timedelta

from bot.domain.batch import BatchState, Listed
from bot.domain.calendar import Calendar
from bot.domain.issue import BatchCount, Issue
from bot.domain.paper import AnnounceType
from bot.ports import Store
from tests.fakes import MORNING, FakeClock
from tests.storage.builders import add_chat, follow, match, plan

ON = date(2026, 11, 23)
MAILING = Calendar().of_date(ON)
FOLLOWING = Calendar().of_date(date(2026, 11, 24))


def newest(store: Store, chat_key: int) -> Issue:
    with store.begin() as tx:
        on = tx.issues.find_last_on(chat_key)
        found = tx.issues.find_newest(chat_key)
    assert found is not None
    assert found.issued_on == on
    return found


def expect(store: Store, listed: int, fetched: int, late: bool = False) -> None:
    numbers = [f"2611.{place:05d}" for place in range(1, listed + 1)]
    whole = 0 < listed == fetched
    with store.begin() as tx:
        for mailing in (MAILING, FOLLOWING):
            tx.batches.open("cs.CV", mailing, mailing.at)
        papers = [Listed(number, AnnounceType.NEW) for number in numbers]
        tx.batches.add_listed("cs.CV", ON, papers, listed)
        tx.batches.mark_fetched("cs.CV", ON, numbers[:fetched], MAILING.at, late=late)
        tx.batches.save(
            "cs.CV",
            ON,
            state=BatchState.COMPLETE if whole else BatchState.PARTIAL,
            next_try_at=None,
            completed_at=MORNING + timedelta(days=1) if whole else None,
        )


def test_a_receipt_counts_the_announcements_since_the_last_issue(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    expect(store, listed=3, fetched=2)
    match(store, clock, topic, "2611.00001")
    clock.advance(minutes=30)
    plan(store, clock, chat)
    receipt = newest(store, chat.key).receipt
    assert receipt.batches == (
        BatchCount(category="cs.CV", announced_on=ON, expected=3, fetched=2, complete=False),
    )
    assert receipt.next_at == FOLLOWING.at
    assert receipt.failed == ()


def test_what_was_missing_is_spoken_of_again_when_it_has_come(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    expect(store, listed=3, fetched=2)
    match(store, clock, topic, "2611.00001")
    plan(store, clock, chat)
    clock.advance(days=1, hours=1)
    expect(store, listed=3, fetched=3, late=True)
    match(store, clock, topic, "2611.00003")
    plan(store, clock, chat)
    issue = newest(store, chat.key)
    assert [(one.announced_on, one.complete) for one in issue.receipt.batches] == [
        (ON, True),
        (FOLLOWING.on, False),
    ]
    assert [one.late_from for one in issue.entries] == [ON]


def test_a_source_that_fails_stands_on_the_receipt(store: Store, clock: FakeClock) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    with store.begin() as tx:
        tx.sources.mark_failed("arxiv", "503", clock.now(), None)
        tx.sources.mark_succeeded("huggingface", clock.now(), None)
    match(store, clock, topic, "2611.00001")
    plan(store, clock, chat)
    assert newest(store, chat.key).receipt.failed == ("arxiv",)
