"""Lines about the pushes themselves, sent like these: through the outbox, once."""

from dataclasses import replace
from datetime import datetime

from bot.domain.delivery import Delivery
from bot.domain.message import Message
from bot.errors import NotFoundError
from bot.ports import Transaction
from bot.views.notices import thread_closed
from bot.views.texts import Texts

#: A forum's own thread on platforms that number it.
_GENERAL = (0, 1)


def tell_around(tx: Transaction, chat_key: int, now: datetime) -> None:
    """A thread takes no more pushes: the chat that it is a thread of is told, if it can be."""
    thread = tx.chats.get(chat_key)
    if thread.address.thread_id in _GENERAL:
        return
    around = replace(thread.address, thread_id=0)
    chat = tx.chats.get_or_add(around, thread.kind, thread.settings, now)
    if chat.suspended_at is None:
        tx.deliveries.add_notice(chat, about=thread, now=now)


def compose_notice(tx: Transaction, delivery: Delivery, texts: Texts) -> Message:
    """What a notice says.

    Raises:
        NotFoundError: its reason is gone.
    """
    thread = tx.chats.get(delivery.about or 0)
    if thread.suspended_reason is None:
        raise NotFoundError("the thread takes pushes again")
    names = [one.name for one in tx.subscriptions.list_of(thread.key)]
    return thread_closed(texts, thread.suspended_reason, names)
