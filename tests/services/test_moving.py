"""A group that goes on under another id, where the bot was spoken to already: one chat, no loss."""

from datetime import time

from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.schedule import Schedule
from storage import tables
from storage.moving import OWNED
from tests.fakes import FakeMessenger
from tests.services.outbox import Outbox
from tests.storage.builders import list_issue

OLD, NEW = -5, -1_000_000_000_005


def speak_to(outbox: Outbox, chat_id: int) -> Chat:
    """A chat that is known, and follows nothing."""
    address = ChatAddress(platform="telegram", chat_id=chat_id)
    with outbox.store.begin() as tx:
        now = outbox.clock.now()
        return tx.chats.get_or_add(address, ChatKind.GROUP, ChatSettings(language="en"), now)


def move(outbox: Outbox) -> Chat:
    """The chat under its new id."""
    with outbox.store.begin() as tx:
        assert tx.chats.move("telegram", 0, OLD, NEW) == 1
        assert not tx.chats.list_at("telegram", 0, OLD)
        [moved] = tx.chats.list_at("telegram", 0, NEW)
    return moved


def next_morning(outbox: Outbox, chat: Chat) -> list[str]:
    """The issue of the next morning."""
    pending = outbox.get(chat).pending
    assert pending is not None
    outbox.clock.set(pending.due_at)
    assert outbox.plan() > 0
    return list_issue(outbox.store, chat)


def test_what_waits_for_the_old_id_goes_to_the_new_one(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    outbox.add_chat(OLD, ChatKind.GROUP)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    speak_to(outbox, NEW)
    move(outbox)
    outbox.drain(messenger)
    [sent] = messenger.sent
    assert sent.chat_id == NEW
    assert "2403.00001" in sent.text


def test_the_next_issue_comes_and_repeats_nothing(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    outbox.add_chat(OLD, ChatKind.GROUP)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    outbox.drain(messenger)
    speak_to(outbox, NEW)
    moved = move(outbox)
    outbox.arrive("2403.00002")
    assert next_morning(outbox, moved) == ["2403.00002"]


def test_a_chat_that_is_known_by_chance_gets_the_settings_that_were_made_before(
    outbox: Outbox,
) -> None:
    outbox.add_chat(OLD, ChatKind.GROUP, max_papers=3)
    speak_to(outbox, NEW)
    assert move(outbox).settings.max_papers == 3


def test_a_chat_that_began_anew_keeps_its_settings_and_both_get_what_they_follow(
    outbox: Outbox,
) -> None:
    outbox.add_chat(OLD, ChatKind.GROUP, max_papers=3)
    at_ten = Schedule(at=time(10))
    outbox.add_chat(NEW, ChatKind.GROUP, topics=["扩散模型"], max_papers=7, schedule=at_ten)
    moved = move(outbox)
    assert (moved.settings.max_papers, moved.settings.schedule) == (7, at_ten)
    outbox.arrive("2403.00001")
    outbox.arrive("2403.00002", topics=["扩散模型"])
    assert sorted(next_morning(outbox, moved)) == ["2403.00001", "2403.00002"]


def test_what_either_was_given_is_not_given_again(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    outbox.add_chat(OLD, ChatKind.GROUP)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    outbox.clock.advance(hours=23)
    outbox.add_chat(NEW, ChatKind.GROUP, topics=["扩散模型"])
    outbox.arrive("2403.00002", topics=["扩散模型"])
    outbox.to_morning()
    outbox.drain(messenger)
    moved = move(outbox)
    outbox.arrive("2403.00003")
    assert next_morning(outbox, moved) == ["2403.00003"]


def test_everything_that_hangs_on_a_chat_goes_along() -> None:
    hanging = {table for table in tables.metadata.sorted_tables if "chat_key" in table.c}
    assert {table for table, _ in OWNED} == hanging
