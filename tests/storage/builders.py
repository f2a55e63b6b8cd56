"""What tests of the database put into it, with what a test cares about overridden."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.delivery import Delivery
from bot.domain.document import Document, Entry
from bot.domain.paper import Paper, Reading
from bot.domain.schedule import Slot, first_slot
from bot.domain.topic import Topic
from bot.ports import Store
from bot.ports.store import Merge, NewMatch, PlannedIssues, Transaction
from storage import tables as t
from storage.engine import make_engine, parse_url
from tests.fakes import FakeClock

LEASE = timedelta(seconds=30)


def entry(number: str | None = "2403.15603", position: int = 1, **given: Any) -> Entry:
    """An entry; `number` may carry a version, or be None."""
    title = given.pop("title", f"A Study of {number}")
    arxiv_id = None if number is None else ArxivId.parse(number)
    return Entry(position=position, arxiv_id=arxiv_id, title=title, **given)


def reading(source: str = "talk2paper", lang: str = "zh", **given: Any) -> Reading:
    """A reading with a text of its own."""
    return Reading(source=source, lang=lang, **{"tldr": f"{source} 说了一句", **given})


def document(*entries: Entry, **given: Any) -> Document:
    """A document of these entries."""
    return Document(**{"format": "test", "source": "talk2paper", "entries": entries, **given})


def take_in(
    store: Store, clock: FakeClock, *entries: Entry, location: str = "", **given: Any
) -> Sequence[Merge]:
    """Import a document as the service does; each call is another document."""
    made = document(*entries, **given)
    with store.begin() as tx:
        place = location or f"document {tx.documents.count() + 1}"
        key = tx.documents.add(place, "hash", made, clock.now())
        assert key is not None
        return tx.papers.merge(key, made, clock.now())


def find(store: Store, number: str) -> Paper:
    """The paper of this number, which must be there."""
    with store.begin() as tx:
        paper = tx.papers.find_by_number(number)
    assert paper is not None
    return paper


def add_chat(store: Store, clock: FakeClock, chat_id: int = 1, **settings: Any) -> Chat:
    """A chat whose first issue is pending."""
    with store.begin() as tx:
        chat = tx.chats.get_or_add(
            ChatAddress(platform="console", chat_id=chat_id),
            ChatKind.PRIVATE,
            ChatSettings(**settings),
            clock.now(),
        )
        tx.chats.set_pending(chat.key, first_slot(chat.settings.schedule, clock.now()))
        return tx.chats.get(chat.key)


def follow(
    store: Store, clock: FakeClock, chat: Chat, name: str = "医学图像", **given: Any
) -> Topic:
    """A topic that the chat follows from now on; `query` where it has another name."""
    with store.begin() as tx:
        query = given.pop("query", name)
        topic, _ = tx.topics.get_or_add(query, query, clock.now())
        since = given.pop("since", clock.now())
        assert tx.subscriptions.add(
            chat.key, topic.key, name, given.pop("amount", None), since, clock.now()
        )
    return topic


def match(
    store: Store, clock: FakeClock, topic: Topic, *numbers: str, score: float = 0.9
) -> list[int]:
    """Let these papers (imported where they are not there) match the topic; their keys."""
    with store.begin() as tx:
        missing = [number for number in numbers if tx.papers.find_by_number(number) is None]
    if missing:
        entries = [entry(number, place) for place, number in enumerate(missing, start=1)]
        take_in(store, clock, *entries)
    keys = [find(store, number).key for number in numbers]
    put_match(store, clock, topic, *keys, score=score)
    return keys


def put_match(
    store: Store, clock: FakeClock, topic: Topic, *papers: int, score: float = 0.9
) -> None:
    """Let these papers match the topic."""
    with store.begin() as tx:
        tx.matches.put(
            [
                NewMatch(paper_key=key, topic_key=topic.key, score=score, reason={"kind": "name"})
                for key in papers
            ],
            clock.now(),
        )


def plan(
    store: Store, clock: FakeClock, *chats: Chat, not_before_at: datetime | None = None
) -> int:
    """Make the pending issues of these chats, whether they are due or not; how many were made.

    They are looked at, as their senders do before they send them.
    """
    made = plan_unseen(store, clock, *chats, not_before_at=not_before_at)
    with store.begin() as tx:
        for chat in chats:
            tx.issues.find_newest(chat.key)
    return made


def plan_unseen(
    store: Store, clock: FakeClock, *chats: Chat, not_before_at: datetime | None = None
) -> int:
    """Make the pending issues of these chats, which nobody looks at; how many were made."""
    with store.begin() as tx:
        planned = [_plan_one(tx, chat.key, not_before_at) for chat in chats]
        return tx.issues.plan(planned, clock.now())


def _plan_one(tx: Transaction, key: int, not_before_at: datetime | None) -> PlannedIssues:
    pending = tx.chats.get(key).pending
    assert pending is not None
    day = timedelta(days=1)
    return PlannedIssues(
        chat_keys=(key,),
        pending=pending,
        slot=pending,
        next_slot=Slot(pending.on + day, pending.due_at + day),
        not_before_at=not_before_at,
    )


def list_issue(store: Store, chat: Chat) -> list[str]:
    """The numbers of the papers in the chat's newest issue that has any."""
    with store.begin() as tx:
        issue = tx.issues.find_newest(chat.key)
    return [] if issue is None else [str(one.paper.arxiv_id) for one in issue.entries]


def claim(store: Store, clock: FakeClock, worker: str = "w", limit: int = 10) -> list[Delivery]:
    """Claim what is due on the console, for `LEASE`."""
    with store.begin() as tx:
        return list(
            tx.deliveries.claim(
                "console",
                0,
                worker=worker,
                now=clock.now(),
                lease_until=clock.now() + LEASE,
                limit=limit,
            )
        )


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that the database holds, without the numbers it counts with."""
    engine = make_engine(parse_url(url))
    with engine.begin() as connection:
        found = {
            table.name: sorted(
                (tuple(map(repr, row)) for row in connection.execute(select(table))), key=repr
            )
            for table in t.metadata.sorted_tables
        }
    engine.dispose()
    return found
