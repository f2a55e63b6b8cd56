"""One sender a bot; copies of the database, restores and full disks lose nothing."""

import asyncio
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.schedule import Slot
from bot.errors import ConfigError, StorageError
from bot.services.chores import clear_away, renew_zones
from bot.services.health import Health, has_room
from bot.services.keep_sending import keep_sending
from bot.services.restore import settle_restored
from bot.services.terms import Terms
from storage import open_store
from storage.backups import back_up, restore
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock, FakeMessenger
from tests.services.outbox import Outbox, send_claimed


def fill(outbox: Outbox, chats: int) -> None:
    for chat_id in range(1, chats + 1):
        outbox.add_chat(chat_id)
    outbox.arrive("2403.00001")
    outbox.to_morning()


def test_of_two_only_one_may_send(database_url: str) -> None:
    first, second = (open_store(database_url, thresholds=THRESHOLDS) for _ in range(2))
    lead = first.take_lead("sender telegram 0")
    assert lead is not None
    assert lead.is_held()
    assert second.take_lead("sender telegram 0") is None
    other = second.take_lead("sender discord 0")
    assert other is not None
    lead.release()
    again = second.take_lead("sender telegram 0")
    assert again is not None
    for held in (other, again):
        held.release()
    first.close()
    second.close()


async def test_two_senders_started_together_send_everything_once(
    outbox: Outbox, clock: FakeClock
) -> None:
    fill(outbox, 20)
    messengers = [FakeMessenger(clock), FakeMessenger(clock)]
    stop = asyncio.Event()
    both = [
        asyncio.create_task(
            keep_sending(
                outbox.sender(messenger, worker=f"w{number}"),
                outbox.store,
                wake=asyncio.Event(),
                stop=stop,
            )
        )
        for number, messenger in enumerate(messengers)
    ]
    async with asyncio.timeout(20):
        while outbox.states() != {DeliveryState.SENT: 20}:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0)
    stop.set()
    await asyncio.gather(*both)
    assert sorted(len(messenger.sent) for messenger in messengers) == [0, 20]


async def test_what_hangs_while_it_is_told_to_stop_is_waited_for_no_longer_than_said(
    outbox: Outbox, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, 3)
    hanging = asyncio.Event()

    async def hang(*_: object) -> str:
        hanging.set()
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(messenger, "send", hang)
    monkeypatch.setattr("bot.services.keep_sending.GRACE", 0.05)
    stop = asyncio.Event()
    sender = outbox.sender(messenger, terms=Terms(most=1))
    sending = asyncio.create_task(
        keep_sending(sender, outbox.store, wake=asyncio.Event(), stop=stop)
    )
    async with asyncio.timeout(10):
        await hanging.wait()
        stop.set()
        await sending
    # What hung may have arrived; its lease settles it. The others are anybody's at once.
    assert outbox.states() == {DeliveryState.SENDING: 1, DeliveryState.PENDING: 2}


def test_a_copy_of_the_files_taken_in_mid_run_starts_and_loses_nothing(
    sqlite_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock)
    fill(outbox, 10)
    sender = outbox.sender(messenger)

    async def run() -> None:
        for delivery in (await sender._claim())[:5]:
            await sender._take_up(delivery)
        await sender._wait_for_one()

    asyncio.run(run())
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    for name in (file.name, f"{file.name}-wal"):
        shutil.copy(file.with_name(name), tmp_path / f"copy-{name}")
    copy = open_store(f"sqlite:///{tmp_path / f'copy-{file.name}'}", thresholds=THRESHOLDS)
    clock.advance(seconds=31)
    there = FakeMessenger(clock)
    Outbox(copy, clock).drain(there, worker="after")
    copy.close()
    store.close()
    assert {*messenger.chats, *there.chats} == set(range(1, 11))


def test_a_full_disk_loses_nothing(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock, parts=3)
    fill(outbox, 5)
    transact, is_full = store.transact, True

    async def fill_up(work):
        if is_full:
            raise StorageError("the disk is full; make room and start again")
        return await transact(work)

    monkeypatch.setattr(store, "transact", fill_up)
    with pytest.raises(StorageError):
        outbox.drain(messenger)
    assert messenger.sent == []
    is_full = False
    outbox.drain(messenger)
    assert outbox.states() == {DeliveryState.SENT: 15}
    store.close()


