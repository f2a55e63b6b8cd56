"""What the core needs from outside, as small protocols.

`Store` is implemented by `storage` (one program for SQLite and PostgreSQL), `Messenger` by each
folder of `adapters`, `Clock` by `SystemClock` and by the clock that tests turn by hand.
"""

from bot.ports.clock import Clock, SystemClock
from bot.ports.conversations import LinkCards, Phrases
from bot.ports.messenger import Messenger
from bot.ports.sources import Batches, Gates, Sources
from bot.ports.store import (
    Chats,
    Deliveries,
    Documents,
    Issues,
    Lead,
    Marks,
    Matches,
    Opinions,
    Papers,
    Saved,
    Store,
    Subscriptions,
    Topics,
    Transaction,
)
from bot.ports.watch import NoWatch, Watch

__all__ = [
    "Batches",
    "Chats",
    "Clock",
    "Deliveries",
    "Documents",
    "Gates",
    "Issues",
    "Lead",
    "LinkCards",
    "Marks",
    "Matches",
    "Messenger",
    "NoWatch",
    "Opinions",
    "Papers",
    "Phrases",
    "Saved",
    "Sources",
    "Store",
    "Subscriptions",
    "SystemClock",
    "Topics",
    "Transaction",
    "Watch",
]
