"""Say why a paper does or does not match a chat's topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.chat import Chat
from bot.domain.opinion import LEVEL, Lean
from bot.domain.paper import Paper
from bot.domain.topic import Subscription
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import THRESHOLDS, Match, Miss
from bot.ports import Transaction
from bot.services.match import build_matcher, paper_text
from bot.services.taste import get_taste


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicVerdict:
    """How a paper stands to one topic.

    Attributes:
        found: a Match with its score, or a Miss with what was lacking.
        least: the score from which the chat is pushed.
    """

    subscription: Subscription
    found: Match | Miss
    least: float

    @property
    def matched(self) -> bool:
        """Whether the chat is pushed papers like this for the topic."""
        return isinstance(self.found, Match) and self.found.score >= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a paper stands to all topics of a chat; the best verdicts first.

    Attributes:
        pushed_on: when this chat was given it; None if it was not.
        lean: how its place moves by what the chat liked and disliked.
    """

    paper: Paper
    verdicts: Sequence[TopicVerdict]
    pushed_on: date | None
    lean: Lean = LEVEL


def explain(tx: Transaction, chat: Chat, paper: Paper, lexicon: Lexicon) -> Explanation:
    """Match one paper anew with each of a chat's topics, and keep what decided."""
    subscriptions = tx.subscriptions.list_of(chat.key)
    matcher = build_matcher([one.topic for one in subscriptions], lexicon)
    text = paper_text(paper)
    verdicts = [
        TopicVerdict(
            subscription=one,
            found=matcher.explain(one.topic.key, text),
            least=THRESHOLDS[one.amount or chat.settings.amount],
        )
        for one in subscriptions
    ]

    def rank(verdict: TopicVerdict) -> float:
        return -verdict.found.score if isinstance(verdict.found, Match) else 1.0

    return Explanation(
        paper=paper,
        verdicts=sorted(verdicts, key=rank),
        pushed_on=tx.issues.find_pushed_on(chat.key, paper.key),
        lean=get_taste(tx, chat).lean(paper),
    )