def test_what_was_sent_while_the_disk_was_full_is_written_down_when_there_is_room(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock)
    fill(outbox, 3)
    transact, refused = store.transact, 0

    async def fill_up(work):
        nonlocal refused
        if messenger.sent and refused < 4:
            refused += 1
            raise StorageError("the disk is full; make room and start again")
        return await transact(work)

    monkeypatch.setattr(store, "transact", fill_up)
    sender = outbox.sender(messenger)
    asyncio.run(send_claimed(sender))
    assert refused == 4
    assert outbox.states()[DeliveryState.SENT] == len(messenger.sent) > 0
    assert DeliveryState.SENDING not in outbox.states()
    clock.advance(seconds=31)
    outbox.drain(messenger, worker="later")
    assert sorted(messenger.chats) == [1, 2, 3]
    store.close()


def test_after_a_restore_nobody_gets_the_last_hour_twice(
    sqlite_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock)
    outbox.add_chat(1)
    outbox.arrive("2403.00001")
    taken_at = clock.now()
    back_up(sqlite_url, tmp_path / "backup.db", taken_at)
    outbox.to_morning()
    outbox.drain(messenger)
    assert len(messenger.sent) == 1
    store.close()
    assert restore(sqlite_url, tmp_path / "backup.db") == taken_at
    restored = Outbox(open_store(sqlite_url, thresholds=THRESHOLDS), clock)
    assert asyncio.run(settle_restored(restored.core, taken_at)) == 1
    assert restored.drain(messenger) == 0
    assert restored.states() == {DeliveryState.UNCERTAIN: 1}
    restored.store.close()


def test_what_is_no_backup_is_not_restored(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database", encoding="utf-8")
    sqlite3.connect(tmp_path / "other.db").close()
    for name in ("text.db", "other.db"):
        with pytest.raises(ConfigError, match="not a backup"):
            restore(sqlite_url, tmp_path / name)
    with pytest.raises(ConfigError, match="pg_dump"):
        back_up("postgresql:///x", tmp_path / "x", FakeClock().now())


def test_old_deliveries_are_cleared_away(outbox: Outbox, messenger: FakeMessenger) -> None:
    fill(outbox, 3)
    outbox.drain(messenger)
    outbox.clock.advance(days=29)
    assert asyncio.run(clear_away(outbox.core)) == 0
    outbox.clock.advance(days=2)
    assert asyncio.run(clear_away(outbox.core)) == 3


def test_new_time_zones_move_the_pending_hours_once(outbox: Outbox) -> None:
    chat = outbox.add_chat(1)
    right = chat.pending
    assert right is not None
    with outbox.store.begin() as tx:
        tx.chats.set_pending(chat.key, Slot(right.on, right.due_at + timedelta(hours=1)))
    assert asyncio.run(renew_zones(outbox.core, "2026.7")) == 1
    assert outbox.get(chat).pending == right
    assert asyncio.run(renew_zones(outbox.core, "2026.7")) == 0


async def test_health_is_red_when_no_issue_was_planned_for_26_hours(outbox: Outbox) -> None:
    health = Health(
        core=outbox.core, started_at=outbox.clock.now(), has_room=lambda: has_room(Path("/"), 0)
    )
    outbox.clock.advance(hours=20)
    await health.note_plan()
    outbox.clock.advance(hours=26)
    assert (await health.works()).is_well
    assert (await health.ready()).is_well
    outbox.clock.advance(minutes=1)
    assert not (await health.works()).is_well
    assert not (await health.ready()).is_well


async def test_another_process_that_plans_keeps_this_one_ready(outbox: Outbox) -> None:
    started_at = outbox.clock.now()
    here, there = (
        Health(core=outbox.core, started_at=started_at, has_room=lambda: True) for _ in range(2)
    )
    outbox.clock.advance(hours=30)
    assert not (await here.ready()).is_well
    await there.note_plan()
    assert (await here.ready()).is_well
    assert here.get_tick_lag() == timedelta(hours=30)
