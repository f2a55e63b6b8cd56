"""Which matches a chat wants, and under which name: what the planner and the commands share.

As SQL over `match`, `subscription`, `chat` and `paper`; `thresholds_of` binds the names.
"""

from collections.abc import Mapping

from bot.domain.topic import Amount

#: The score reaches what the subscription asks for, or else its chat.
IS_ABOVE = """
    match.score >= CASE coalesce(subscription.amount, chat.amount)
        WHEN 'fewer' THEN :fewer WHEN 'more' THEN :more ELSE :normal END
"""
#: The paper was announced in a way that the chat wants to hear of. What no source says is taken
#: for new: a chat is told rather too much than too little.
IS_IN_SCOPE = """
    (paper.announce_type IS NULL OR paper.announce_type = 'new' OR chat.scope = 'all'
     OR (chat.scope = 'cross' AND paper.announce_type = 'cross'))
"""
#: What a subscription's topic is called in its chat.
NAME = """
    coalesce(subscription.name,
             (SELECT topic.name FROM topic WHERE topic.key = subscription.topic_key))
"""


def thresholds_of(thresholds: Mapping[Amount, float]) -> dict[str, float]:
    """The scores that `IS_ABOVE` compares with."""
    return {amount.value: thresholds[amount] for amount in Amount}
