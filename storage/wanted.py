"""Which matches a chat wants: the conditions that the planner and the commands share."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_

from bot.domain.chat import Scope
from bot.domain.paper import AnnounceType
from bot.domain.topic import Amount
from storage import tables as t


def is_above(thresholds: Mapping[Amount, float]) -> ColumnElement[bool]:
    """Whether a match's score reaches what its subscription asks for, or else its chat."""
    amount = func.coalesce(t.subscription.c.amount, t.chat.c.amount)
    least = case(
        {choice.value: thresholds[choice] for choice in Amount},
        value=amount,
        else_=thresholds[Amount.NORMAL],
    )
    return t.match.c.score >= least


def is_in_scope() -> ColumnElement[bool]:
    """Whether a paper was announced in a way that its chat wants to hear of.

    What no source says is taken for new: a chat is told rather too much than too little.
    """
    kind, scope = t.paper.c.announce_type, t.chat.c.scope
    return or_(
        kind.is_(None),
        kind == AnnounceType.NEW.value,
        scope == Scope.ALL.value,
        and_(kind == AnnounceType.CROSS.value, scope == Scope.CROSS.value),
    )


def best_place(*chat: Any) -> Any:
    """1 for the best of a paper's matches within a chat: the topic under which it is shown."""
    return func.row_number().over(
        partition_by=[*chat, t.match.c.paper_key],
        order_by=[t.match.c.score.desc(), t.subscription.c.key],
    )
