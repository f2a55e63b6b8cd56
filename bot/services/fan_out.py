"""Instant pushes: a paper that arrived goes to every chat that wants it at once, as one message."""

from datetime import datetime

from bot.domain.schedule import Schedule, quiet_end
from bot.ports import Transaction
from bot.services.core import Core

#: Subscriptions served in one transaction: no write lock is held for long.
CHUNK = 10_000
#: Matches looked up at once.
_MATCHES = 200


async def fan_out_new(core: Core, *, chunk: int = CHUNK) -> int:
    """Make the instant pushes of every match that is new; returns how many were made.

    A crash in between loses and repeats nothing: each chunk commits with its match's cursor.
    """
    made = 0
    while matches := await core.store.transact(
        lambda tx: tx.matches.list_to_fan_out(limit=_MATCHES)
    ):
        now = core.clock.now()
        quiet = await core.store.transact(lambda tx, at=now: _find_quiet(tx, at))  # type: ignore[misc]
        for match in matches:
            made += await core.store.transact(
                lambda tx, m=match, q=quiet, at=now: tx.matches.fan_out(  # type: ignore[misc]
                    m, quiet=q, limit=chunk, now=at
                )
            )
    return made


def _find_quiet(tx: Transaction, now: datetime) -> list[tuple[Schedule, datetime]]:
    """The quiet hours that it is now somewhere, and when each is over."""
    return [
        (schedule, until)
        for schedule in tx.matches.list_quiet()
        if (until := quiet_end(schedule, now)) is not None
    ]
