"""How the bot stands: counts over whole tables, for those who run it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.domain.delivery import DeliveryState
from bot.ports.status import OutboxStatus
from storage import sending
from storage import tables as t


class SqlStatus:
    """`bot.ports.status.Status`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_outboxes(self, now: datetime) -> list[OutboxStatus]:
        chat = t.chat.c
        is_held = chat.not_before_at > now
        rows = self._connection.execute(
            select(
                *(chat.platform, chat.bot_id),
                func.count().filter(is_held).label("held"),
                func.max(chat.not_before_at).filter(is_held).label("held_until"),
            )
            .group_by(chat.platform, chat.bot_id)
            .order_by(chat.platform, chat.bot_id)
        ).all()
        uncertain = self._count_uncertain()
        return [
            OutboxStatus(
                platform=row.platform,
                bot_id=row.bot_id,
                due=backlog.due,
                oldest_due_at=backlog.oldest_due_at,
                held=row.held,
                held_until=row.held_until,
                uncertain=uncertain.get((row.platform, row.bot_id), 0),
            )
            for row in rows
            for backlog in [sending.get_backlog(self._connection, row.platform, row.bot_id, now)]
        ]

    def count_suspended(self) -> Mapping[str, int]:
        chat = t.chat.c
        count = func.count().label("chats")
        rows = self._connection.execute(
            select(func.coalesce(chat.suspended_reason, "").label("reason"), count)
            .where(chat.suspended_at.is_not(None))
            .group_by("reason")
            .order_by(count.desc(), "reason")
        )
        return {row.reason: row.chats for row in rows}

    def _count_uncertain(self) -> dict[tuple[str, int], int]:
        delivery = t.delivery.c
        rows = self._connection.execute(
            select(delivery.platform, delivery.bot_id, func.count().label("rows"))
            .where(delivery.state == DeliveryState.UNCERTAIN.value)
            .group_by(delivery.platform, delivery.bot_id)
        )
        return {(row.platform, row.bot_id): row.rows for row in rows}
