"""/like, /dislike and /forget."""

from collections.abc import Sequence

from bot.domain.message import Action, Message
from bot.domain.paper import Paper
from bot.views.tex import title_line
from bot.views.texts import Texts


def judged(texts: Texts, papers: Sequence[Paper], *, liked: bool) -> Message:
    """The answer to /like and /dislike."""
    titles = texts.join(title_line(paper.title) for paper in papers)
    if liked:
        said = texts.t("👍 {titles}. Papers like it will stand further up here.", titles=titles)
    else:
        said = texts.t("👎 {titles}. Papers like it will stand further down here.", titles=titles)
    number = next((paper.arxiv_id.number for paper in papers if paper.arxiv_id), "")
    return Message(text=said, actions=(Action(texts.t("Take it back"), "forget", number),))


def forgotten(texts: Texts, count: int) -> Message:
    """The answer to /forget."""
    if not count:
        return Message(text=texts.t("There was no 👍 or 👎 to forget."))
    return Message(
        text=texts.n(
            "{n} 👍 or 👎 is forgotten; it moves nothing any more.",
            "{n} 👍 and 👎 are forgotten; they move nothing any more.",
            count,
        )
    )


def remembered(texts: Texts, liked: Sequence[Paper], disliked: Sequence[Paper]) -> Message:
    """What /forget could forget."""
    if not liked and not disliked:
        return Message(
            text=texts.t("No 👍 or 👎 is remembered here. /like 2403.15603 is how to begin.")
        )
    lines = [
        f"{mark} {_named(paper)}"
        for mark, papers in (("👍", liked), ("👎", disliked))
        for paper in papers
    ]
    return Message(
        heading=texts.t("Remembered, for this chat alone"),
        text="\n".join(lines),
        footer=texts.t("Forget one with /forget 2403.15603, everything with /forget all"),
        actions=(Action(texts.t("Forget all"), "forget", "all"),),
    )


def _named(paper: Paper) -> str:
    number = f"{paper.arxiv_id.number} " if paper.arxiv_id else ""
    return f"{number}{title_line(paper.title)}"
