"""The throttle keeps to a platform's limits in every window of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import ChatKind
from bot.domain.pace import DISCORD, TELEGRAM, Limit, Pace, Throttle

START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def most_within(times: list[datetime], seconds: float) -> int:
    """The largest number of instants in any window of that length, its end not included."""
    span = timedelta(seconds=seconds)
    return max(sum(start <= other < start + span for other in times) for start in times)


def send(throttle: Throttle, kind: ChatKind, chats: list[int]) -> list[datetime]:
    """Send one message to each chat named, as fast as the throttle allows."""
    now, left = START, []
    for chat in chats:
        now = max(now, throttle.chat_ready_at(chat, kind, now))
        left.append(throttle.take(chat, kind, now))
    return left


def test_no_second_sees_more_than_29_messages_on_telegram() -> None:
    times = send(Throttle(TELEGRAM), ChatKind.PRIVATE, list(range(200)))
    assert most_within(times, 1) <= 29
    assert times[-1] - times[0] < timedelta(seconds=200 / 29)


def test_no_second_sees_more_than_40_messages_on_discord() -> None:
    assert most_within(send(Throttle(DISCORD), ChatKind.CHANNEL, [1] * 200), 1) <= 40


def test_a_private_chat_takes_three_at_once_and_then_one_a_second() -> None:
    times = send(Throttle(TELEGRAM), ChatKind.PRIVATE, [1] * 6)
    assert times[2] - times[0] < timedelta(seconds=0.2)
    assert times[5] - times[2] >= timedelta(seconds=2.8)


def test_no_minute_of_a_group_sees_more_than_20_messages() -> None:
    times = send(Throttle(TELEGRAM), ChatKind.GROUP, [1] * 60)
    assert most_within(times, 60) <= 20


@given(st.lists(st.integers(1, 5), min_size=1, max_size=80))
def test_chats_do_not_wait_for_each_other_beyond_the_overall_limit(chats: list[int]) -> None:
    throttle = Throttle(Pace(Limit(10, 1), {ChatKind.PRIVATE: Limit(1, 1)}))
    for chat in set(chats):
        assert throttle.chat_ready_at(chat, ChatKind.PRIVATE, START) == START
    left = [throttle.take(chat, ChatKind.PRIVATE, START) for chat in dict.fromkeys(chats)]
    assert left[-1] - START <= timedelta(seconds=0.1 * len(left))


def test_an_idle_hour_is_not_saved_up() -> None:
    throttle = Throttle(TELEGRAM)
    throttle.take(1, ChatKind.PRIVATE, START)
    later = START + timedelta(hours=1)
    times = [throttle.take(chat, ChatKind.PRIVATE, later) for chat in range(60)]
    assert most_within(times, 1) <= 29


def test_a_clock_that_is_set_back_holds_up_no_chat() -> None:
    throttle = Throttle(TELEGRAM)
    for _ in range(3):
        throttle.take(1, ChatKind.GROUP, START)
    earlier = START - timedelta(hours=1)
    assert throttle.chat_ready_at(1, ChatKind.GROUP, earlier) == earlier
    assert throttle.chat_ready_at(1, ChatKind.GROUP, START) > START
