"""/like, /dislike and /forget."""

from collections.abc import Sequence

from bot.domain.clean import clean_line
from bot.domain.message import Action, Message
from bot.domain.paper import Paper
from bot.views.actions import action
from bot.views.tex import title_line
from bot.views.texts import Texts


def judged(texts: Texts, papers: Sequence[Paper], *, liked: bool) -> Message:
    """The answer to /like and /dislike."""
    titles = texts.join(title_line(paper.title) for paper in papers)
    if liked:
        said = texts.t("👍 {titles}. Papers like it will stand further up here.", titles=titles)
    else:
        said = texts.t("👎 {titles}. Papers like it will stand further down here.", titles=titles)
    return Message(text=said, actions=_taking_back(texts, papers))


def _taking_back(texts: Texts, papers: Sequence[Paper]) -> tuple[Action, ...]:
    """All of it at once; a paper without an id is found again by its title."""
    numbers = [paper.arxiv_id.number for paper in papers if paper.arxiv_id]
    if len(numbers) == len(papers):
        return (Action(texts.t("Take it back"), "forget", " ".join(numbers)),)
    return action(texts.t("Take it back"), "forget", clean_line(papers[0].title))


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


def remembered(
    texts: Texts, liked: Sequence[Paper], disliked: Sequence[Paper], *, left_out: int = 0
) -> Message:
    """What /forget could forget.

    Args:
        left_out: older ones that are remembered too.
    """
    if not liked and not disliked:
        return Message(
            text=texts.t("No 👍 or 👎 is remembered here. /like 2403.15603 is how to begin.")
        )
    lines = [
        f"{mark} {_named(paper)}"
        for mark, papers in (("👍", liked), ("👎", disliked))
        for paper in papers
    ]
    if left_out:
        lines.append(texts.n("and {n} older one", "and {n} older ones", left_out))
    return Message(
        heading=texts.t("Remembered, for this chat alone"),
        text="\n".join(lines),
        footer=texts.t("Forget one with /forget 2403.15603, everything with /forget all"),
        actions=(Action(texts.t("Forget all"), "forget", "all"),),
    )


def _named(paper: Paper) -> str:
    number = f"{paper.arxiv_id.number} " if paper.arxiv_id else ""
    return f"{number}{title_line(paper.title)}"
