"""/paper and /search."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain.arxiv_id import ArxivId
from bot.domain.clean import clean_line
from bot.domain.message import Action, Block, Card, Message
from bot.domain.paper import Paper
from bot.domain.width import shorten
from bot.views.actions import action
from bot.views.bibtex import bibtex_of
from bot.views.cards import (
    attribution_of,
    byline_of,
    in_language,
    labels_of,
    links_of,
    paper_actions,
    short_card,
    subtitle_of,
    title_of,
)
from bot.views.readings import ASPECTS, Shown, find_aspect, find_shown, list_aspects
from bot.views.texts import N_, Texts

_ASPECT_NAMES = {
    "tldr": N_("TL;DR"),
    "takeaways": N_("Takeaways"),
    "notes": N_("Notes"),
    "abstract": N_("Abstract"),
    "bibtex": N_("BibTeX"),
}
_MAX_ASKED = 80

__all__ = ["ASPECTS", "linked", "paper", "papers_found", "search_results"]


def paper(
    texts: Texts, paper: Paper, *, aspect: str, today: date, is_saved: bool = False
) -> Message:
    """One paper.

    Args:
        aspect: one of `ASPECTS`; where nobody wrote it, what comes nearest is shown.
        is_saved: whether this chat keeps it.
    """
    is_bibtex = aspect == "bibtex"
    shown = None if is_bibtex else find_shown(paper, aspect, texts.language)
    card = Card(
        title=title_of(paper),
        subtitle=subtitle_of(texts, paper),
        byline=byline_of(texts, paper, today),
        body=_body(texts, paper, shown, is_bibtex=is_bibtex),
        blocks=_blocks(texts, paper, shown),
        labels=_labels(texts, paper, shown, is_bibtex=is_bibtex),
        links=links_of(texts, paper),
    )
    return Message(
        text=_instead(texts, aspect, shown),
        cards=(card,),
        preformatted=bibtex_of(paper) if is_bibtex else "",
        footer=_footer(texts, shown),
        actions=(
            *_switches(texts, paper, shown.aspect if shown else aspect),
            *_keep(texts, paper, is_saved=is_saved),
        ),
    )


def _labels(
    texts: Texts, paper: Paper, shown: Shown | None, *, is_bibtex: bool
) -> tuple[str, ...]:
    if is_bibtex:
        return (texts.t("withdrawn"),) if paper.is_withdrawn else ()
    return labels_of(texts, paper, shown)


def _keep(texts: Texts, paper: Paper, *, is_saved: bool) -> tuple[Action, ...]:
    """Save it, or no longer; say what one thinks of it."""
    if paper.arxiv_id is None:
        return ()
    number = paper.arxiv_id.number
    keep = (texts.t("Save no longer"), "unsave") if is_saved else (texts.t("Save"), "save")
    return Action(*keep, number), Action("👍", "like", number), Action("👎", "dislike", number)


def _instead(texts: Texts, asked: str, shown: Shown | None) -> str:
    """What was asked for as such and is not there; a TL;DR may be anything short."""
    if shown is None or asked in ("tldr", shown.aspect):
        return ""
    return texts.t(
        "Nobody has written “{asked}” of this paper yet; here is “{shown}”.",
        asked=texts.t(_ASPECT_NAMES[asked]),
        shown=texts.t(_ASPECT_NAMES[shown.aspect]),
    )


def _body(texts: Texts, paper: Paper, shown: Shown | None, *, is_bibtex: bool) -> str:
    if is_bibtex:
        return ""
    if shown is None:
        return texts.t("There is no abstract or summary of this paper here yet.")
    return in_language(texts, shown)


def _blocks(texts: Texts, paper: Paper, shown: Shown | None) -> tuple[Block, ...]:
    """The note's sections; behind a translated abstract the English one."""
    if shown is None:
        return ()
    if shown.aspect == "abstract" and shown.language != "en":
        original = find_aspect(paper, "abstract", "en")
        if original is not None:
            return (Block(texts.t("English abstract"), original.text, folded=True),)
    return tuple(
        replace(block, heading=texts.written(block.heading), text=texts.written(block.text))
        for block in shown.blocks
    )


def _footer(texts: Texts, shown: Shown | None) -> str:
    if shown is None:
        return ""
    if shown.reading is None:
        return texts.t("Abstract: arXiv")
    return attribution_of(texts, shown.reading)


