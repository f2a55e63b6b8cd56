"""Topics: what a chat wants, as a name and a query."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Amount(StrEnum):
    """How much a subscription wants: where the score is cut, not how many papers come."""

    FEWER = "fewer"
    NORMAL = "normal"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A query that at least one chat has subscribed to.

    Attributes:
        key: the database's own key.
        query: the query as first typed, in the language of `bot.matching.query`.
        query_key: the query's normal form; the same for every spelling of one query.
    """

    key: int
    query: str
    query_key: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What a paper must hold to match a topic: any one of these, and then perhaps still not.

    Attributes:
        names: all words of one of them stand somewhere in the paper, in any order.
        categories: it is in one of these categories or archives of arXiv.
    """

    names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat's wish for one topic.

    Attributes:
        name: what it is called in messages: the query as this chat typed it.
        amount: None means as the chat's settings say.
        since_at: papers that arrived before are not pushed for it (aware UTC).
    """

    key: int
    chat_key: int
    topic: Topic
    name: str
    amount: Amount | None = None
    since_at: datetime
    created_at: datetime
