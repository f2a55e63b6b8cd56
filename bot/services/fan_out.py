"""Instant pushes: a paper that arrived goes to every chat that wants it at once, as one message."""

import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.domain.schedule import Schedule, quiet_end
from bot.ports import NoWatch, Transaction, Watch
from bot.ports.store import FanOut, Pushed
from bot.services.core import Core

#: Subscriptions served in one transaction, at the most, and at first.
CHUNK, FIRST_CHUNK = 10_000, 2_000
#: Seconds that one transaction should take: others have to write too.
_TARGET = 0.06
#: Matches looked up at once.
_MATCHES = 200
_NOBODY = NoWatch()


async def fan_out_new(core: Core, *, chunk: int = CHUNK, watch: Watch = _NOBODY) -> int:
    """Make the instant pushes of every match that is new; returns how many were made.

    A crash in between loses and repeats nothing: each chunk commits with its match's cursor.
    """
    made, size = 0, min(chunk, FIRST_CHUNK)
    while matches := await core.store.transact(
        lambda tx: tx.matches.list_to_fan_out(limit=_MATCHES)
    ):
        now = core.clock.now()
        quiet = await core.store.transact(partial(_find_quiet, now=now))
        for match in matches:
            left: FanOut | None = match
            while left is not None:
                push = partial(_push, match=left, quiet=quiet, size=size, now=now)
                pushed, seconds = await core.store.transact(push)
                made, left = made + pushed.made, pushed.left
                watch.count("duplicates_suppressed", pushed.suppressed)
                size = _next_size(size, chunk, seconds)
    return made


def _next_size(size: int, most: int, seconds: float) -> int:
    """Of a chunk, so that it takes as long as it should."""
    fitting = round(size * min(2.0, _TARGET / max(seconds, 1e-6)))
    return min(most, max(fitting, FIRST_CHUNK))


def _push(
    tx: Transaction,
    *,
    match: FanOut,
    quiet: Sequence[tuple[Schedule, datetime]],
    size: int,
    now: datetime,
) -> tuple[Pushed, float]:
    """One chunk, and how many seconds it took."""
    started = time.perf_counter()
    pushed = tx.matches.fan_out(match, quiet=quiet, limit=size, now=now)
    return pushed, time.perf_counter() - started


def _find_quiet(tx: Transaction, now: datetime) -> list[tuple[Schedule, datetime]]:
    """The quiet hours that it is now somewhere, and when each is over."""
    return [
        (schedule, until)
        for schedule in tx.matches.list_quiet()
        if (until := quiet_end(schedule, now)) is not None
    ]
