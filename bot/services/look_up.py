"""Look papers up: by id, by title, by words, by what arrived for a chat."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat
from bot.domain.issue import Issue, PaperMatch
from bot.domain.paper import Paper
from bot.domain.schedule import get_zone
from bot.errors import SourceError
from bot.matching.lexicon import Lexicon
from bot.ports import Transaction
from bot.services.core import Core
from bot.services.taste import get_taste, rank, rank_issue

log = logging.getLogger(__name__)

#: Papers that one `/paper` may ask for.
MAX_IDS = 5
MAX_FOUND = 10
#: Papers of a day that are put in order by what a chat likes.
_RANKED = 300
_LIKE_AN_ID = re.compile(r"(?:arxiv\s*[:：]\s*)?\d+\s*[./．]\s*\d+(?:v\d+)?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to `/paper`.

    Attributes:
        papers: those that are known, in the order asked for.
        missing: ids that are not.
        left_out: ids beyond `MAX_IDS`.
        by_title: the question was a title or words, not ids; `papers` may be guesses.
    """

    papers: Sequence[Paper]
    missing: Sequence[ArxivId] = ()
    left_out: Sequence[ArxivId] = ()
    by_title: bool = False


def look_up(tx: Transaction, text: str, lexicon: Lexicon) -> Found:
    """The papers that `text` names: ids in any form, else a title, else words of one.

    Raises:
        InvalidArxivIdError: it looks like an id and is none.
    """
    asked = ArxivId.find_all(text)
    if not asked and (single := ArxivId.find(text)):
        asked = [single]
    if asked:
        return _look_up_ids(tx, asked)
    if _LIKE_AN_ID.fullmatch(text):
        ArxivId.parse(text)
    exact = tx.papers.find_by_title(text)
    papers = [exact] if exact else search(tx, text, lexicon, limit=MAX_IDS).papers
    return Found(papers=papers, by_title=True)


async def bring_in(core: Core, asked: str, found: Found) -> bool | None:
    """Fetch what was not found; whether arXiv answered. None where there is nobody to ask, or
    nothing to ask for."""
    is_unknown_title = found.by_title and not found.papers
    if core.finder is None or not (found.missing or is_unknown_title):
        return None
    try:
        if found.missing:
            await core.finder.bring_in([one.number for one in found.missing])
        else:
            await core.finder.bring_in_titled(asked)
    except SourceError as error:
        log.info("%s", error)
        return False
    return True


def _look_up_ids(tx: Transaction, asked: Sequence[ArxivId]) -> Found:
    papers, missing = [], []
    for arxiv_id in asked[:MAX_IDS]:
        paper = tx.papers.find_by_number(arxiv_id.number)
        if paper is None:
            missing.append(arxiv_id)
        else:
            papers.append(paper)
    return Found(papers=papers, missing=missing, left_out=asked[MAX_IDS:])


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to `/search`.

    Attributes:
        papers: newest first.
        has_more: there are older ones, too.
    """

    papers: Sequence[Paper]
    has_more: bool


def search(tx: Transaction, words: str, lexicon: Lexicon, *, limit: int = MAX_FOUND) -> Hits:
    """Papers in which all words stand, newest first.

    The name of a curated topic is looked for in both languages: 医学图像 finds "medical imaging".
    """
    known = lexicon.find(words)
    spellings = dict.fromkeys([words, known.zh, known.en] if known else [words])
    papers = tx.papers.search(*spellings, limit=limit + 1)
    return Hits(papers[:limit], has_more=len(papers) > limit)


@dataclass(frozen=True, slots=True)
class Today:
    """What arrived since local midnight on a chat's topics.

    Attributes:
        count: papers there are, of which `matches` may be the best few.
    """

    matches: Sequence[PaperMatch]
    count: int


def find_today(tx: Transaction, chat: Chat, now: datetime, *, limit: int) -> Today:
    """What arrived today, best first."""
    zone = get_zone(chat.settings.schedule.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone).astimezone(UTC)
    taste = get_taste(tx, chat)
    # What is liked may stand below what there is room for.
    most = max(limit, _RANKED) if taste.likings else limit
    matches = tx.matches.list_for_chat(chat.key, since=midnight, limit=most)
    return Today(
        matches=rank(matches, taste)[:limit],
        count=tx.matches.count_for_chat(chat.key, since=midnight),
    )


def find_issue(tx: Transaction, chat: Chat, on: date | None = None) -> Issue | None:
    """The chat's newest issue, or that of a local date."""
    issue = tx.issues.find_newest(chat.key) if on is None else tx.issues.find_on(chat.key, on)
    return None if issue is None else rank_issue(tx, chat, issue)
