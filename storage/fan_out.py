"""Instant pushes: one match, to all who want it, in chunks that never hold the database long."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    Time,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from bot.domain.batch import is_too_late_to_push
from bot.domain.schedule import Rhythm, Schedule
from bot.domain.topic import Amount
from bot.ports.store import FanOut, Pushed
from storage import tables as t
from storage.rows import chunks
from storage.wanted import IS_ABOVE, IS_IN_SCOPE, thresholds_of

#: Until when chats with such quiet hours are left in peace.
_quiet = Table(
    "quiet_now",
    MetaData(),
    Column("zone", t.Plain),
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    Column("not_before_at", t.Moment),
    prefixes=["TEMPORARY"],
)
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
_PUSH = """
    INSERT INTO delivery
        (platform, bot_id, chat_key, kind, dedupe_key, part, priority, state, due_at,
         not_before_at, attempts, fence, paper_key, topic_key, created_at)
    SELECT chat.platform, chat.bot_id, chat.key, 'instant', CAST(match.paper_key AS TEXT), 1, 0,
        'pending', CAST(:due AS {moment}), {not_before}, 0, 0, match.paper_key, match.topic_key,
        CAST(:now AS {moment})
    {wanted}
      AND NOT EXISTS (SELECT 1 FROM issue_entry
                      WHERE issue_entry.chat_key = chat.key
                        AND issue_entry.paper_key = match.paper_key)
      AND NOT EXISTS (SELECT 1 FROM delivered
                      WHERE delivered.chat_key = chat.key AND delivered.kind = 'instant'
                        AND delivered.dedupe_key = CAST(match.paper_key AS TEXT))
    ORDER BY chat.key
    ON CONFLICT DO NOTHING
"""
#: Chats of this chunk that were pushed the paper under another of their topics.
_COUNT_SUPPRESSED = """
    SELECT count(*) {wanted}
      AND EXISTS (SELECT 1 FROM delivery
                  WHERE delivery.chat_key = chat.key AND delivery.kind = 'instant'
                    AND delivery.dedupe_key = CAST(match.paper_key AS TEXT)
                    AND delivery.topic_key <> match.topic_key)
"""


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
    # Whoever comes second waits for the cursor, and then finds it moved.
    if not connection.execute(_move_cursor(match, match.after)).rowcount:
        return Pushed()
    upto = _find_end(connection, match, limit)
    if quiet:
        _write_quiet(connection, quiet)
    statement = _PUSH.format(
        moment="TEXT" if connection.dialect.name == "sqlite" else "TIMESTAMPTZ",
        not_before=_NOT_BEFORE if quiet else "NULL",
        wanted=_WANTED,
    )
    values: dict[str, Any] = {
        "paper": match.paper_key,
        "topic": match.topic_key,
        "after": match.after,
        "upto": upto,
        **thresholds_of(thresholds),
    }
    moments = [bindparam(name, now, type_=t.Moment) for name in ("now", "due")]
    made = connection.execute(text(statement).bindparams(*moments), values).rowcount
    connection.execute(_move_cursor(match, upto, done=upto == _LAST))
    if quiet:
        _quiet.drop(connection, checkfirst=False)
    return Pushed(
        made=made,
        suppressed=_count_suppressed(connection, match, values),
        left=None if upto == _LAST else replace(match, after=upto),
    )


def _count_suppressed(connection: Connection, match: FanOut, values: Mapping[str, Any]) -> int:
    """How many chats of the chunk have the paper already, under another topic."""
    other = t.match.c
    has_others = connection.scalar(
        select(other.topic_key)
        .where(other.paper_key == match.paper_key, other.topic_key != match.topic_key)
        .where(other.fanned_out_to > 0)
        .limit(1)
    )
    if has_others is None:
        return 0
    return connection.scalar(text(_COUNT_SUPPRESSED.format(wanted=_WANTED)), values) or 0


#: Beyond every key.
_LAST = 2**62


def _find_end(connection: Connection, match: FanOut, limit: int) -> int:
    """The key of the last subscription of this chunk."""
    subscription = t.subscription.c
    end = connection.scalar(
        select(subscription.key)
        .where(subscription.topic_key == match.topic_key, subscription.key > match.after)
        .order_by(subscription.key)
        .offset(limit - 1)
        .limit(1)
    )
    return _LAST if end is None else end


def _move_cursor(match: FanOut, to: int, *, done: bool = False) -> Any:
    return (
        update(t.match)
        .where(t.match.c.paper_key == match.paper_key, t.match.c.topic_key == match.topic_key)
        .where(t.match.c.fanned_out_to == match.after, ~t.match.c.fanned_out)
        .values(fanned_out_to=to, fanned_out=done)
    )


def _write_quiet(connection: Connection, quiet: Sequence[tuple[Schedule, datetime]]) -> None:
    _quiet.create(connection, checkfirst=False)
    connection.execute(
        insert(_quiet),
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
