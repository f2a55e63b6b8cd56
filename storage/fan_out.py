"""Instant pushes: one match, to all who want it, in chunks that never hold the database long."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    TextClause,
    Time,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.domain.batch import is_too_late_to_push
from bot.domain.schedule import Rhythm, Schedule
from bot.domain.topic import Amount
from bot.ports.store import FanOut, Pushed
from storage import tables as t
from storage.dialects import is_postgresql
from storage.lookups import look_up_each
from storage.rows import chunks
from storage.temporary import KEPT, make_room
from storage.wanted import IS_ABOVE, IS_IN_SCOPE, thresholds_of

#: Until when chats with such quiet hours are left in peace.
_temporary = MetaData()
_quiet = Table(
    "quiet_now",
    _temporary,
    Column("zone", t.Plain),
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    Column("not_before_at", t.Moment),
    **KEPT,
)
_INSERT_QUIET = insert(_quiet)
_NOT_BEFORE = """
    (SELECT quiet_now.not_before_at FROM quiet_now
     WHERE quiet_now.zone = chat.zone AND quiet_now.quiet_from = chat.quiet_from
       AND quiet_now.quiet_until = chat.quiet_until)
"""
#: Who is to have the paper, if it is new to them. The order of the joins is fixed for SQLite's sake
#: (see `storage.planning`).
_WANTED = f"""
    FROM match CROSS JOIN paper CROSS JOIN subscription CROSS JOIN chat
    WHERE match.paper_key = :paper AND match.topic_key = :topic
      AND paper.key = match.paper_key
      AND subscription.topic_key = :topic
      AND subscription.key > :after AND subscription.key <= :upto
      AND chat.key = subscription.chat_key
      AND chat.rhythm = 'instant'
      AND chat.paused_at IS NULL AND chat.suspended_at IS NULL
      AND match.arrived_at >= subscription.created_at
      AND {IS_ABOVE} AND {IS_IN_SCOPE}
"""
#: They go out in the order in which they were subscribed to: that is how they are found.
_PUSH = """
    INSERT INTO delivery
        (platform, bot_id, chat_key, kind, dedupe_key, part, priority, state, due_at,
         not_before_at, attempts, fence, paper_key, topic_key, created_at)
    SELECT chat.platform, chat.bot_id, chat.key, 'instant', {text}, 1, 0,
        'pending', {now}, {not_before}, 0, 0, :paper, :topic, {now}
    {wanted}
      AND NOT EXISTS (SELECT 1 FROM issue_entry
                      WHERE issue_entry.chat_key = chat.key AND issue_entry.paper_key = :paper)
      AND NOT EXISTS (SELECT 1 FROM delivered
                      WHERE delivered.chat_key = chat.key AND delivered.kind = 'instant'
                        AND delivered.dedupe_key = {text})
    ORDER BY subscription.key
"""
#: What was pushed already stays. SQLite gets that for nothing; of PostgreSQL's time it is a fifth.
_LEAVE_OTHERS = "ON CONFLICT DO NOTHING"
#: Chats of this chunk that were pushed the paper under another of their topics.
_COUNT_SUPPRESSED = f"""
    SELECT count(*) {_WANTED}
      AND EXISTS (SELECT 1 FROM delivery
                  WHERE delivery.chat_key = chat.key AND delivery.kind = 'instant'
                    AND delivery.dedupe_key = :dedupe_key
                    AND delivery.topic_key <> :topic)
