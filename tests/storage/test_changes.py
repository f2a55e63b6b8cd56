"""What became of papers is told to the chats that know them, once each, in the next issue."""

from datetime import timedelta

import pytest

from bot.domain.chat import Chat, Scope
from bot.domain.schedule import Rhythm, Schedule
from bot.domain.version import Changed
from bot.ports import Store
from bot.services.core import Core
from bot.services.fan_out import fan_out_new
from storage import tables as t
from storage.engine import make_engine, parse_url
from tests.fakes import FakeClock
from tests.storage.builders import (
    add_chat,
    entry,
    find,
    follow,
    match,
    plan,
    put_match,
    take_in,
)
from tests.talk import load_lexicon

ARXIV = {"source": "arxiv"}


def revise(store: Store, clock: FakeClock, number: str = "2611.00001v2", **given: object) -> None:
    """arXiv tells of a version, a minute later."""
    clock.advance(minutes=1)
    told = {"title": "A Study of 2611.00001v1", "abstract": "We look.", **given}
    take_in(store, clock, entry(number, **told), **ARXIV)


def told(store: Store, chat: Chat) -> list[str]:
    """The papers that the chat's newest issue says have changed."""
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    return [] if issue is None else [str(one.paper.arxiv_id) for one in issue.changes]


def next_issue(store: Store, clock: FakeClock, chat: Chat) -> list[str]:
    clock.advance(days=1)
    with store.begin() as tx:
        fresh = tx.chats.get(chat.key)
    plan(store, clock, fresh)
    return told(store, chat)


@pytest.fixture
def reader(store: Store, clock: FakeClock) -> Chat:
    """A chat that was given version 1 of a paper in its first issue."""
    chat = add_chat(store, clock, scope=Scope.NEW)
    topic = follow(store, clock, chat)
    take_in(store, clock, entry("2611.00001v1", abstract="We look."), **ARXIV)
    match(store, clock, topic, "2611.00001")
    clock.advance(minutes=1)
    plan(store, clock, chat)
    return chat


