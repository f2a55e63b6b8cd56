"""What became of papers that a chat knows, a line each."""

from collections.abc import Sequence

from bot.domain.message import Card
from bot.domain.version import Change, Changed
from bot.domain.width import shorten
from bot.views.cards import subtitle_of, title_of
from bot.views.tex import one_line
from bot.views.texts import N_, Texts

#: So many are told one by one.
MAX_CHANGES = 20
_MAX_COMMENT = 120
#: A comment is told in its own words.
_NAMES = {Changed.TITLE: N_("title"), Changed.ABSTRACT: N_("abstract")}


def change_cards(texts: Texts, changes: Sequence[Change]) -> tuple[Card, ...]:
    """One card for each paper: its title, and what is different since the chat was told of it."""
    return tuple(
        Card(
            title=title_of(change.paper),
            group=texts.t("Changed since they came"),
            number=number,
            subtitle=subtitle_of(texts, change.paper),
            byline=" · ".join(_say(texts, change)),
        )
        for number, change in enumerate(changes[:MAX_CHANGES], start=1)
    )


def more_changes(texts: Texts, changes: Sequence[Change]) -> list[str]:
    """How many are not told one by one."""
    left = len(changes) - MAX_CHANGES
    if left <= 0:
        return []
    return [texts.n("{n} more known paper changed.", "{n} more known papers changed.", left)]


def _say(texts: Texts, change: Change) -> list[str]:
    paper, before = change.paper, change.before
    said = []
    if paper.is_withdrawn and not before.is_withdrawn:
        said.append(texts.t("withdrawn"))
    elif before.is_withdrawn and not paper.is_withdrawn:
        said.append(texts.t("no longer withdrawn"))
    now = paper.arxiv_id.version if paper.arxiv_id else None
    if now is not None and now != before.number:
        old = f"v{before.number} → " if before.number else ""
        said.append(f"{old}v{now}")
    named = [texts.t(_NAMES[one]) for one in change.what if one in _NAMES]
    if named:
        said.append(texts.t("changed: {what}", what=texts.join(named)))
    if Changed.COMMENT in change.what:
        comment = shorten(one_line(paper.comment or ""), _MAX_COMMENT)
        said.append(texts.t("“{comment}”", comment=comment))
    return said
