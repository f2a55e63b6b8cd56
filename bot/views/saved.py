"""/save, /unsave and /saved."""

from collections.abc import Sequence
from datetime import date

from bot.domain.message import Action, Message
from bot.domain.paper import Paper
from bot.views.cards import paper_actions, short_card
from bot.views.tex import title_line
from bot.views.texts import Texts


def saved(texts: Texts, *, papers: Sequence[Paper], new: Sequence[Paper], count: int) -> Message:
    """The answer to /save.

    Args:
        papers: those that were asked for; `new` were not saved before.
        count: how many the chat has saved now.
    """
    if not new:
        text = texts.t("Saved already: {titles}", titles=_titles(texts, papers))
    else:
        text = texts.sentences(
            [
                texts.t("Saved: {titles}.", titles=_titles(texts, new)),
                texts.t("New versions and withdrawals will be told in the next issue."),
            ]
        )
    return Message(text=text, actions=(_show_all(texts, count),))


def unsaved(
    texts: Texts, *, papers: Sequence[Paper], gone: Sequence[Paper], count: int
) -> Message:
    """The answer to /unsave."""
    if not gone:
        return Message(
            text=texts.t("This was not saved: {titles}", titles=_titles(texts, papers)),
            actions=(_show_all(texts, count),) if count else (),
        )
    actions = tuple(
        Action(texts.t("Save again"), "save", paper.arxiv_id.number)
        for paper in gone[:1]
        if paper.arxiv_id
    )
    text = texts.t("No longer saved: {titles}", titles=_titles(texts, gone))
    return Message(text=text, actions=actions)


def shelf(texts: Texts, papers: Sequence[Paper], *, count: int, today: date) -> Message:
    """The answer to /saved.

    Args:
        papers: the last ones saved; `count` is how many there are.
    """
    if not papers:
        return Message(
            text=texts.t("Nothing is saved here yet. Save a paper with /save 2403.15603")
        )
    left = count - len(papers)
    more = texts.n("{n} older one is not shown.", "{n} older ones are not shown.", left)
    return Message(
        heading=texts.n("{n} saved paper", "{n} saved papers", count),
        cards=tuple(
            short_card(texts, paper, number=number, today=today)
            for number, paper in enumerate(papers, start=1)
        ),
        footer=more if left else "",
        actions=paper_actions(list(papers)),
    )


def _show_all(texts: Texts, count: int) -> Action:
    return Action(texts.t("All saved ({n})", n=texts.number(count)), "saved")


def _titles(texts: Texts, papers: Sequence[Paper]) -> str:
    return texts.join(title_line(paper.title) for paper in papers)