def test_a_new_version_of_a_paper_that_was_given_is_told_once(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    revise(store, clock, title="Another Title", comment="Accepted at MICCAI")
    assert next_issue(store, clock, reader) == ["2611.00001v2"]
    with store.begin() as tx:
        issue = tx.issues.find_newest(reader.key)
    assert issue is not None
    [change] = issue.changes
    assert issue.entries == ()
    assert change.before.number == 1
    assert change.what == (Changed.TITLE, Changed.COMMENT)
    assert find(store, "2611.00001").title == "Another Title"
    before = issue.key
    next_issue(store, clock, reader)
    with store.begin() as tx:
        again = tx.issues.find_newest(reader.key)
    assert again is not None
    assert again.key == before


def test_an_issue_with_nothing_but_a_change_is_sent(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    with store.begin() as tx:
        before = sum(tx.deliveries.count_by_state().values())
    revise(store, clock)
    next_issue(store, clock, reader)
    with store.begin() as tx:
        assert sum(tx.deliveries.count_by_state().values()) == before + 1


def test_a_withdrawal_is_told_even_without_a_new_version(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    revise(store, clock, "2611.00001v1", comment="This paper has been withdrawn by its authors")
    assert find(store, "2611.00001").is_withdrawn
    assert next_issue(store, clock, reader) == ["2611.00001v1"]


def test_a_version_after_the_withdrawal_takes_it_back(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    revise(store, clock, comment="Withdrawn: Lemma 2 is false")
    assert find(store, "2611.00001").is_withdrawn
    revise(store, clock, "2611.00001v3")
    paper = find(store, "2611.00001")
    assert not paper.is_withdrawn
    assert paper.comment is None


def test_only_arxiv_says_that_a_paper_is_withdrawn(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    take_in(store, clock, entry("2611.00001v1", comment="withdrawn"), source="talk2paper")
    assert not find(store, "2611.00001").is_withdrawn


def test_several_versions_since_the_last_issue_are_one_line(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    revise(store, clock)
    revise(store, clock, "2611.00001v3", title="A Third Title")
    assert next_issue(store, clock, reader) == ["2611.00001v3"]
    with store.begin() as tx:
        issue = tx.issues.find_newest(reader.key)
    assert issue is not None
    assert issue.changes[0].before.number == 1


def test_who_was_not_given_the_paper_is_not_told(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    other = add_chat(store, clock, chat_id=2)
    follow(store, clock, other, "other")
    late = add_chat(store, clock, chat_id=3)
    follow(store, clock, late)
    revise(store, clock)
    assert next_issue(store, clock, other) == []
    assert next_issue(store, clock, late) == []


def test_a_paper_that_came_after_it_changed_is_not_told_of_as_changed(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    take_in(store, clock, entry("2611.00001v1", abstract="We look."), **ARXIV)
    revise(store, clock)
    match(store, clock, topic, "2611.00001")
    plan(store, clock, chat)
    assert told(store, chat) == []
    assert next_issue(store, clock, chat) == []


def test_a_digest_that_names_no_version_changes_nothing(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    take_in(store, clock, entry("2611.00001", title="Translated"), source="cn-chat-arxiv")
    assert next_issue(store, clock, reader) == []


def test_a_saved_paper_is_told_of_whatever_the_chat_follows(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    take_in(store, clock, entry("2611.00001v1", abstract="We look."), **ARXIV)
    paper = find(store, "2611.00001")
    with store.begin() as tx:
        assert tx.saved.add(chat.key, paper.key, clock.now())
        assert not tx.saved.add(chat.key, paper.key, clock.now())
        assert [one.key for one in tx.saved.list_of(chat.key, limit=5)] == [paper.key]
    revise(store, clock)
    assert next_issue(store, clock, chat) == ["2611.00001v2"]
    with store.begin() as tx:
        assert tx.saved.remove(chat.key, paper.key)
        assert tx.saved.count(chat.key) == 0
    revise(store, clock, "2611.00001v3")
    before = told(store, chat)
    next_issue(store, clock, chat)
    assert told(store, chat) == before


async def test_a_paper_that_was_pushed_at_once_is_told_of_in_the_next_issue(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock, schedule=Schedule(rhythm=Rhythm.INSTANT))
    topic = follow(store, clock, chat)
    clock.advance(seconds=1)
    take_in(store, clock, entry("2611.00001v1", abstract="We look."), **ARXIV)
    put_match(store, clock, topic, find(store, "2611.00001").key)
    assert await fan_out_new(Core(store=store, clock=clock, load_lexicon=load_lexicon)) == 1
    revise(store, clock)
    assert next_issue(store, clock, chat) == ["2611.00001v2"]


def test_a_chat_that_is_forgotten_leaves_nothing_saved_or_told(
    store: Store, clock: FakeClock, reader: Chat, database_url: str
) -> None:
    key = find(store, "2611.00001").key
    with store.begin() as tx:
        tx.saved.add(reader.key, key, clock.now())
    revise(store, clock)
    next_issue(store, clock, reader)
    with store.begin() as tx:
        tx.chats.delete(reader.key)
    engine = make_engine(parse_url(database_url))
    with engine.begin() as connection:
        for table in (t.saved, t.issue_change, t.issue, t.issue_entry):
            assert connection.execute(table.select()).all() == []
    engine.dispose()


def test_what_is_saved_goes_along_when_a_group_gets_another_id(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    """The new id may be known already; then two chats become one."""
    key = find(store, "2611.00001").key
    add_chat(store, clock, chat_id=-100)
    with store.begin() as tx:
        tx.saved.add(reader.key, key, clock.now())
        assert tx.chats.move("console", 0, 1, -100) == 1
        [moved] = tx.chats.list_at("console", 0, -100)
        assert tx.saved.has(moved.key, key)


def test_a_paper_saved_by_title_stays_saved_when_its_id_is_known(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    take_in(store, clock, entry(None, title="On Kites"))
    with store.begin() as tx:
        nameless = tx.papers.find_by_title("On Kites")
        assert nameless is not None
        tx.saved.add(chat.key, nameless.key, clock.now())
    take_in(
        store,
        clock,
        entry("2611.00009v1", title="Of Kites"),
        entry("2611.00009v2", 2, title="On Kites"),
    )
    with store.begin() as tx:
        [kept] = tx.saved.list_of(chat.key, limit=5)
    assert str(kept.arxiv_id) == "2611.00009v2"


def test_changes_older_than_the_horizon_are_not_told(
    store: Store, clock: FakeClock, reader: Chat
) -> None:
    revise(store, clock)
    clock.advance(days=20)
    assert next_issue(store, clock, reader) == []


def test_a_weekly_chat_is_told_of_the_week(store: Store, clock: FakeClock, reader: Chat) -> None:
    revise(store, clock)
    clock.set(clock.now() + timedelta(days=6))
    assert next_issue(store, clock, reader) == ["2611.00001v2"]


def test_papers_of_other_categories_are_watched_while_they_matter(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    topic = follow(store, clock, chat)
    take_in(
        store,
        clock,
        entry("2601.00001", 1, categories=("cs.LG",)),
        entry("2601.00002", 2, categories=("cs.LG",)),
        entry("2601.00003", 3, categories=("cs.CV", "cs.LG")),
        entry(None, 4, title="Without an id"),
    )
    with store.begin() as tx:
        papers = [tx.papers.find_by_number(f"2601.0000{n}") for n in (1, 2, 3)]
        for paper in papers:
            assert paper is not None
            tx.saved.add(chat.key, paper.key, clock.now())
        tx.saved.remove(chat.key, papers[1].key if papers[1] else 0)
    clock.advance(days=40)
    match(store, clock, topic, "2611.00001")
    with store.begin() as tx:
        watched = tx.papers.list_watched(
            outside=("cs.CV",), since=clock.now() - timedelta(days=30), limit=9
        )
    assert [str(one.arxiv_id) for one in watched] == ["2601.00001", "2611.00001"]