def _switches(texts: Texts, paper: Paper, current: str | None) -> tuple[Action, ...]:
    """The aspects that exist, but for the one shown. A paper without an id cannot be asked for."""
    if paper.arxiv_id is None:
        return ()
    return tuple(
        Action(
            texts.t(_ASPECT_NAMES[aspect]),
            "paper",
            f"{paper.arxiv_id.number} {aspect}",
            in_place=True,
        )
        for aspect in list_aspects(paper, texts.language)
        if aspect != current
    )


def linked(texts: Texts, papers: Sequence[tuple[Paper, date | None]], *, today: date) -> Message:
    """Papers that somebody linked in a group, in few words.

    Args:
        papers: each with the date of the issue in which the group was given it.
    """
    is_one = len(papers) == 1
    cards = []
    for number, (one, pushed_on) in enumerate(papers, start=1):
        card = short_card(texts, one, number=None if is_one else number, today=today)
        if pushed_on is not None:
            label = texts.t("pushed here on {date}", date=texts.date(pushed_on, today=today))
            card = replace(card, labels=(*card.labels, label))
        cards.append(card)
    actions = paper_actions([one for one, _ in papers])
    if is_one:
        actions = tuple(replace(one, label=texts.t("More on it")) for one in actions)
    return Message(cards=tuple(cards), actions=actions, silent=True)


def papers_found(
    texts: Texts,
    papers: Sequence[Paper],
    *,
    asked: str,
    missing: Sequence[ArxivId],
    left_out: int,
    by_title: bool,
    today: date,
    unreached: bool = False,
) -> Message:
    """Several papers, or none; what was not found is said of each.

    Args:
        left_out: how many ids were not looked up because there were too many.
        by_title: `asked` is a title or words, and `papers` are what comes near it.
        unreached: arXiv was asked for what is missing, and did not answer in time.
    """
    asked = shorten(clean_line(asked), _MAX_ASKED)
    if unreached and not papers:
        return _try_again(texts, asked)
    if by_title and not papers:
        text = texts.t(
            "Not found: no paper here is titled “{title}”. Its arXiv id would settle it: "
            "/paper 2403.15603",
            title=asked,
        )
        return Message(text=text, actions=action(texts.t("Search"), "search", asked))
    heading = texts.t("Closest to “{title}”", title=asked) if by_title else ""
    lines = [_try_again(texts, asked).text] if unreached else []
    lines += _not_shown(texts, () if unreached else missing, left_out)
    return _list(texts, papers, heading=heading, text="\n".join(lines), today=today)


def _try_again(texts: Texts, asked: str) -> Message:
    text = texts.t(
        "Not here yet, and arXiv did not answer in time. Try again in a minute: /paper {asked}",
        asked=asked,
    )
    return Message(text=text, actions=action(texts.t("Try again"), "paper", asked))


def _not_shown(texts: Texts, missing: Sequence[ArxivId], left_out: int) -> list[str]:
    lines = [
        texts.t(
            "Not found: {id} is not in this database; it may be too new, or was never imported.",
            id=str(one),
        )
        for one in missing
    ]
    if left_out:
        lines.append(
            texts.n(
                "{n} more id was not looked up; please ask for fewer at a time.",
                "{n} more ids were not looked up; please ask for fewer at a time.",
                left_out,
            )
        )
    return lines


def search_results(
    texts: Texts, words: str, papers: Sequence[Paper], *, has_more: bool = False, today: date
) -> Message:
    """What a search found, newest first.

    Args:
        has_more: these are the newest, and there are others.
    """
    words = shorten(clean_line(words), _MAX_ASKED)
    if not papers:
        text = texts.t(
            "Nothing found for “{words}”. All the words must be in one paper: try fewer, "
            "or try the other language.",
            words=words,
        )
        return Message(text=text)
    if has_more:
        heading = texts.n(
            "“{words}”: the {n} newest", "“{words}”: the {n} newest", len(papers), words=words
        )
    else:
        heading = texts.n(
            "“{words}”: {n} paper, newest first",
            "“{words}”: {n} papers, newest first",
            len(papers),
            words=words,
        )
    return _list(texts, papers, heading=heading, text="", today=today)


def _list(
    texts: Texts, papers: Sequence[Paper], *, heading: str, text: str, today: date
) -> Message:
    cards = tuple(
        short_card(texts, one, number=number, today=today)
        for number, one in enumerate(papers, start=1)
    )
    return Message(heading=heading, text=text, cards=cards, actions=paper_actions(list(papers)))
