"""Cards of papers that somebody links in a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat
from bot.domain.paper import Paper
from bot.domain.schedule import local_date
from bot.ports import Transaction
from bot.services.core import Core
from bot.services.look_up import Found, bring_in

#: Papers of one message that get a card.
MAX_CARDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Papers to show.

    Attributes:
        papers: each with the date of the issue in which this chat was given it.
    """

    papers: Sequence[tuple[Paper, date | None]]
    today: date


async def find_cards(core: Core, chat: Chat, text: str) -> Linked:
    """The papers that `text` names and that this chat was not shown today. What is not here is
    fetched."""
    asked = ArxivId.find_all(text)[:MAX_CARDS]
    missing = await core.store.transact(lambda tx: _list_missing(tx, asked))
    await bring_in(core, text, Found(papers=(), missing=missing))
    now = core.clock.now()
    return await core.store.transact(lambda tx: _note(tx, chat, asked, now))


def _list_missing(tx: Transaction, asked: Sequence[ArxivId]) -> list[ArxivId]:
    return [one for one in asked if tx.papers.find_by_number(one.number) is None]


def _note(tx: Transaction, chat: Chat, asked: Sequence[ArxivId], now: datetime) -> Linked:
    today = local_date(now, chat.settings.schedule.zone)
    known = [paper for one in asked if (paper := tx.papers.find_by_number(one.number))]
    return Linked(
        today=today,
        papers=[
            (paper, tx.issues.find_pushed_on(chat.key, paper.key))
            for paper in known
            if tx.link_cards.note(chat.key, paper.key, today)
        ],
    )
