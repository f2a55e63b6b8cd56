"""How fast a platform lets us speak: a plan in numbers, and a throttle that keeps to it.

Each limit is a generic cell rate algorithm (GCRA, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm):
one instant for each line of traffic, no counters and no timers, `now` as an argument.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.chat import ChatKind


@dataclass(frozen=True, slots=True)
class Limit:
    """So many messages in a time, `burst` of them at once.

    `Limit(20, 60, burst=20)` lets 20 go at once, and in no 60 seconds more than 20 afterwards but
    for what the burst had left; with `burst=1` messages stand evenly apart.
    """

    messages: int
    seconds: float
    burst: int = 1

    @property
    def interval(self) -> timedelta:
        """The time that one message takes up."""
        return timedelta(seconds=self.seconds / self.messages)


@dataclass(frozen=True, slots=True)
class Pace:
    """A platform's limits.

    Attributes:
        overall: for all chats of one bot together.
        by_kind: for each single chat of a kind; a kind that is not named has no limit of its own.
    """

    overall: Limit
    by_kind: Mapping[ChatKind, Limit] = field(default_factory=dict)


#: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; 29 and not 30, for
#: any second, wherever it begins (SCALE.md 2f). A group's burst is kept small, so that no 60
#: seconds hold more than 20.
TELEGRAM = Pace(
    overall=Limit(29, 1),
    by_kind={
        ChatKind.PRIVATE: Limit(1, 1, burst=3),
        ChatKind.GROUP: Limit(18, 60, burst=2),
        ChatKind.CHANNEL: Limit(18, 60, burst=2),
    },
)
#: Below the 50/s of https://discord.com/developers/docs/topics/rate-limits; single channels are held by the
#: buckets that the answers name.
DISCORD = Pace(overall=Limit(40, 1))
#: A terminal.
UNLIMITED = Pace(overall=Limit(1_000_000, 1, burst=1_000_000))

#: Chats whose last message is longer ago than any limit need not be remembered; beyond this many
#: the oldest are forgotten.
_REMEMBERED = 10_000
#: No message is booked further ahead: there are not so many under way at once.
_LONGEST_WAIT = timedelta(minutes=1)
#: The limits of each platform.
PACES: Mapping[str, Pace] = {
    "telegram": TELEGRAM,
    "discord": DISCORD,
    "console": UNLIMITED,
}


class Throttle:
    """Keeps one bot to its pace. Not shared: there is one sender for each bot."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._overall_at: datetime | None = None
        self._chat_at: OrderedDict[int, datetime] = OrderedDict()

    def chat_ready_at(self, chat_key: int, kind: ChatKind, now: datetime) -> datetime:
        """When this chat may be sent the next message; `now` or earlier means at once."""
        limit = self._pace.by_kind.get(kind)
        booked_until = self._chat_at.get(chat_key)
        if limit is None or booked_until is None or _is_absurd(booked_until, now):
            return now
        return _ready_at(limit, booked_until, now)

    def take(self, chat_key: int, kind: ChatKind, now: datetime) -> datetime:
        """Book one message to this chat, and return when it may leave by the overall limit."""
        limit = self._pace.by_kind.get(kind)
        if self._overall_at is not None and _is_absurd(self._overall_at, now):
            self._overall_at, self._chat_at = None, OrderedDict()
        leaves_at = _ready_at(self._pace.overall, self._overall_at, now)
        self._overall_at = _booked(self._pace.overall, self._overall_at, leaves_at)
        if limit is not None:
            self._chat_at[chat_key] = _booked(limit, self._chat_at.get(chat_key), leaves_at)
            self._chat_at.move_to_end(chat_key)
            while len(self._chat_at) > _REMEMBERED:
                self._chat_at.popitem(last=False)
        return leaves_at


def _is_absurd(booked_until: datetime, now: datetime) -> bool:
    """Whether only a clock that was set back makes it wait so long."""
    return booked_until - now > _LONGEST_WAIT


def _ready_at(limit: Limit, booked_until: datetime | None, now: datetime) -> datetime:
    if booked_until is None:
        return now
    return max(now, booked_until - limit.interval * (limit.burst - 1))


def _booked(limit: Limit, booked_until: datetime | None, at: datetime) -> datetime:
    return max(at, booked_until or at) + limit.interval
