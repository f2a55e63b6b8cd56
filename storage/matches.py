"""Which paper belongs to which topic, and what of it a chat wants."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, distinct, func, literal_column, or_, select, text

from bot.domain.issue import PaperMatch
from bot.domain.schedule import Schedule
from bot.domain.topic import Amount
from bot.ports.store import FanOut, NewMatch, Pushed
from storage import fan_out
from storage import tables as t
from storage.dialects import insert_into
from storage.rows import chunks, load_papers
from storage.wanted import IS_ABOVE, IS_IN_SCOPE, NAME, thresholds_of


class SqlMatches:
    """`bot.ports.Matches`."""

    def __init__(self, connection: Connection, thresholds: Mapping[Amount, float]) -> None:
        self._connection = connection
        self._thresholds = thresholds

    def put(self, matches: Iterable[NewMatch], now: datetime) -> None:
        new = list(matches)
        arrived_at = self._list_arrivals(sorted({match.paper_key for match in new}))
        topics = self._list_topics(sorted({match.topic_key for match in new}))
        rows = [
            {
                "paper_key": match.paper_key,
                "topic_key": match.topic_key,
                "score": match.score,
                "reason": match.reason,
                "arrived_at": arrived_at[match.paper_key],
                "created_at": now,
                "changed_at": now,
                "fanned_out_to": 0,
                "fanned_out": False,
            }
            for match in new
            if match.paper_key in arrived_at and match.topic_key in topics
        ]
        if not rows:
            return
        statement = insert_into(self._connection, t.match)
        given = statement.excluded
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["paper_key", "topic_key"],
                set_={
                    "score": given.score,
                    "reason": given.reason,
                    "changed_at": given.changed_at,
                },
                where=or_(t.match.c.score != given.score, t.match.c.reason != given.reason),
            ),
            rows,
        )

    def list_for_chat(
        self, chat_key: int, *, since: datetime, topic_key: int | None = None, limit: int
    ) -> Sequence[PaperMatch]:
        wanted = (
            self._select_wanted(
                *(chat_key, topic_key, since),
                *(t.match.c.paper_key, t.match.c.score, t.match.c.reason),
                *(literal_column(NAME).label("topic_name"), t.paper.c.search_row),
                t.issue.c.issued_on.label("pushed_on"),
                func.row_number()
                .over(
                    partition_by=t.match.c.paper_key,
                    order_by=[t.match.c.score.desc(), t.subscription.c.key],
                )
                .label("place"),
            )
            .outerjoin(
                t.issue_entry,
                (t.issue_entry.c.chat_key == t.chat.c.key)
                & (t.issue_entry.c.paper_key == t.match.c.paper_key),
            )
            .outerjoin(t.issue, t.issue.c.key == t.issue_entry.c.issue_key)
            .subquery()
        )
        rows = self._connection.execute(
            select(wanted)
            .where(wanted.c.place == 1)
            .order_by(wanted.c.score.desc(), wanted.c.search_row.desc())
            .limit(limit)
        )
        return to_matches(self._connection, rows.all())

    def count_for_chat(
        self, chat_key: int, *, since: datetime, topic_key: int | None = None
    ) -> int:
        papers = func.count(distinct(t.match.c.paper_key))
        return (
            self._connection.scalar(self._select_wanted(chat_key, topic_key, since, papers)) or 0
        )

    def _select_wanted(
        self, chat_key: int, topic_key: int | None, since: datetime, *columns: Any
    ) -> Select[Any]:
        """Of the matches that a chat wants; a paper of two topics is there twice."""
        followed = t.subscription.c.chat_key == chat_key
        if topic_key is not None:
            followed &= t.subscription.c.topic_key == topic_key
        return (
            select(*columns)
            .select_from(t.subscription)
            .join(t.chat, t.chat.c.key == t.subscription.c.chat_key)
            .join(t.match, t.match.c.topic_key == t.subscription.c.topic_key)
            .join(t.paper, t.paper.c.key == t.match.c.paper_key)
            .where(followed, t.match.c.arrived_at >= since)
            .where(text(IS_ABOVE).bindparams(**thresholds_of(self._thresholds)))
            .where(text(IS_IN_SCOPE))
        )

    def find_one(self, chat_key: int, paper_key: int, topic_key: int) -> PaperMatch | None:
        rows = self._connection.execute(
            select(
                *(t.match.c.paper_key, t.match.c.score, t.match.c.reason),
                literal_column(NAME).label("topic_name"),
            )
            .join(t.subscription, t.subscription.c.topic_key == t.match.c.topic_key)
            .where(t.subscription.c.chat_key == chat_key)
            .where(t.match.c.paper_key == paper_key, t.match.c.topic_key == topic_key)
        )
        return next(iter(to_matches(self._connection, rows.all())), None)

    def leave_late(self, now: datetime) -> int:
        return fan_out.leave_late(self._connection, now)

    def list_to_fan_out(self, *, limit: int) -> Sequence[FanOut]:
        return fan_out.list_to_fan_out(self._connection, limit)

    def list_quiet(self) -> Sequence[Schedule]:
        return fan_out.list_quiet(self._connection)

    def fan_out(
        self,
        match: FanOut,
        *,
        quiet: Sequence[tuple[Schedule, datetime]],
        limit: int,
        now: datetime,
    ) -> Pushed:
        return fan_out.fan_out(
            self._connection, match, self._thresholds, quiet=quiet, limit=limit, now=now
        )

    def _list_arrivals(self, keys: Sequence[int]) -> dict[int, datetime]:
        paper = t.paper.c
        return {
            row.key: row.arrived_at
            for some in chunks(keys)
            for row in self._connection.execute(
                select(paper.key, paper.arrived_at).where(paper.key.in_(some))
            )
        }

    def _list_topics(self, keys: Sequence[int]) -> set[int]:
        """Those that are still there: somebody may have unsubscribed while papers were matched."""
        return {
            key
            for some in chunks(keys)
            for key in self._connection.scalars(
                select(t.topic.c.key).where(t.topic.c.key.in_(some))
            )
        }


def to_matches(connection: Connection, rows: Sequence[Any]) -> Sequence[PaperMatch]:
    """Rows of (paper_key, topic_name, score, reason, perhaps pushed_on), in their order."""
    papers = {paper.key: paper for paper in load_papers(connection, [r.paper_key for r in rows])}
    return [
        PaperMatch(
            paper=papers[row.paper_key],
            topic_name=row.topic_name,
            score=row.score,
            reason=row.reason,
            pushed_on=getattr(row, "pushed_on", None),
        )
        for row in rows
    ]
