"""All chats' settings and subscriptions as plain data, to be kept or moved."""

from dataclasses import asdict
from datetime import time
from typing import Any

from bot.domain.chat import Chat
from bot.domain.paper import Paper
from bot.ports import Transaction
from bot.services.core import Core
from bot.services.keep import MAX_SAVED
from bot.services.taste import list_opinions

_CHATS = 500


async def export_chats(core: Core) -> list[dict[str, Any]]:
    """One object for each chat."""
    exported: list[dict[str, Any]] = []
    after = 0
    while chats := await core.store.transact(
        lambda tx, a=after: [  # type: ignore[misc]
            (chat.key, _export(tx, chat)) for chat in tx.chats.list_all(after=a, limit=_CHATS)
        ]
    ):
        exported += [found for _, found in chats]
        after = chats[-1][0]
    return exported


def _export(tx: Transaction, chat: Chat) -> dict[str, Any]:
    return {
        **asdict(chat.address),
        "kind": chat.kind.value,
        "settings": _plain(asdict(chat.settings)),
        "paused": chat.paused_at is not None,
        "suspended": chat.suspended_reason,
        "subscriptions": [
            {"query": one.name, "amount": one.amount and one.amount.value}
            for one in tx.subscriptions.list_of(chat.key)
        ],
        "saved": [_name(paper) for paper in tx.saved.list_of(chat.key, limit=MAX_SAVED)],
        "opinions": [
            {"paper": _name(one.paper), "liked": one.liked} for one in list_opinions(tx, chat)
        ],
    }


def _name(paper: Paper) -> str:
    """By its id, or its title where it has none."""
    return paper.arxiv_id.number if paper.arxiv_id else paper.title


def _plain(value: Any) -> Any:
    """As JSON knows it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value
