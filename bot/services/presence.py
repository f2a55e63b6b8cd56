"""Chats that cannot be written to, and that can again: told by the platform, or found by sending.

Entry points for adapters: Telegram's `my_chat_member` and `migrate_to_chat_id`, Discord's removal
from a guild and deleted channels. Nothing is deleted: a chat that comes back has its settings, and
its next issue has what it missed, with one line that says how much.
"""

from collections.abc import Callable
from datetime import datetime

from bot.domain.chat import Chat, ChatAddress
from bot.domain.schedule import first_slot
from bot.ports import Transaction


def shut_out(tx: Transaction, address: ChatAddress, reason: str, now: datetime) -> int:
    """The platform lets us write there no longer (blocked, kicked, deleted): in all its threads,
    or in the one that the address names. Returns how many chats were suspended by this."""
    chats = [chat for chat in _list_chats(tx, address) if chat.suspended_at is None]
    for chat in chats:
        tx.chats.set_suspended(chat.key, now, reason)
    return len(chats)


def let_in(
    tx: Transaction,
    address: ChatAddress,
    now: datetime,
    *,
    may_write: Callable[[Chat], bool] = lambda _: True,
) -> int:
    """The platform lets us write there again: in all its threads, or in the one that the address
    names. Returns how many chats were resumed by this.

    Args:
        may_write: asked of each of these chats.
    """
    suspended = (chat for chat in _list_chats(tx, address) if chat.suspended_at is not None)
    chats = [chat for chat in suspended if may_write(chat)]
    for chat in chats:
        tx.chats.set_suspended(chat.key, None)
        catch_up(tx, chat, now)
    return len(chats)


def move(tx: Transaction, address: ChatAddress, new_id: int) -> int:
    """The chat goes on under another id; 0 where that was known."""
    return tx.chats.move(address.platform, address.bot_id, address.chat_id, new_id)


def catch_up(tx: Transaction, chat: Chat, now: datetime) -> None:
    """After a silence: the next issue comes at the next hour, with all that was missed.

    What still waits is not sent on top of it: its papers are in that issue too.
    """
    tx.deliveries.withdraw(chat.key)
    tx.chats.mark_resumed(chat.key, now)
    if chat.pending is not None:
        last_on = tx.issues.find_last_on(chat.key)
        tx.chats.set_pending(chat.key, first_slot(chat.settings.schedule, now, last_on=last_on))


def _list_chats(tx: Transaction, address: ChatAddress) -> list[Chat]:
    return [
        chat
        for chat in tx.chats.list_at(address.platform, address.bot_id, address.chat_id)
        if address.thread_id in (0, chat.address.thread_id)
    ]
