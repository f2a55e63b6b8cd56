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
#: All of that, of the matches of a chat's subscriptions.
IS_WANTED = f"""
    subscription.chat_key = chat.key AND match.topic_key = subscription.topic_key
    AND paper.key = match.paper_key AND match.arrived_at >= subscription.since_at
    AND {IS_ABOVE} AND {IS_IN_SCOPE}
"""
#: The chat was not given the paper before, in an issue or at once.
IS_NEW_TO_CHAT = """
    NOT EXISTS (
        SELECT 1 FROM issue_entry
        WHERE issue_entry.chat_key = chat.key AND issue_entry.paper_key = match.paper_key)
    AND NOT EXISTS (
        SELECT 1 FROM delivery WHERE delivery.chat_key = chat.key AND delivery.kind = 'instant'
          AND delivery.dedupe_key = CAST(match.paper_key AS TEXT)
          AND delivery.state NOT IN ('failed', 'cancelled'))
"""
#: What a subscription's topic is called in its chat.
NAME = """
    coalesce(subscription.name,
             (SELECT topic.name FROM topic WHERE topic.key = subscription.topic_key))
"""


def thresholds_of(thresholds: Mapping[Amount, float]) -> dict[str, float]:
    """The scores that `IS_ABOVE` compares with."""
    return {amount.value: thresholds[amount] for amount in Amount}