"""  # noqa: S608


#: Beyond every key.
_LAST = 2**62
# Made once: a chunk is short, and making them takes as long as some of its rows.
_SUPPRESSED = text(_COUNT_SUPPRESSED)
_HAS_OTHERS = (
    select(t.match.c.topic_key)
    .where(t.match.c.paper_key == bindparam("paper"), t.match.c.topic_key != bindparam("topic"))
    .where(t.match.c.fanned_out_to > 0)
    .limit(1)
)
#: The key of the last subscription of a chunk.
_END = (
    select(t.subscription.c.key)
    .where(t.subscription.c.topic_key == bindparam("topic"))
    .where(t.subscription.c.key > bindparam("after"))
    .order_by(t.subscription.c.key)
    .offset(bindparam("behind"))
    .limit(1)
)
_THIS = (t.match.c.paper_key == bindparam("paper"), t.match.c.topic_key == bindparam("topic"))
#: Whoever comes second waits for the cursor, and then finds it moved.
_MOVE_CURSOR = (
    update(t.match)
    .where(*_THIS, t.match.c.fanned_out_to == bindparam("after"), ~t.match.c.fanned_out)
    .values(fanned_out_to=func.coalesce(_END.scalar_subquery(), _LAST))
    .returning(t.match.c.fanned_out_to)
)
_STOP = update(t.match).where(*_THIS).values(fanned_out=True)


def list_to_fan_out(connection: Connection, limit: int) -> Sequence[FanOut]:
    """Matches that are not done; of one paper the best first, so that it names the push."""
    _skip_unwanted(connection)
    match = t.match.c
    rows = connection.execute(
        select(match.paper_key, match.topic_key, match.fanned_out_to)
        .where(t.TO_FAN_OUT)
        .order_by(match.paper_key, match.score.desc(), match.topic_key)
        .limit(limit)
    )
    return [
        FanOut(paper_key=row.paper_key, topic_key=row.topic_key, after=row.fanned_out_to)
        for row in rows
    ]


def _skip_unwanted(connection: Connection) -> None:
    """Matches of topics that no chat with instant pushes follows are done before they begin."""
    match, subscription, chat = t.match.c, t.subscription.c, t.chat.c
    topics = connection.scalars(select(match.topic_key).where(t.TO_FAN_OUT).distinct()).all()
    if not topics:
        return
    follower = (
        select(subscription.key)
        .join(t.chat, chat.key == subscription.chat_key)
        .where(t.INSTANT)
        .limit(1)
    )
    unwanted = [
        key
        for key in topics
        if connection.scalar(follower.where(subscription.topic_key == key)) is None
    ]
    for some in chunks(unwanted):
        connection.execute(
            update(t.match).where(t.TO_FAN_OUT, match.topic_key.in_(some)).values(fanned_out=True)
        )


def leave_late(connection: Connection, now: datetime) -> int:
    """Leave papers that were announced long ago to the next issues; how many."""
    paper = t.paper.c
    rows = connection.execute(
        select(paper.key, func.max(t.batch.c.announced_at), paper.published_on)
        .outerjoin_from(
            t.paper, t.announcement, t.announcement.c.arxiv_number == paper.arxiv_number
        )
        .outerjoin(t.batch)
        .where(paper.key.in_(select(t.match.c.paper_key).where(t.TO_FAN_OUT)))
        .group_by(paper.key, paper.published_on)
    )
    late = [key for key, *times in rows if is_too_late_to_push(now, *times)]
    for some in chunks(late):
        connection.execute(
            update(t.match)
            .where(t.TO_FAN_OUT, t.match.c.paper_key.in_(some))
            .values(fanned_out=True)
        )
    return len(late)


def list_quiet(connection: Connection) -> Sequence[Schedule]:
    """The different quiet hours of chats with instant pushes."""
    chat = t.chat.c
    rows = connection.execute(
        select(chat.zone, chat.quiet_from, chat.quiet_until)
        .where(t.INSTANT, chat.quiet_from.is_not(None))
        .distinct()
    )
    return [
        Schedule(
            rhythm=Rhythm.INSTANT,
            zone=row.zone,
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
        )
        for row in rows
    ]


def fan_out(
    connection: Connection,
    match: FanOut,
    thresholds: Mapping[Amount, float],
    *,
    quiet: Sequence[tuple[Schedule, datetime]],
    limit: int,
    now: datetime,
) -> Pushed:
    """The next `limit` subscriptions of one match, and what is left of it."""
    values: dict[str, Any] = {
        "paper": match.paper_key,
        "topic": match.topic_key,
        "dedupe_key": str(match.paper_key),
        "after": match.after,
        "now": now,
        **thresholds_of(thresholds),
    }
    upto = connection.scalar(_MOVE_CURSOR, {**values, "behind": limit - 1})
    if upto is None:
        return Pushed()
    if upto == _LAST:
        connection.execute(_STOP, values)
    values["upto"] = upto
    if quiet:
        _write_quiet(connection, quiet)
    made, suppressed = _push(connection, values, in_quiet=bool(quiet))
    left = None if upto == _LAST else replace(match, after=upto)
    return Pushed(made=made, suppressed=suppressed, left=left)


def _push(connection: Connection, values: Mapping[str, Any], *, in_quiet: bool) -> tuple[int, int]:
    """Write the deliveries of a chunk: how many, and how many chats have the paper already."""
    look_up_each(connection)
    if is_postgresql(connection) and not _has_others(connection, values):
        plain = _prepare_push(for_postgresql=True, in_quiet=in_quiet, conflicts="")
        # Another process may have pushed it meanwhile.
        with suppress(IntegrityError), connection.begin_nested():
            return connection.execute(plain, values).rowcount, 0
    careful = _prepare_push(is_postgresql(connection), in_quiet, _LEAVE_OTHERS)
    made = connection.execute(careful, values).rowcount
    if not _has_others(connection, values):
        return made, 0
    return made, connection.scalar(_SUPPRESSED, values) or 0


def _has_others(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the paper is pushed under another topic too."""
    return connection.scalar(_HAS_OTHERS, values) is not None


@cache
def _prepare_push(for_postgresql: bool, in_quiet: bool, conflicts: str) -> TextClause:
    """The statement, made once. PostgreSQL wants to know what is given to it."""
    statement = _PUSH.format(
        text="CAST(:dedupe_key AS TEXT)" if for_postgresql else ":dedupe_key",
        now="CAST(:now AS TIMESTAMPTZ)" if for_postgresql else ":now",
        not_before=_NOT_BEFORE if in_quiet else "NULL",
        wanted=_WANTED,
    )
    return text(statement + conflicts).bindparams(bindparam("now", type_=t.Moment))


def _write_quiet(connection: Connection, quiet: Sequence[tuple[Schedule, datetime]]) -> None:
    make_room(connection, _temporary)
    connection.execute(
        _INSERT_QUIET,
        [
            {
                "zone": schedule.zone,
                "quiet_from": schedule.quiet_from,
                "quiet_until": schedule.quiet_until,
                "not_before_at": until,
            }
            for schedule, until in quiet
        ],
    )
