"""A chat's own data: given out, paused, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.chat import Chat, ChatAddress
from bot.domain.opinion import Opinion
from bot.domain.paper import Paper
from bot.domain.topic import Subscription
from bot.ports import Transaction
from bot.services.keep import MAX_SAVED
from bot.services.presence import catch_up
from bot.services.taste import list_opinions


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatData:
    """All that is kept of a chat, as its people may read it."""

    chat: Chat
    subscriptions: Sequence[Subscription]
    saved: Sequence[Paper]
    opinions: Sequence[Opinion]


def get_data(tx: Transaction, chat: Chat) -> ChatData:
    """All that is kept of a chat."""
    return ChatData(
        chat=chat,
        subscriptions=tx.subscriptions.list_of(chat.key),
        saved=tx.saved.list_of(chat.key, limit=MAX_SAVED),
        opinions=list_opinions(tx, chat),
    )


def forget(tx: Transaction, address: ChatAddress) -> ChatData | None:
    """Delete a chat with everything that hangs on it; what it was, or None if nothing was kept."""
    chat = tx.chats.find(address)
    if chat is None:
        return None
    data = get_data(tx, chat)
    tx.chats.delete(chat.key)
    return data


def pause(tx: Transaction, chat: Chat, now: datetime) -> Chat:
    """No pushes until `resume`; what arrives meanwhile is kept."""
    if chat.paused_at is None:
        tx.chats.set_paused(chat.key, now)
        chat = replace(chat, paused_at=now)
    return chat


def resume(tx: Transaction, chat: Chat, now: datetime) -> Chat:
    """Push again, from the next slot on; also where the platform had refused what was sent."""
    if chat.paused_at is None and chat.suspended_at is None:
        return chat
    tx.chats.set_paused(chat.key, None)
    tx.chats.set_suspended(chat.key, None)
    catch_up(tx, chat, now)
    return tx.chats.get(chat.key)
