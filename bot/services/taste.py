"""A chat's 👍 and 👎: kept for it alone, and applied to the order of its papers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.issue import Issue, PaperMatch
from bot.domain.opinion import Opinion
from bot.domain.paper import Paper
from bot.matching.taste import Taste, learn
from bot.ports import Transaction

#: The newest opinions count; older ones are kept and no longer looked at.
MOST_OPINIONS = 300


def judge(
    tx: Transaction, chat: Chat, papers: Sequence[Paper], now: datetime, *, liked: bool
) -> int:
    """Remember what a chat thinks of papers; how many opinions it has now."""
    for paper in papers:
        tx.opinions.put(chat.key, paper.key, liked, now)
    return tx.opinions.count(chat.key)


def forget_opinions(tx: Transaction, chat: Chat, papers: Sequence[Paper] | None) -> int:
    """Forget the opinions of these papers, or all (None); how many there were."""
    if papers is None:
        return tx.opinions.clear(chat.key)
    return sum(tx.opinions.remove(chat.key, paper.key) for paper in papers)


def list_opinions(tx: Transaction, chat: Chat, *, limit: int = MOST_OPINIONS) -> Sequence[Opinion]:
    """What the chat thinks, the newest first."""
    kept = tx.opinions.list_of(chat.key, limit=limit)
    liked = dict(kept)
    papers = tx.papers.get_many([key for key, _ in kept]) if kept else ()
    return [Opinion(paper, liked[paper.key]) for paper in papers]


def get_taste(tx: Transaction, chat: Chat) -> Taste:
    """What the chat likes, as far as it said so."""
    return learn(list_opinions(tx, chat))


def rank(matches: Sequence[PaperMatch], taste: Taste) -> tuple[PaperMatch, ...]:
    """The best first, as this chat sees it."""
    if not taste.likings:
        return tuple(matches)
    return tuple(
        sorted(matches, key=lambda match: -(match.score + taste.lean(match.paper).offset))
    )


def rank_issue(tx: Transaction, chat: Chat, issue: Issue) -> Issue:
    """An issue with its papers in the order that its chat likes."""
    return replace(issue, entries=rank(issue.entries, get_taste(tx, chat)))
