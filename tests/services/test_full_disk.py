"""A disk that is really full: nothing is lost or sent twice, and all goes on when there is room."""

import asyncio
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from bot.domain.delivery import DeliveryState
from bot.errors import StorageError
from bot.services.health import has_room
from bot.services.keep_sending import keep_sending
from bot.services.ledger import TRIES
from bot.services.tick import plan_all
from storage import open_store
from storage.store import SqlStore
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock, FakeMessenger
from tests.services.outbox import Outbox

CHATS = range(1, 21)
PARTS = 3
MEGABYTE = 1024 * 1024


class Limit:
    """What SQLite may let a database grow to: not beyond what it is, or for ever."""

    def __init__(self, store: SqlStore) -> None:
        self.is_full = False
        event.listen(store._engine, "begin", self._set)

    def _set(self, connection: Connection) -> None:
        pages = 1 if self.is_full else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes, where one can be made."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield place
    # Lazily: a test that failed may have it open still.
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(disk: Path) -> Path:
    """Leave nothing free; the file that takes it all."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler


def fill(outbox: Outbox) -> None:
    for chat_id in CHATS:
        outbox.add_chat(chat_id)
    outbox.arrive("2403.00001")


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - neither the disk nor the log tells anybody
            await asyncio.sleep(0.005)


def assert_everything_once(outbox: Outbox, messenger: FakeMessenger) -> None:
    assert outbox.states() == {DeliveryState.SENT: len(CHATS) * PARTS}
    copies = Counter((sent.chat_id, sent.part) for sent in messenger.sent)
    assert copies == Counter({(chat, part + 1): 1 for chat in CHATS for part in range(PARTS)})


async def test_a_database_that_may_not_grow_stops_the_line_and_not_the_bot(
    sqlite_url: str, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    limit = Limit(store)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock, parts=PARTS)
    fill(outbox)
    outbox.to_morning()
    stop, limit.is_full = asyncio.Event(), True
    sender = outbox.sender(messenger)
    sending = asyncio.create_task(
        keep_sending(sender, store, wake=asyncio.Event(), stop=stop, poll=0.01)
    )
    # Each message has parts, for which there is no room.
    await until(lambda: caplog.text.count("the disk is full; make room") >= 3)
    assert not sending.done()
    limit.is_full = False
    clock.advance(seconds=31)
    await until(lambda: len(messenger.sent) == len(CHATS) * PARTS)
    stop.set()
    await sending
    assert_everything_once(outbox, messenger)
    store.close()


async def test_issues_that_there_is_no_room_for_are_made_when_there_is(
    sqlite_url: str, clock: FakeClock
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    limit = Limit(store)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock, parts=PARTS)
    fill(outbox)
    clock.advance(hours=1)
    limit.is_full = True
    with pytest.raises(StorageError, match="the disk is full; make room") as refused:
        await plan_all(outbox.core)
    assert not refused.value.permanent
    assert outbox.states() == {}
    limit.is_full = False
    assert await plan_all(outbox.core) == len(CHATS)
    await outbox.send_for(messenger, minutes=1)
    assert_everything_once(outbox, messenger)
    store.close()


async def test_a_disk_that_fills_up_in_mid_run_loses_nothing(
    small_disk: Path, sqlite_template: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    file = small_disk / "chenbao.db"
    shutil.copy(sqlite_template, file)
    store = open_store(f"sqlite:///{file}", thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock, parts=PARTS)
    fill(outbox)
    outbox.to_morning()
    filler: list[Path] = []
    send = messenger.send

    async def send_and_fill_up(*given):
        if len(messenger.sent) == 7:
            filler.append(fill_up(small_disk))
        return await send(*given)

    messenger.send = send_and_fill_up  # type: ignore[method-assign]
    stop = asyncio.Event()
    sender = outbox.sender(messenger)
    sending = asyncio.create_task(
        keep_sending(sender, store, wake=asyncio.Event(), stop=stop, poll=0.01)
    )
    await until(lambda: caplog.text.count("what was sent cannot be written yet") > 2 * TRIES)
    sent_by_then = len(messenger.sent)
    assert sent_by_then < len(CHATS) * PARTS
    # Longer than any lease: what is known to be sent is not settled as if nobody knew.
    clock.advance(minutes=2)
    filler[0].unlink()
    await until(lambda: not sender._tasks)
    clock.advance(seconds=31)
    await until(lambda: len(messenger.sent) >= len(CHATS) * PARTS)
    stop.set()
    await sending
    assert_everything_once(outbox, messenger)
    store.close()


async def test_below_the_limit_nothing_is_claimed_and_above_it_all_goes_on(
    small_disk: Path, sqlite_template: Path, clock: FakeClock
) -> None:
    file = small_disk / "chenbao.db"
    shutil.copy(sqlite_template, file)
    store = open_store(f"sqlite:///{file}", thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock, parts=PARTS)
    fill(outbox)
    outbox.to_morning()
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - MEGABYTE))
    sender = outbox.sender(messenger, may_claim=partial(has_room, small_disk, 2))
    await sender.drain()
    assert messenger.sent == []
    assert outbox.states() == {DeliveryState.PENDING: len(CHATS)}
    filler.unlink()
    await sender.drain()
    assert_everything_once(outbox, messenger)
    store.close()


async def test_while_endings_cannot_be_written_nothing_is_claimed_or_settled(
    sqlite_url: str, clock: FakeClock
) -> None:
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock)
    outbox.add_chat(1)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    sender = outbox.sender(messenger)
    [delivery] = await sender._claim()
    assert await sender._ledger.start(delivery.key)
    sender._ledger.is_behind = True
    clock.advance(seconds=31)
    # Its lease is over, and still it is known here that it was sent.
    await sender.drain()
    assert outbox.states() == {DeliveryState.SENDING: 1}
    store.close()
