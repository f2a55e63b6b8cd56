"""How fast a bot may send, and how fast it did.

The limits (core.telegram.org/bots/faq, "My bot is hitting limits"): about 30 messages a second
overall, one a second to one chat with short bursts, 20 a minute to one group.
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.servers.telegram.errors import too_many_requests

#: What sums of floating-point seconds may be off by.
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Limits:
    """`overall` a second, `per_group` a minute, to a private chat one a second after `burst`."""

    overall: int = 30
    per_group: int = 20
    burst: int = 3


class Meter:
    """The times of everything delivered, and the most that fell into one window."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.by_chat: dict[int, list[float]] = defaultdict(list)

    def count(self, chat_id: int, at: float) -> None:
        insort(self.times, at)
        insort(self.by_chat[chat_id], at)

    def most(self, window: float = 1.0, chat_id: int | None = None) -> int:
        """The most messages within any `window` seconds (half open), in all or to one chat."""
        times = self.times if chat_id is None else self.by_chat.get(chat_id, [])
        return max(
            (bisect_left(times, start + window) - index for index, start in enumerate(times)),
            default=0,
        )

    def most_in_a_chat(self, window: float = 1.0) -> int:
        return max((self.most(window, chat_id) for chat_id in self.by_chat), default=0)


class Gate:
    """Lets a message through or answers 429. Floods put on by a script park chats here too."""

    def __init__(self, limits: Limits | None) -> None:
        self.limits = limits
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        self._private: dict[int, tuple[float, float]] = {}
        self._parked: dict[int | None, float] = {}

    def park(self, chat_id: int | None, until: float) -> None:
        """Answer 429 to everything for `chat_id` until then; None is every chat."""
        self._parked[chat_id] = max(until, self._parked.get(chat_id, until))

    def clear(self) -> None:
        self._parked.clear()

    def check_parked(self, chat_id: int, now: float) -> None:
        """Raises: ApiError 429 with what is left of the wait."""
        if self._parked:
            until = max(self._parked.get(chat_id, now), self._parked.get(None, now))
            if until > now:
                raise too_many_requests(until - now)

    def admit(self, chat_id: int, now: float, messages: int = 1) -> None:
        """Count `messages` to `chat_id`, or refuse them all; what is refused costs nothing.

        Raises: ApiError 429.
        """
        self.check_parked(chat_id, now)
        if self.limits is None:
            return
        waits = [_wait_for_place(self._all, now, 1.0, self.limits.overall, messages)]
        if chat_id < 0:
            group = self._groups[chat_id]
            waits.append(_wait_for_place(group, now, 60.0, self.limits.per_group, messages))
        else:
            waits.append(self._wait_for_token(chat_id, now, messages))
        if max(waits) > _SLACK:
            raise too_many_requests(max(waits))
        self._take(chat_id, now, messages)

    def _wait_for_token(self, chat_id: int, now: float, messages: int) -> float:
        assert self.limits is not None
        return min(messages, self.limits.burst) - self._tokens(chat_id, now)

    def _tokens(self, chat_id: int, now: float) -> float:
        """What a private chat may still receive; a token comes back each second."""
        assert self.limits is not None
        tokens, at = self._private.get(chat_id, (float(self.limits.burst), now))
        return min(float(self.limits.burst), tokens + now - at)

    def _take(self, chat_id: int, now: float, messages: int) -> None:
        self._all.extend([now] * messages)
        if chat_id < 0:
            self._groups[chat_id].extend([now] * messages)
        else:
            self._private[chat_id] = (self._tokens(chat_id, now) - messages, now)


def _wait_for_place(
    times: deque[float], now: float, window: float, limit: int, messages: int
) -> float:
    """Seconds until `messages` more fit into the window; forgets what has left it."""
    while times and times[0] <= now - window + _SLACK:
        times.popleft()
    excess = len(times) + messages - limit
    if excess <= 0:
        return 0.0
    return times[min(excess, len(times)) - 1] + window - now if times else window
