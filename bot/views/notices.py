"""Lines about the pushes themselves."""

from collections.abc import Sequence

from bot.domain.clean import clean_line
from bot.domain.message import Message
from bot.domain.width import shorten
from bot.views.texts import Texts

_MAX_REASON = 120
_MAX_NAMES = 5


def thread_closed(texts: Texts, reason: str, names: Sequence[str]) -> Message:
    """A topic of a forum takes no more pushes.

    Args:
        reason: the platform's own words.
        names: what was followed there.
    """
    said = shorten(clean_line(reason), _MAX_REASON)
    topics = texts.join(map(clean_line, names[:_MAX_NAMES]))
    lines = [
        texts.t("I cannot write into one of the forum topics here any more: {reason}", reason=said)
    ]
    if names:
        more = "…" if len(names) > _MAX_NAMES else ""
        lines.append(texts.t("What is followed there: {topics}", topics=topics + more))
    lines.append(
        texts.t(
            "Nothing is deleted. Once it can be written to again, send /resume there; or send "
            "/subscribe in another forum topic."
        )
    )
    return Message(
        heading=texts.t("Pushes into a forum topic have stopped"), text="\n".join(lines)
    )
