"""Subscribe a chat to a topic, and take it back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat
from bot.domain.issue import PaperMatch
from bot.domain.schedule import first_slot
from bot.domain.topic import Subscription
from bot.errors import NotFoundError, QueryError, UsageError
from bot.matching.lexicon import Lexicon
from bot.matching.query import Query, Refusal, parse_query, query_key
from bot.matching.understanding import Kind, Understanding, says_nothing, understand
from bot.ports import Transaction
from bot.services.match import BACKFILL_FOR, Backfill, backfill

#: Subscriptions that one chat may have.
MAX_SUBSCRIPTIONS = 50
#: A new subscription's first issue reaches back this far, so that it is not empty by rule.
LOOK_BACK = timedelta(days=1)
EXAMPLES = 3
#: Papers of them in which the category that fits is looked for.
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """What came of `/subscribe`.

    Attributes:
        name: what the chat calls the topic.
        added: False if the chat followed this topic already.
        week_count: papers of the last seven days that it would have brought.
        examples: up to three of them, best first.
        category: of arXiv's, to narrow the topic by; None where it names one, or none is known.
        backfill: how much of those days was looked at; None for a topic known before.
    """

    chat: Chat
    name: str
    added: bool
    understanding: Understanding
    week_count: int
    examples: Sequence[PaperMatch]
    category: str | None
    backfill: Backfill | None


def topic_key(text: str, lexicon: Lexicon) -> str:
    """The key under which a query is one topic, however it is written.

    Every name of a curated topic stands for that topic, so 医学影像 and medical imaging are one.
    """
    known = lexicon.find(text)
    return f"={known.key}" if known else query_key(parse_query(text))


def subscribe(
    tx: Transaction, chat: Chat, text: str, lexicon: Lexicon, now: datetime
) -> Subscribed:
    """Let `chat` follow the topic that `text` describes.

    Raises:
        QueryError: the query is malformed, or has nothing to look for in it.
        UsageError: it is a paper's address, or the chat has as many subscriptions as it may have.
    """
    query, key = _read(text, lexicon), topic_key(text, lexicon)
    followed = {one.topic.key: one.name for one in tx.subscriptions.list_of(chat.key)}
    known = tx.topics.find(key)
    is_more = known is None or known.key not in followed
    if is_more and len(followed) >= MAX_SUBSCRIPTIONS:
        raise UsageError(
            "This chat follows {count} topics, which is the limit. "
            "Take one away with /unsubscribe first.",
            count=MAX_SUBSCRIPTIONS,
        )
    topic, is_new = tx.topics.get_or_add(text.strip(), key, now)
    name = followed.get(topic.key, text.strip())
    looked = backfill(tx, topic, lexicon, now) if is_new else None
    added = tx.subscriptions.add(chat.key, topic.key, name, None, now - LOOK_BACK, now)
    since = now - BACKFILL_FOR
    chat = _await_issue(tx, chat, now)
    understanding = understand(query, lexicon)
    matches = tx.matches.list_for_chat(
        chat.key, since=since, topic_key=topic.key, limit=_LOOKED_AT
    )
    return Subscribed(
        chat=chat,
        name=name,
        added=added,
        understanding=understanding,
        week_count=tx.matches.count_for_chat(chat.key, since=since, topic_key=topic.key),
        examples=matches[:EXAMPLES],
        category=_choose_category(understanding, matches, lexicon),
        backfill=looked,
    )


def _read(text: str, lexicon: Lexicon) -> Query:
    paper = ArxivId.find(text)
    if paper is not None:
        raise UsageError("This is a paper, not a topic: /paper {id} shows it.", id=str(paper))
    query = parse_query(text)
    if says_nothing(query, lexicon):
        raise QueryError(Refusal.EMPTY, query=text, position=0)
    return query


def _await_issue(tx: Transaction, chat: Chat, now: datetime) -> Chat:
    """The chat with a slot for its next issue; the first one if it had none."""
    if chat.pending is not None:
        return chat
    last_on = tx.issues.find_last_on(chat.key)
    slot = first_slot(chat.settings.schedule, now, last_on=last_on)
    tx.chats.set_pending(chat.key, slot)
    return replace(chat, pending=slot)


def _choose_category(
    understanding: Understanding, matches: Sequence[PaperMatch], lexicon: Lexicon
) -> str | None:
    """Where most of the papers found are, or else those of the topics that are named."""
    parts = [part for each in understanding.alternatives for part in each]
    if any(part.kind is Kind.CATEGORY for part in parts):
        return None
    primary = Counter(one.paper.categories[0] for one in matches if one.paper.categories)
    if primary:
        return min(primary, key=lambda name: (-primary[name], name))
    named = (lexicon.find_categories(part.topic) for part in parts if part.topic is not None)
    return next(chain.from_iterable(named), None)


def unsubscribe(
    tx: Transaction, chat: Chat, text: str, lexicon: Lexicon
) -> Sequence[Subscription]:
    """Let `chat` follow a topic no longer: by its name, its number in the list, or `all`.

    Raises:
        NotFoundError: the chat does not follow it.
    """
    subscriptions = tx.subscriptions.list_of(chat.key)
    chosen = _choose(tx, subscriptions, text.strip(), lexicon)
    if not chosen:
        raise NotFoundError("not subscribed")
    for subscription in chosen:
        tx.subscriptions.remove(chat.key, subscription.topic.key)
    if len(chosen) == len(subscriptions):
        tx.chats.set_pending(chat.key, None)
    return chosen


def _choose(
    tx: Transaction, subscriptions: Sequence[Subscription], text: str, lexicon: Lexicon
) -> Sequence[Subscription]:
    if text.casefold() in ("all", "全部", "所有"):
        return subscriptions
    if text.isdecimal() and 1 <= int(text) <= len(subscriptions):
        return [subscriptions[int(text) - 1]]
    wanted = tx.topics.find(topic_key(text, lexicon))
    return [found for found in subscriptions if found.topic == wanted]
