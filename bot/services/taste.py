"""A chat's 👍 and 👎: kept for it alone, and applied to the order of its papers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
) -> None:
    """Remember what a chat thinks of papers."""
    for paper in papers:
        tx.opinions.put(chat.key, paper.key, liked, now)


def forget_opinions(tx: Transaction, chat: Chat, papers: Sequence[Paper] | None) -> int:
    """Forget the opinions of these papers, or all (None); how many there were."""
    if papers is None:
        return tx.opinions.clear(chat.key)
    return sum(tx.opinions.remove(chat.key, paper.key) for paper in papers)


@dataclass(frozen=True, slots=True)
class Opinions:
    """What a chat thinks, the newest first, and how many opinions there are in all."""

    newest: Sequence[Opinion]
    count: int


def see_opinions(tx: Transaction, chat: Chat, *, limit: int) -> Opinions:
    """What `/forget` could forget."""
    return Opinions(list_opinions(tx, chat, limit=limit), tx.opinions.count(chat.key))


def list_opinions(tx: Transaction, chat: Chat, *, limit: int | None = None) -> Sequence[Opinion]:
    """What the chat thinks, the newest first; all of it without a limit."""
    kept = tx.opinions.list_of(chat.key, limit=limit or tx.opinions.count(chat.key))
    liked = dict(kept)
    papers = tx.papers.get_many([key for key, _ in kept]) if kept else ()
    return [Opinion(paper, liked[paper.key]) for paper in papers]


def get_taste(tx: Transaction, chat: Chat, *, until: datetime | None = None) -> Taste:
    """What the chat likes, as far as it had said so by then."""
    return learn(tx.opinions.list_judged(chat.key, until=until, limit=MOST_OPINIONS))


def rank(matches: Sequence[PaperMatch], taste: Taste) -> tuple[PaperMatch, ...]:
    """The best first, as this chat sees it."""
    if not taste.likings:
        return tuple(matches)
    return tuple(
        sorted(matches, key=lambda match: -(match.score + taste.lean(match.paper).offset))
    )


def rank_issue(tx: Transaction, chat: Chat, issue: Issue) -> Issue:
    """An issue with its papers in the order that its chat likes.

    What was said since is for the next one: whoever presses 👍 on one page and then turns it has to
    find on the next page what was not on this one.
    """
    if len(issue.entries) < 2:
        return issue
    return replace(issue, entries=rank(issue.entries, get_taste(tx, chat, until=issue.made_at)))
