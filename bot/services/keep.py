"""Save papers for a chat: it is told what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.paper import Paper
from bot.errors import UsageError
from bot.ports import Transaction

#: Papers that one chat may keep, and how many of them are listed.
MAX_SAVED, MAX_LISTED = 500, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of `/save` or `/unsave`.

    Attributes:
        changed: those of the papers of which it is news.
        count: how many the chat keeps now.
    """

    papers: Sequence[Paper]
    changed: Sequence[Paper]
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a chat keeps, the last one saved first, and how many there are in all."""

    papers: Sequence[Paper]
    count: int


def save(tx: Transaction, chat: Chat, papers: Sequence[Paper], now: datetime) -> Kept:
    """Keep these papers.

    Raises:
        UsageError: the chat keeps as many as it may.
    """
    new = [paper for paper in papers if not tx.saved.has(chat.key, paper.key)]
    if new and tx.saved.count(chat.key) + len(new) > MAX_SAVED:
        raise UsageError(
            "This chat has saved {count} papers, which is the limit. "
            "Take one away with /unsave first.",
            count=MAX_SAVED,
        )
    for paper in new:
        tx.saved.add(chat.key, paper.key, now)
    return Kept(papers=papers, changed=new, count=tx.saved.count(chat.key))


def unsave(tx: Transaction, chat: Chat, papers: Sequence[Paper]) -> Kept:
    """Keep these papers no longer."""
    gone = [paper for paper in papers if tx.saved.remove(chat.key, paper.key)]
    return Kept(papers=papers, changed=gone, count=tx.saved.count(chat.key))


def list_saved(tx: Transaction, chat: Chat, *, limit: int = MAX_LISTED) -> Shelf:
    """What the chat keeps."""
    return Shelf(tx.saved.list_of(chat.key, limit=limit), tx.saved.count(chat.key))


def is_saved(tx: Transaction, chat: Chat | None, paper: Paper) -> bool:
    """Whether the chat keeps this paper."""
    return chat is not None and tx.saved.has(chat.key, paper.key)
