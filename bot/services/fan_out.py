"""Instant pushes: a paper that arrived goes to every chat that wants it at once, as one message."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.domain.schedule import Schedule, quiet_end
from bot.ports import NoWatch, Transaction, Watch
from bot.ports.store import FanOut, Pushed
from bot.services.core import Core
from bot.services.measured import Steps

#: Subscriptions served in one transaction: at the most, at first, and on a machine that is slow.
CHUNK, FIRST_CHUNK, LEAST_CHUNK = 10_000, 2_000, 1_000
#: Matches looked up at once.
_MATCHES = 200
_NOBODY = NoWatch()


async def fan_out_new(core: Core, *, chunk: int = CHUNK, watch: Watch = _NOBODY) -> int:
    """Make the instant pushes of every match that is new; returns how many were made.

    A crash in between loses and repeats nothing: each chunk commits with its match's cursor.
    """
    made = 0
    steps = Steps(core.store, first=FIRST_CHUNK, most=chunk, least=LEAST_CHUNK)
    await core.store.transact(lambda tx: tx.matches.leave_late(core.clock.now()))
    while matches := await core.store.transact(
        lambda tx: tx.matches.list_to_fan_out(limit=_MATCHES)
    ):
        now = core.clock.now()
        quiet = await core.store.transact(partial(_find_quiet, now=now))
        for match in matches:
            left: FanOut | None = match
            while left is not None:
                pushed = await steps.run(partial(_push, match=left, quiet=quiet, now=now))
                made, left = made + pushed.made, pushed.left
                watch.count("duplicates_suppressed", pushed.suppressed)
    return made


def _push(
    tx: Transaction,
    size: int,
    *,
    match: FanOut,
    quiet: Sequence[tuple[Schedule, datetime]],
    now: datetime,
) -> Pushed:
    return tx.matches.fan_out(match, quiet=quiet, limit=size, now=now)


def _find_quiet(tx: Transaction, now: datetime) -> list[tuple[Schedule, datetime]]:
    """The quiet hours that it is now somewhere, and when each is over."""
    return [
        (schedule, until)
        for schedule in tx.matches.list_quiet()
        if (until := quiet_end(schedule, now)) is not None
    ]
