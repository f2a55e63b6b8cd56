"""Time: exactly one issue for each local date, over the wire, on a clock turned by hand.

Every zone and every minute is in `tests/domain/test_schedule*`; runs that the scheduler misses are
in `tests/test_jobs`.
"""

import time as system_time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.chat import Chat
from bot.domain.schedule import Rhythm, Schedule, get_zone
from bot.ports import Store
from bot.services.settle import settle
from tests.acceptance.on_the_wire import Wire, at, on_telegram
from tests.fakes import FakeClock
from tests.servers.telegram import Sent, TelegramServer

MORNING = time(8, 0)
Telegram = Wire[TelegramServer]


@pytest.fixture
async def wire(sqlite_store: Store, clock: FakeClock) -> AsyncIterator[Telegram]:
    async with on_telegram(sqlite_store, clock) as wire:
        yield wire


def every(step: timedelta, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants from `start` to `end`."""
    while start <= end:
        yield start
        start += step


def sent_at(sent: Sent) -> datetime:
    return datetime.fromtimestamp(sent.at, UTC)


def add_chat(wire: Telegram, chat_id: int = 7, **schedule: object) -> Chat:
    """A chat that hears of empty days too, so that each of its issues is a message."""
    chosen = Schedule(**{"at": MORNING, **schedule})  # type: ignore[arg-type]
    return wire.outbox.add_chat(chat_id, schedule=chosen, tell_empty=True)


def change(wire: Telegram, chat: Chat, text: str) -> Chat:
    """What `/settings` does."""
    with wire.outbox.store.begin() as tx:
        return settle(tx, tx.chats.get(chat.key), text, wire.clock.now())


# 31


@pytest.mark.parametrize(
    ("zone", "hour", "on", "expected"),
    [
        # The clock goes from 02:00 to 03:00: the first instant after the gap.
        ("Europe/Berlin", time(2, 30), date(2026, 3, 29), "2026-03-29 01:00"),
        ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08 07:00"),
        # Just before the gap, nothing is skipped.
        ("America/New_York", time(1, 30), date(2026, 3, 8), "2026-03-08 06:30"),
        # The clock shows it twice: the first time.
        ("Europe/Berlin", time(2, 30), date(2026, 10, 25), "2026-10-25 00:30"),
        ("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01 05:30"),
        # Just after what it shows twice.
        ("America/New_York", time(2, 30), date(2026, 11, 1), "2026-11-01 07:30"),
    ],
)
async def test_31_one_digest_a_local_date_where_the_clock_skips_an_hour_or_shows_it_twice(
    wire: Telegram, zone: str, hour: time, on: date, expected: str
) -> None:
    wire.clock.set(at(expected) - timedelta(hours=18))
    add_chat(wire, zone=zone, at=hour)
    for around in (at(expected), at(expected) + timedelta(days=1)):
        nights = (around - timedelta(hours=2), around + timedelta(hours=3))
        await wire.tick_at(*every(timedelta(minutes=30), *nights))
    dates = [sent_at(sent).astimezone(get_zone(zone)).date() for sent in wire.server.sent]
    assert dates == [on, on + timedelta(days=1)]
    assert sent_at(wire.server.sent.entries[0]) == at(expected)


# 32


async def test_32_the_two_ends_of_the_earth_get_their_own_dates_at_one_instant(
    wire: Telegram,
) -> None:
    wire.clock.set(at("2026-11-23 08:00"))
    add_chat(wire, 14, zone="Pacific/Kiritimati", at=time(0, 30))
    add_chat(wire, 11, zone="Pacific/Pago_Pago", at=time(23, 30))
    await wire.tick_at(at("2026-11-23 10:29"))
    assert len(wire.server.sent) == 0
    await wire.tick_at(at("2026-11-23 10:30"))
    headings = {sent.chat_id: sent.text.split("\n")[0] for sent in wire.server.sent}
    assert headings == {14: "11-24 周二", 11: "11-22 周日"}


@pytest.mark.parametrize("machine", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
async def test_32_the_zone_of_the_machine_changes_nothing(
    wire: Telegram, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", machine)
    system_time.tzset()
    try:
        wire.clock.set(at("2026-11-22 20:00"))
        add_chat(wire, zone="Asia/Tokyo")
        hours = every(timedelta(hours=1), wire.clock.now(), at("2026-11-23 03:00"))
        await wire.tick_at(*hours)
    finally:
        monkeypatch.undo()
        system_time.tzset()
    told = [(sent_at(sent), sent.text.split("\n")[0]) for sent in wire.server.sent]
    assert told == [(at("2026-11-22 23:00"), "11-23 周一")]


# 33


@pytest.mark.parametrize(
    ("start", "dates"),
    [
        ("2028-02-27 12:00", ["02-28 周一", "02-29 周二", "03-01 周三"]),
        ("2026-12-29 12:00", ["12-30 周三", "12-31 周四", "01-01 周五"]),
        ("2027-02-26 12:00", ["02-27 周六", "02-28 周日", "03-01 周一"]),
    ],
)
async def test_33_a_leap_day_and_the_end_of_a_year_have_their_digest(
    wire: Telegram, start: str, dates: list[str]
) -> None:
    wire.clock.set(at(start))
    add_chat(wire)
    end = wire.clock.now() + timedelta(days=3)
    await wire.tick_at(*every(timedelta(hours=6), wire.clock.now(), end))
    assert [sent.text.split("\n")[0] for sent in wire.server.sent] == dates


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Berlin"])
async def test_33_a_zone_changed_a_minute_before_the_hour_makes_no_date_twice_and_skips_none(
    wire: Telegram, zone: str
) -> None:
    # In Tokyo eight o'clock is over by then; in Berlin it comes again.
    wire.clock.set(at("2026-11-22 12:00"))
    chat = add_chat(wire, zone="Asia/Shanghai")
    await wire.tick_at(at("2026-11-22 23:59"))
    change(wire, chat, f"zone {zone}")
    end = at("2026-11-25 12:00")
    await wire.tick_at(*every(timedelta(hours=1), at("2026-11-23 00:00"), end))
    headings = [sent.text.split("\n")[0] for sent in wire.server.sent]
    assert headings == ["11-23 周一", "11-24 周二", "11-25 周三"]


async def test_33_a_zone_in_which_the_hour_comes_again_brings_no_second_digest(
    wire: Telegram,
) -> None:
    wire.clock.set(at("2026-11-22 12:00"))
    chat = add_chat(wire, zone="Asia/Shanghai")
    await wire.tick_at(at("2026-11-23 00:00"), at("2026-11-23 00:30"))
    change(wire, chat, "zone Europe/London")
    await wire.tick_at(*every(timedelta(hours=1), at("2026-11-23 01:00"), at("2026-11-24 12:00")))
    told = [(sent_at(sent), sent.text.split("\n")[0]) for sent in wire.server.sent]
    assert told == [
        (at("2026-11-23 00:00"), "11-23 周一"),
        (at("2026-11-24 08:00"), "11-24 周二"),
    ]


async def test_33_a_date_that_a_zone_skips_has_no_digest(wire: Telegram) -> None:
    # Apia went from the 29th to the 31st.
    wire.clock.set(at("2011-12-29 12:00"))
    add_chat(wire, zone="Pacific/Apia")
    await wire.tick_at(*every(timedelta(hours=1), wire.clock.now(), at("2012-01-01 00:00")))
    headings = [sent.text.split("\n")[0] for sent in wire.server.sent]
    assert headings == ["12-29 周四", "12-31 周六", "01-01 周日"]


# 34


async def test_34_a_process_that_slept_through_the_hour_sends_once_and_says_how_late_it_is(
    wire: Telegram,
) -> None:
    wire.clock.set(at("2026-11-22 12:00"))
    wire.outbox.add_chat(7, schedule=Schedule(at=MORNING))
    wire.outbox.arrive("2403.00001")
    await wire.tick_at(at("2026-11-22 23:50"))
    assert len(wire.server.sent) == 0
    await wire.tick_at(at("2026-11-23 00:40"), at("2026-11-23 00:41"), at("2026-11-23 12:00"))
    [sent] = wire.server.sent
    assert "晚了 40 分钟" in sent.text
    assert sent_at(sent) == at("2026-11-23 00:40")


async def test_34_a_process_that_is_in_time_says_nothing_of_it(wire: Telegram) -> None:
    wire.clock.set(at("2026-11-22 12:00"))
    wire.outbox.add_chat(7, schedule=Schedule(at=MORNING))
    wire.outbox.arrive("2403.00001")
    await wire.tick_at(at("2026-11-23 00:00") + timedelta(seconds=20))
    [sent] = wire.server.sent
    assert "晚了" not in sent.text


async def test_34_three_days_of_absence_end_in_one_digest_that_is_capped(wire: Telegram) -> None:
    wire.clock.set(at("2026-11-20 12:00"))
    wire.outbox.add_chat(7, schedule=Schedule(at=MORNING))
    for day in range(3):
        wire.outbox.arrive(*(f"2403.0{day}{number:03}" for number in range(5)))
        wire.clock.advance(days=1)
    await wire.tick_at(at("2026-11-23 03:00"), at("2026-11-23 03:01"))
    text = "\n".join(sent.text for sent in wire.server.sent)
    assert text.count("11-23 周一 · 15 篇") == 1
    assert "晚了 3 小时" in text
    assert text.count("A Study of") == 10
    assert "还有 5 篇" in text
    before = len(wire.server.sent)
    await wire.tick_at(at("2026-11-24 00:00"))
    assert len(wire.server.sent) == before


async def test_34_a_weekly_chat_is_caught_up_once_and_keeps_its_day(wire: Telegram) -> None:
    wire.clock.set(at("2026-11-20 12:00"))
    add_chat(wire, rhythm=Rhythm.WEEKLY, days=frozenset({1}))
    # Monday the 23rd and the 30th were slept through; it is Wednesday, December 2.
    days = every(timedelta(hours=12), at("2026-12-02 12:00"), at("2026-12-08 12:00"))
    await wire.tick_at(*days)
    told = [(sent_at(sent), sent.text.split("\n")[0]) for sent in wire.server.sent]
    assert told == [
        (at("2026-12-02 12:00"), "11-30 周一"),
        (at("2026-12-07 00:00"), "12-07 周一"),
    ]
    assert "晚了 2 天" in wire.server.sent.entries[0].text
