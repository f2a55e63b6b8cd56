"""Find the topics of papers, and the papers of topics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.paper import Paper
from bot.domain.topic import Topic
from bot.matching.hints import find_hints
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import THRESHOLDS, Matcher, PaperText
from bot.matching.query import parse_query
from bot.ports import Transaction
from bot.ports.store import NewMatch
from bot.services.core import Core

#: What scores less is for nobody, however much they want.
LEAST = min(THRESHOLDS.values())
#: Papers matched in one transaction; and where each is read by a sentence encoder, for milliseconds.
BATCH, READ_BATCH = 500, 100
#: How far back a new topic is looked for, and among how many of the newest papers.
BACKFILL_FOR = timedelta(days=7)
BACKFILL_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Backfill:
    """What a look back for a new topic covered.

    Attributes:
        papers: papers that were looked at.
        complete: False where the limit was reached before the time.
    """

    papers: int
    complete: bool


def paper_text(paper: Paper) -> PaperText:
    """All that is known of a paper in words, as the matcher takes it."""
    chinese = [reading for reading in paper.readings if reading.lang == "zh"]

    def longest(field: str) -> str:
        return max((getattr(reading, field) or "" for reading in chinese), key=len, default="")

    return PaperText(
        title=paper.title,
        abstract=paper.abstract or "",
        title_zh=longest("title"),
        abstract_zh=longest("abstract"),
        tldr_zh=longest("tldr"),
        categories=paper.categories,
        authors=paper.authors,
        listed_under=paper.listed_under,
    )


def build_matcher(topics: Iterable[Topic], lexicon: Lexicon, *, is_hasty: bool = False) -> Matcher:
    """A matcher that knows these topics by their keys; hasty where somebody waits."""
    matcher = Matcher(lexicon, is_hasty=is_hasty)
    for topic in topics:
        matcher.add(topic.key, parse_query(topic.query))
    return matcher


def find_matches(matcher: Matcher, papers: Sequence[Paper]) -> list[NewMatch]:
    """The matches of these papers that some chat may want to see."""
    return [
        NewMatch(
            paper_key=paper.key,
            topic_key=int(str(match.topic)),
            score=match.score,
            reason=match.reason.to_dict(),
        )
        for paper, matches in zip(
            papers, matcher.match_all(list(map(paper_text, papers)), least=LEAST), strict=True
        )
        for match in matches
    ]


class Matching:
    """Matches papers with all topics that are followed, batch by batch."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._matcher: Matcher | None = None
        self._newest = 0

    def match_new(self, tx: Transaction, now: datetime) -> int:
        """Match up to `BATCH` papers whose text is new; returns how many there were.

        Papers carry their mark until this commits, so that a crash in between loses nothing.
        """
        papers = tx.papers.list_unmatched(limit=BATCH)
        if papers:
            if self._core.lexicon.semantic is not None:
                papers = papers[:READ_BATCH]
            tx.matches.put(find_matches(self._learn_topics(tx), papers), now)
            tx.papers.mark_matched([paper.key for paper in papers])
        return len(papers)

    def _learn_topics(self, tx: Transaction) -> Matcher:
        """A matcher that knows every topic that there is now, also those since the last batch."""
        if self._matcher is None:
            self._matcher = Matcher(self._core.lexicon)
        for topic in tx.topics.list_subscribed(after=self._newest):
            self._matcher.add(topic.key, parse_query(topic.query))
            self._newest = topic.key
        return self._matcher


def backfill(tx: Transaction, topic: Topic, lexicon: Lexicon, now: datetime) -> Backfill:
    """Look for a new topic among those papers of the last days that may match it."""
    matcher = build_matcher([topic], lexicon, is_hasty=True)
    hints = find_hints(parse_query(topic.query), lexicon)
    since, before, seen = now - BACKFILL_FOR, None, 0
    while seen < BACKFILL_LIMIT:
        papers = tx.papers.list_newest(since=since, before=before, hints=hints, limit=BATCH)
        if not papers:
            return Backfill(seen, complete=True)
        tx.matches.put(find_matches(matcher, papers), now)
        seen, before = seen + len(papers), papers[-1].key
    return Backfill(seen, complete=False)
