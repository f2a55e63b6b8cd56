"""Who was greeted lately: a place that the bot comes to is, once."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress
from bot.ports import Transaction

#: Whoever takes the bot out and in again within this is not greeted again.
_ONCE_IN = timedelta(days=1)


def may_greet(
    tx: Transaction, address: ChatAddress, now: datetime, within: Iterable[int] = ()
) -> bool:
    """Whether a group is to be greeted; from then on it has been. One that follows something knows
    the bot.

    Args:
        within: ids of the chats that the group has, where it is none itself.
    """
    ids = dict.fromkeys((address.chat_id, *within))
    chats = (
        chat for each in ids for chat in tx.chats.list_at(address.platform, address.bot_id, each)
    )
    knows_us = any(tx.subscriptions.list_of(chat.key) for chat in chats)
    return note_greeted(tx, address, now) and not knows_us


def note_greeted(tx: Transaction, address: ChatAddress, now: datetime) -> bool:
    """Take down that a group was greeted; False where it was lately."""
    mark = f"greeted {address.platform} {address.bot_id}"
    greeted = json.loads(tx.marks.get(mark) or "{}")
    lately = {
        name: at
        for name, at in greeted.items()
        if timedelta() <= now - datetime.fromisoformat(at) < _ONCE_IN
    }
    name = _name_of(address)
    if name in lately:
        return False
    tx.marks.put(mark, json.dumps({**lately, name: now.isoformat()}))
    return True


def _name_of(address: ChatAddress) -> str:
    """Tells groups apart, and does not tell which they are: nothing else may be kept of them."""
    named = f"{address.platform} {address.bot_id} {address.chat_id}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
