"""How often one may ask: buckets of routes, the limit over all, and the count of bad requests.

Shapes: Discord's documentation, "Rate Limits". The numbers of the buckets are those that bots
see today; the documentation asks that nobody rely on them, and `Rates.limits` can be changed.
"""

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.discord.clock import Clock

#: "METHOD /template" -> (requests, seconds). What is not here has the limit of DEFAULT.
LIMITS: dict[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": (10, 3600.0),
    "POST /channels/{channel_id}/threads": (5, 5.0),
    "POST /channels/{channel_id}/typing": (5, 5.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PUT /applications/{application_id}/commands": (2, 60.0),
}
DEFAULT = (50, 5.0)
GLOBAL_LIMIT = 50
GLOBAL_SECONDS = 1.0
INVALID_LIMIT = 10_000
INVALID_SECONDS = 600.0
INVALID_STATUSES = frozenset({401, 403, 429})

#: Path parameters whose value makes a bucket of its own.
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")

Headers = dict[str, str]


@dataclass
class _Bucket:
    """One window of one route and one major parameter."""

    limit: int
    seconds: float
    resets_at: float
    used: int = 0


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass, and what its answer says of the limit.

    Attributes:
        retry_after: seconds to wait; None where the request may pass.
        scope: "user" or "global".
    """

    headers: Headers
    retry_after: float | None = None
    scope: str = "user"


@dataclass
class Rates:
    """The limits of one bot.

    Attributes:
        enabled: where False, everything passes, and the headers promise plenty.
    """

    clock: Clock
    enabled: bool = True
    limits: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(LIMITS))
    global_limit: int = GLOBAL_LIMIT
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _invalid: deque[float] = field(default_factory=deque)

    def check(self, route: str, params: Mapping[str, str], *, counts_globally: bool) -> Verdict:
        """Take one request of `route` ("POST /channels/{channel_id}/messages") into account."""
        name = hashlib.md5(route.encode(), usedforsecurity=False).hexdigest()
        if not self.enabled:
            return Verdict(_headers(_Bucket(1_000_000, 1.0, self.clock() + 1.0), name, 1.0))
        now = self.clock()
        wait = self._wait_globally(now) if counts_globally else 0.0
        if wait > 0:
            return Verdict({"X-RateLimit-Global": "true"}, wait, "global")
        bucket = self._bucket(route, params, now)
        left = bucket.resets_at - now
        if bucket.used >= bucket.limit:
            return Verdict(_headers(bucket, name, left), left)
        bucket.used += 1
        return Verdict(_headers(bucket, name, left))

    def note_answer(self, status: int, *, shared: bool) -> None:
        """Count an answer that Discord holds against the address it went to."""
        if status in INVALID_STATUSES and not shared:
            self._invalid.append(self.clock())

    @property
    def invalid_requests(self) -> int:
        """How many bad requests there were in the last ten minutes."""
        _forget(self._invalid, self.clock() - INVALID_SECONDS)
        return len(self._invalid)

    @property
    def banned(self) -> bool:
        """Whether the address is shut out for its bad requests."""
        return self.enabled and self.invalid_requests >= INVALID_LIMIT

    def _wait_globally(self, now: float) -> float:
        _forget(self._recent, now - GLOBAL_SECONDS)
        if len(self._recent) >= self.global_limit:
            return self._recent[0] + GLOBAL_SECONDS - now
        self._recent.append(now)
        return 0.0

    def _bucket(self, route: str, params: Mapping[str, str], now: float) -> _Bucket:
        key = ":".join([route, *(params[name] for name in MAJOR if name in params)])
        bucket = self._buckets.get(key)
        if bucket is None or now >= bucket.resets_at:
            limit, seconds = self.limits.get(route, DEFAULT)
            bucket = self._buckets[key] = _Bucket(limit, seconds, now + seconds)
        return bucket


def _headers(bucket: _Bucket, name: str, left: float) -> Headers:
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
        "X-RateLimit-Reset": f"{bucket.resets_at:.3f}",
        "X-RateLimit-Reset-After": f"{left:.3f}",
        "X-RateLimit-Bucket": name,
    }


def _forget(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
