"""The topics that are known by name: /topics."""

from collections.abc import Sequence

from bot.domain.clean import clean_line
from bot.domain.message import Message
from bot.domain.width import shorten
from bot.views.actions import action
from bot.views.texts import Texts

_MAX_BUTTONS = 8
_MAX_TYPED = 60


def topic_list(
    texts: Texts, *, asked: str, names: Sequence[tuple[str, str]], total: int
) -> Message:
    """The answer to /topics.

    Args:
        names: (Chinese, English) of the topics found.
        total: how many are known altogether.
    """
    asked = shorten(clean_line(asked), _MAX_TYPED)
    if not names:
        text = texts.t(
            "“{asked}” is not in my list of topics, but you can still follow it: the words are then "
            "searched for as written.",
            asked=asked,
        )
        return Message(text=text, actions=action(f"/subscribe {asked}", "subscribe", asked))
    heading = (
        texts.t("Topics for “{asked}”", asked=asked)
        if asked
        else texts.t("Some of the {n} topics known by name", n=texts.number(total))
    )
    own = 0 if texts.language == "zh" else 1
    return Message(
        heading=heading,
        text="\n".join(f"{one[own]} · {one[1 - own]}" for one in names),
        footer=texts.t(
            "Other words work too: /subscribe TOPIC. To look for a topic here: /topics WORD"
        ),
        actions=tuple(
            one
            for pair in names[:_MAX_BUTTONS]
            for one in action(pair[own], "subscribe", pair[own])
        ),
    )
