"""Pages of an issue, and the buttons that lead from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.issue import PaperMatch
from bot.domain.message import Action
from bot.views.texts import Texts

#: No answer lists more papers, however many there are.
MAX_SHOWN = 200
#: Papers that have a button each; more would be a wall of numbers.
MAX_OPENED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: the papers from `first` up to, not including, `last`, of `total`."""

    number: int
    first: int
    last: int
    total: int

    @classmethod
    def of(cls, total: int, *, size: int, number: int = 1) -> "Page":
        """The page of this number, or the one that comes nearest."""
        number = max(1, min(number, -(-total // size)))
        first = (number - 1) * size
        return cls(number=number, first=first, last=min(first + size, total), total=total)


def open_actions(matches: Sequence[PaperMatch], first: int) -> tuple[Action, ...]:
    """A button for each paper that can be asked for, where they are not too many.

    Args:
        first: the number of the first.
    """
    if len(matches) > MAX_OPENED:
        return ()
    return tuple(
        Action(str(number), "paper", match.paper.arxiv_id.number)
        for number, match in enumerate(matches, start=first)
        if match.paper.arxiv_id
    )


def turn_actions(texts: Texts, page: Page, on: date) -> tuple[Action, ...]:
    """To the neighbours and to all at once, of the issue of this date, however many came since."""
    back = Action(texts.t("‹ Back"), "digest", f"{on} {page.number - 1}", in_place=True)
    more = Action(texts.t("More ›"), "digest", f"{on} {page.number + 1}", in_place=True)
    show_all = Action(texts.t("Show all"), "digest", f"{on} all")
    shown = page.last - page.first
    return (
        *((back,) if page.first else ()),
        *((more,) if page.last < page.total else ()),
        *((show_all,) if shown < min(page.total, MAX_SHOWN) else ()),
    )
